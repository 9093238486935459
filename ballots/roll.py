"""The roll office: who is entitled to what, who has drawn, who may draw again.

Pure decisions over a small store; each runs in one transaction of the store's own, and a blinded
value is signed only after that has committed. Source: PROTOCOL, 'The life of a ballot', 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ballots.credential import MODULUS_BYTES
from ballots.documents import Endorsement
from ballots.encoding import sha256, tagged, u32
from ballots.endorse import check_endorsements
from ballots.errors import (
    AlreadyDrawnError,
    BallotsError,
    ClosedError,
    EncodingError,
    NotEntitledError,
    RollError,
)
from ballots.standing import Phase, Standing


class MarkState(StrEnum):
    """What the roll says of one member and one contest at the end."""

    NOT_DRAWN = "not-drawn"
    DRAWN = "drawn"
    ON_PAPER = "on-paper"


@dataclass(frozen=True, slots=True)
class RollRow:
    """One member: 32 random bytes of salt, member number, and the contests they may vote in."""

    salt: bytes
    member: str
    contests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A member's right to one ballot in one contest, and what has become of it.

    `drawn`: SHA-256 of every blinded value that has been signed, the first one first; more than
    one after re-issues. `granted`: re-issues allowed so far.
    """

    drawn: tuple[bytes, ...] = ()
    granted: int = 0
    on_paper: bool = False

    @property
    def state(self) -> MarkState:
        """What the final mark will say."""
        if self.on_paper:
            return MarkState.ON_PAPER
        return MarkState.DRAWN if self.drawn else MarkState.NOT_DRAWN

    @property
    def reissued(self) -> int:
        """Extra signatures: draws beyond the first."""
        return max(0, len(self.drawn) - 1)


NEW_PAPER = Paper()


class RollStore(Protocol):
    """What the roll office remembers."""

    def row(self, member: str) -> RollRow | None:
        """The member's row, or None."""
        ...

    def rows(self) -> Iterable[RollRow]:
        """All rows, in any order."""
        ...

    def paper(self, member: str, contest: str) -> Paper:
        """The member's paper in a contest; `NEW_PAPER` where nothing has happened to it."""
        ...

    def put_paper(self, member: str, contest: str, before: Paper, after: Paper) -> None:
        """Replace the paper, if it is still `before`; RollError if another request came between."""
        ...

    def granted(self, contest: str) -> int:
        """Re-issues granted in a contest so far, over all members."""
        ...

    def remove(self, member: str) -> None:
        """Take a member off the roll."""
        ...


class RollOffice:
    """One election's roll. `standing` is passed in: it comes from the manifest and the acts."""

    __slots__ = ("_store",)

    def __init__(self, store: RollStore) -> None:
        self._store = store

    def draw(self, standing: Standing, member: str, contest: str, z: bytes, now: datetime) -> bool:
        """Commit a draw of the blinded value z (384 bytes). True if it is a new one.

        To be signed only once this has committed. The same z is signed again, as long as the box
        is open; another one is refused unless a re-issue has been granted. Raises
        NotEntitledError, AlreadyDrawnError, ClosedError, RollError (marked as voting on paper).
        """
        digest = _digest(standing, contest, z)
        before = self._paper(member, contest)
        again = digest in before.drawn
        last = standing.box_closes if again else standing.closes
        if not standing.manifest.times.opens <= now < last or standing.phase == Phase.CLOSED:
            raise ClosedError("papers are drawn only while voting is open")
        if contest in standing.cancelled:
            raise RollError(f"contest '{contest}' has been cancelled")
        if again:
            return False
        if before.on_paper:
            raise RollError("this member is marked as voting on paper")
        if len(before.drawn) > before.granted:
            raise AlreadyDrawnError(
                "this member's paper has been drawn with another request: send the same request "
                "again, or ask the returning officers for a re-issue"
            )
        after = replace(before, drawn=(*before.drawn, digest))
        self._store.put_paper(member, contest, before, after)
        return True

    def reissue(
        self,
        standing: Standing,
        member: str,
        contest: str,
        endorsements: tuple[Endorsement, ...],
    ) -> None:
        """Allow this member one more draw: a possible second vote.

        The officers endorse `grant_message`, which stays at the roll office; the act `reissue`
        in the log, without which nothing is granted, does not name the member. Raises
        BadSignatureError, or RollError where there is no act left for it, nothing has been drawn
        yet, or an earlier re-issue has not been used. The last grant again changes nothing.
        """
        before = self._paper(member, contest)
        if before.granted and _is_grant(standing, member, contest, before.granted, endorsements):
            return
        message = grant_message(standing.manifest.mh, contest, member, before.granted + 1)
        check_endorsements(standing.manifest, message, endorsements)
        if not before.drawn:
            raise RollError("nothing has been drawn, so nothing can be re-issued: simply draw")
        if before.granted >= len(before.drawn):
            raise RollError("a re-issue has been granted already and waits to be used")
        if self._store.granted(contest) >= standing.reissues.get(contest, 0):
            raise RollError(f"there is no act in the log for another re-issue in '{contest}'")
        self._store.put_paper(member, contest, before, replace(before, granted=before.granted + 1))

    def mark_on_paper(self, member: str, contest: str) -> None:
        """Mark a member as voting on paper. Raises RollError if they have drawn: D and P are disjoint."""
        before = self._paper(member, contest)
        if before.drawn:
            raise RollError("this member has drawn a paper and so cannot vote on paper too")
        if not before.on_paper:
            self._store.put_paper(member, contest, before, replace(before, on_paper=True))

    def remove(self, member: str) -> RollRow:
        """Take a member off the roll; returns the row, for the acts `roll-change`.

        Raises RollError if they have drawn or are marked in any contest.
        """
        row = self._row(member)
        for contest in row.contests:
            if self._store.paper(member, contest) != NEW_PAPER:
                raise RollError(
                    f"this member has a mark in contest '{contest}' and cannot be taken off the roll"
                )
        self._store.remove(member)
        return row

    def _row(self, member: str) -> RollRow:
        row = self._store.row(member)
        if row is None:
            raise NotEntitledError("this member is not on the roll")
        return row

    def _paper(self, member: str, contest: str) -> Paper:
        if contest not in self._row(member).contests:
            raise NotEntitledError(f"this member may not vote in contest '{contest}'")
        return self._store.paper(member, contest)


def _is_grant(
    standing: Standing,
    member: str,
    contest: str,
    number: int,
    endorsements: tuple[Endorsement, ...],
) -> bool:
    """Whether this is what the officers endorsed for a member's re-issue of that number."""
    try:
        message = grant_message(standing.manifest.mh, contest, member, number)
        check_endorsements(standing.manifest, message, endorsements)
    except BallotsError:
        return False
    return True


def grant_message(mh: bytes, contest: str, member: str, number: int) -> bytes:
    """What the officers endorse when a member may draw again: their `number`-th re-issue, from 1."""
    return tagged("grant", mh, contest, member, u32(number))


def _digest(standing: Standing, contest: str, z: bytes) -> bytes:
    for terms in standing.manifest.secret_contests:
        if terms.id == contest and terms.issuer is not None:
            if len(z) != MODULUS_BYTES or not 0 < int.from_bytes(z, "big") < terms.issuer.n:
                raise EncodingError("a blinded value is 384 bytes, above 0 and below the modulus")
            return sha256(z)
    raise NotEntitledError(f"there is no contest '{contest}' with papers to draw")
