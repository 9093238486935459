"""Which leaf may come next: the log's grammar, for the box that writes it and for all who read it.

Leaf 0 is the manifest's. Then ballots, acts and batches of paper ballots in any order; one
roll-close; the first `close` ends the log. Ballots' sequence numbers are in `ballots.index`.
Source: PROTOCOL, 'The life of a ballot', 1, 7 and 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ballots.credential import credential_message, verify_credential
from ballots.documents import PaperBatch, RollClose
from ballots.endorse import check_endorsements
from ballots.errors import BoxError, LogError
from ballots.leaves import (
    ActLeaf,
    BallotLeaf,
    CloseLeaf,
    Leaf,
    ManifestLeaf,
    PaperBatchLeaf,
    RollCloseLeaf,
)
from ballots.manifest import Manifest
from ballots.manifest_contest import ContestTerms
from ballots.plaintext import plaintext_bytes
from ballots.seal import OVERHEAD_BYTES
from ballots.signing import verify
from ballots.standing import Phase, Standing, standing_at_first


@dataclass(frozen=True, slots=True)
class LogState:
    """What the leaves so far say, ballots apart.

    `batches`, `papers`: number of the last batch and paper ballots so far (B), per contest.
    `close`: the last leaf, once it is there.
    """

    standing: Standing
    started: bool = False
    batches: Mapping[str, int] = field(default_factory=dict)
    papers: Mapping[str, int] = field(default_factory=dict)
    roll_close: RollClose | None = None
    close: CloseLeaf | None = None

    @property
    def manifest(self) -> Manifest:
        """The election that the log is of."""
        return self.standing.manifest

    def after(self, leaf: Leaf) -> LogState:
        """The state after one more leaf, whose signatures are verified here.

        Raises LogError for a leaf that may not come here, BadSignatureError for signatures that
        do not hold or do not suffice, BoxError for a ballot that should not have been taken.
        """
        if self.close is not None:
            raise LogError("the log is closed: no leaf follows the first close leaf")
        if isinstance(leaf, ManifestLeaf):
            return self._begun(leaf)
        if not self.started:
            raise LogError("the first leaf of a log is its manifest's")
        if isinstance(leaf, BallotLeaf):
            check_ballot(self.manifest, leaf)
            return self
        if isinstance(leaf, ActLeaf):
            check_endorsements(self.manifest, leaf.act.message(), leaf.endorsements)
            return replace(self, standing=self.standing.after(leaf.act))
        if isinstance(leaf, PaperBatchLeaf):
            check_endorsements(self.manifest, leaf.batch.message(), leaf.endorsements)
            return self._with_papers(leaf.batch)
        if isinstance(leaf, RollCloseLeaf):
            verify(self.manifest.rooms.roll, leaf.roll_close.message(), leaf.signature)
            return self._with_roll_closed(leaf.roll_close)
        return self._closed(leaf)

    def _begun(self, leaf: ManifestLeaf) -> LogState:
        if self.started:
            raise LogError("a log has one manifest leaf, the first")
        if leaf.mh != self.manifest.mh:
            raise LogError("this log begins with the manifest of another election")
        return replace(self, started=True)

    def _with_papers(self, batch: PaperBatch) -> LogState:
        where = f"paper batch {batch.number} of '{batch.contest}'"
        self._check_election(batch.mh, where)
        terms = secret_contest(self.manifest, batch.contest)
        last = self.batches.get(batch.contest, 0)
        if batch.number != last + 1:
            raise LogError(f"{where} cannot follow batch {last}")
        for index, sealed in enumerate(batch.sealed):
            if len(sealed) != sealed_bytes(terms):
                raise LogError(f"{where}: ballot {index} has the wrong length")
        papers = self.papers.get(batch.contest, 0) + len(batch.sealed)
        return replace(
            self,
            batches={**self.batches, batch.contest: batch.number},
            papers={**self.papers, batch.contest: papers},
        )

    def _with_roll_closed(self, roll_close: RollClose) -> LogState:
        self._check_election(roll_close.mh, "the roll-close")
        if self.roll_close is not None:
            raise LogError("the roll has already been closed")
        self._check_contests([count.contest for count in roll_close.counts], "the roll-close")
        for count in roll_close.counts:
            entitled = self.standing.entitled[count.contest]
            if count.entitled != entitled:
                raise LogError(
                    f"the roll-close says {count.entitled} are entitled in '{count.contest}'; "
                    f"by the manifest and the acts it is {entitled}"
                )
            allowed = self.standing.reissues.get(count.contest, 0)
            if count.reissued > allowed:
                raise LogError(
                    f"the roll-close says {count.reissued} re-issues in '{count.contest}'; "
                    f"the acts allow {allowed}"
                )
        return replace(self, roll_close=roll_close, standing=self.standing.at(Phase.ROLL_CLOSED))

    def _closed(self, leaf: CloseLeaf) -> LogState:
        self._check_election(leaf.mh, "the close leaf")
        if self.roll_close is None:
            raise LogError("the roll-close must come before the close leaf")
        self._check_contests([count.contest for count in leaf.counts], "the close leaf")
        if leaf.last_act != self.standing.last_act:
            raise LogError(
                f"the close leaf says the last act is {leaf.last_act}; "
                f"in the log it is {self.standing.last_act}"
            )
        for count in leaf.counts:
            papers = self.papers.get(count.contest, 0)
            if count.papers != papers:
                raise LogError(
                    f"the close leaf says {count.papers} paper ballots in '{count.contest}'; "
                    f"in the log there are {papers}"
                )
        return replace(self, close=leaf, standing=self.standing.at(Phase.CLOSED))

    def _check_election(self, mh: bytes, what: str) -> None:
        if mh != self.manifest.mh:
            raise LogError(f"{what} belongs to another election")

    def _check_contests(self, found: list[str], what: str) -> None:
        if found != [terms.id for terms in self.manifest.secret_contests]:
            raise LogError(f"{what} must list every secret contest once, in the manifest's order")


def state_before(manifest: Manifest) -> LogState:
    """The state of an empty log."""
    return LogState(standing_at_first(manifest))


def state_after(manifest: Manifest, documents: Iterable[Leaf]) -> LogState:
    """The state after these leaves. Ballots may be left out: they change nothing of it."""
    state = state_before(manifest)
    for leaf in documents:
        state = state.after(leaf)
    return state


def secret_contest(manifest: Manifest, id_: str) -> ContestTerms:
    """The contest with this id, if it has sealed ballots. Raises BoxError otherwise."""
    for terms in manifest.secret_contests:
        if terms.id == id_:
            return terms
    raise BoxError(f"there is no contest '{id_}' with sealed ballots in this election")


def sealed_bytes(terms: ContestTerms) -> int:
    """Length in bytes of every sealed ballot of a contest."""
    return OVERHEAD_BYTES + plaintext_bytes(len(terms.candidates))


def check_ballot(manifest: Manifest, leaf: BallotLeaf) -> None:
    """Form, credential and signature of a ballot; never its contents, nor its number.

    Raises BoxError for an unknown contest or a wrong length; BadSignatureError or
    KeyFormatError for a credential, key or signature that does not hold.
    """
    terms = secret_contest(manifest, leaf.contest)
    if len(leaf.sealed) != sealed_bytes(terms):
        raise BoxError(
            f"a sealed ballot of '{leaf.contest}' has {sealed_bytes(terms)} bytes, "
            f"not {len(leaf.sealed)}"
        )
    verify(leaf.ballot_pk, leaf.message(manifest.mh), leaf.signature)
    if terms.issuer is None:
        raise BoxError(f"contest '{leaf.contest}' has no issuer's key")
    message = credential_message(manifest.mh, leaf.contest, leaf.ballot_pk)
    verify_credential(terms.issuer, message, leaf.credential)
