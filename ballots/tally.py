"""What the opened ballots say, contest by contest.

The highest number of a ballot key decides, even if that ballot is invalid; an invalid ballot is
never repaired. Source: PROTOCOL, 'The life of a ballot', 9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ballots.documents import PaperBatch, paper_place
from ballots.errors import SealError
from ballots.index import BallotIndex
from ballots.kinds import ballot_kind
from ballots.leaves import BallotLeaf, Leaf, PaperBatchLeaf
from ballots.manifest import Manifest
from ballots.manifest_contest import ContestTerms
from ballots.opening import check_key
from ballots.plaintext import Choice, InvalidReason
from ballots.seal import SealingKey, open_sealed, seal_info
from ballots.state import secret_contest

Outcome = Choice | InvalidReason


@dataclass(frozen=True, slots=True)
class OpenedContest:
    """The papers of one contest. Nothing here remembers where in the log a ballot stood.

    `rankings`: distinct rankings (candidates' numbers from 1, best first) in ascending order,
    each with its papers. `abstentions`; `invalid`: papers by reason, in alphabetical order.
    `superseded`: ballots that a later one of the same key replaced, counted in nothing else.
    """

    contest: str
    candidates: int
    rankings: tuple[tuple[tuple[int, ...], int], ...]
    abstentions: int
    invalid: tuple[tuple[InvalidReason, int], ...]
    superseded: int

    @property
    def valid(self) -> int:
        """Papers that rank somebody."""
        return sum(papers for _, papers in self.rankings)

    @property
    def accepted(self) -> int:
        """Papers that took part: ranking, abstaining or invalid. Equals U + B."""
        return self.valid + self.abstentions + sum(papers for _, papers in self.invalid)


class Tally:
    """Opens ballots one by one as the log streams past a second time, and adds them up.

    `index` is of the same log. Raises SealError for a key that is not the manifest's.
    """

    __slots__ = ("_index", "_key", "_manifest", "_outcomes", "_superseded")

    def __init__(self, manifest: Manifest, index: BallotIndex, key: SealingKey) -> None:
        check_key(manifest, key)
        self._manifest = manifest
        self._index = index
        self._key = key
        self._outcomes: dict[str, Counter[Outcome]] = {
            terms.id: Counter() for terms in manifest.secret_contests
        }
        self._superseded: Counter[str] = Counter()

    def add(self, position: int, leaf: Leaf) -> None:
        """Take in one leaf; `position` is its index in the log."""
        if isinstance(leaf, BallotLeaf):
            if self._index.decides(position, leaf):
                self._outcomes[leaf.contest][open_ballot(self._manifest, self._key, leaf)] += 1
            else:
                self._superseded[leaf.contest] += 1
        elif isinstance(leaf, PaperBatchLeaf):
            opened = open_papers(self._manifest, self._key, leaf.batch)
            self._outcomes[leaf.batch.contest].update(opened)

    def contest(self, id_: str) -> OpenedContest:
        """The papers of a contest so far. Raises BoxError for a contest without sealed ballots."""
        terms = secret_contest(self._manifest, id_)
        outcomes: Mapping[Outcome, int] = self._outcomes[id_]
        rankings = {
            outcome.ranking: papers
            for outcome, papers in outcomes.items()
            if isinstance(outcome, Choice)
        }
        invalid = {
            outcome: papers
            for outcome, papers in outcomes.items()
            if isinstance(outcome, InvalidReason)
        }
        return OpenedContest(
            contest=id_,
            candidates=len(terms.candidates),
            abstentions=rankings.pop((), 0),
            rankings=tuple(sorted(rankings.items())),
            invalid=tuple(sorted(invalid.items())),
            superseded=self._superseded[id_],
        )


def open_ballot(manifest: Manifest, key: SealingKey, leaf: BallotLeaf) -> Outcome:
    """What one ballot says, or why it is invalid. Never raises for a leaf that the log took."""
    terms = secret_contest(manifest, leaf.contest)
    return _open(terms, key, seal_info(manifest.mh, leaf.contest, leaf.ballot_pk), leaf.sealed)


def open_papers(manifest: Manifest, key: SealingKey, batch: PaperBatch) -> tuple[Outcome, ...]:
    """What each paper ballot of a batch says, or why it is invalid."""
    terms = secret_contest(manifest, batch.contest)
    return tuple(
        _open(terms, key, paper_info(manifest.mh, batch.contest, batch.number, index), sealed)
        for index, sealed in enumerate(batch.sealed)
    )


def paper_info(mh: bytes, contest: str, number: int, index: int) -> bytes:
    """The HPKE info of a paper ballot: its place in its batch stands for the ballot key."""
    return seal_info(mh, contest, paper_place(contest, number, index))


def _open(terms: ContestTerms, key: SealingKey, info: bytes, sealed: bytes) -> Outcome:
    try:
        plaintext = open_sealed(key, info, sealed)
    except SealError:
        return InvalidReason.DOES_NOT_OPEN
    return ballot_kind(terms.kind).read(plaintext, len(terms.candidates))
