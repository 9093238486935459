"""How an election stands after its acts, and which act may come next.

Source: PROTOCOL, 'The life of a ballot', 1 ('numbered acts'), 8 and 11.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum

from ballots.acts import (
    AFTER_CLOSE,
    BEFORE_ROLL_CLOSE,
    Annul,
    Cancel,
    CastingVote,
    Correct,
    Deed,
    Extend,
    Lot,
    Reissue,
    RollChange,
    Withdraw,
    read_deed,
)
from ballots.contest_policy import none_of
from ballots.documents import Act
from ballots.errors import LogError
from ballots.manifest import Manifest
from ballots.motion_policy import CASTING_VOTE
from counting.motion import RULE as MOTION


class Phase(IntEnum):
    """Where the log is: taking everything; the roll settled; closed for ever."""

    OPEN = 0
    ROLL_CLOSED = 1
    CLOSED = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How the election stands after the acts so far.

    `closes`: T. `entitled`, `reissues`: E and the re-issues allowed, per contest. `lots`: the
    witnessed order of candidates, per contest. `last_act`: 0 before the first.
    """

    manifest: Manifest
    closes: datetime
    entitled: Mapping[str, int]
    reissues: Mapping[str, int] = field(default_factory=dict)
    withdrawn: frozenset[tuple[str, str]] = frozenset()
    cancelled: frozenset[str] = frozenset()
    lots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    casting_votes: Mapping[str, str] = field(default_factory=dict)
    annulled: frozenset[str] = frozenset()
    phase: Phase = Phase.OPEN
    last_act: int = 0

    @property
    def box_closes(self) -> datetime:
        """T + g: from this instant the box takes nothing more."""
        return self.closes + timedelta(seconds=self.manifest.times.grace)

    def withdrawn_from(self, contest: str) -> tuple[str, ...]:
        """The withdrawn candidates of a contest, in the order of the ballot paper."""
        candidates = self.manifest.contest(contest).candidates
        return tuple(c.id for c in candidates if (contest, c.id) in self.withdrawn)

    def at(self, phase: Phase) -> Standing:
        """The same, when the roll or the log has closed."""
        return replace(self, phase=phase)

    def after(self, act: Act) -> Standing:
        """How it stands after one more act. Its endorsements are not looked at here.

        Raises LogError for an act that does not follow, or that makes no sense now;
        EncodingError for one that nobody has defined.
        """
        if act.mh != self.manifest.mh:
            raise LogError(f"act {act.number} belongs to another election")
        if act.number != self.last_act + 1:
            raise LogError(f"act {act.number} cannot follow act {self.last_act}")
        deed = read_deed(act)
        if isinstance(deed, BEFORE_ROLL_CLOSE) and self.phase != Phase.OPEN:
            raise LogError(f"act {act.number}: too late for '{act.kind}', the roll has closed")
        if isinstance(deed, AFTER_CLOSE) and self.phase != Phase.CLOSED:
            raise LogError(f"act {act.number}: too early for '{act.kind}', the log is still open")
        return replace(self._with(deed, f"act {act.number}"), last_act=act.number)

    def _with(self, deed: Deed, where: str) -> Standing:
        if isinstance(deed, Extend):
            if deed.closes <= self.closes:
                raise LogError(f"{where}: an extension must close later than voting does now")
            return replace(self, closes=deed.closes)
        if all(deed.contest != terms.id for terms in self.manifest.contests):
            raise LogError(f"{where}: there is no contest '{deed.contest}'")
        if deed.contest in self.cancelled:
            raise LogError(f"{where}: contest '{deed.contest}' has been cancelled")
        if isinstance(deed, Reissue | RollChange):
            return self._with_roll(deed, where)
        if isinstance(deed, Withdraw | Cancel | Annul):
            return self._without(deed, where)
        return self._decided(deed, where)

    def _with_roll(self, deed: Reissue | RollChange, where: str) -> Standing:
        if self.manifest.contest(deed.contest).secrecy == "recorded" and isinstance(deed, Reissue):
            raise LogError(f"{where}: a recorded contest has no papers to re-issue")
        if isinstance(deed, Reissue):
            count = self.reissues.get(deed.contest, 0) + 1
            return replace(self, reissues={**self.reissues, deed.contest: count})
        return replace(self, entitled={**self.entitled, deed.contest: deed.entitled})

    def _without(self, deed: Withdraw | Cancel | Annul, where: str) -> Standing:
        if isinstance(deed, Cancel):
            return replace(self, cancelled=self.cancelled | {deed.contest})
        if isinstance(deed, Annul):
            return replace(self, annulled=self.annulled | {deed.contest})
        self._check_candidate(deed.contest, deed.candidate, where)
        if self.manifest.contest(deed.contest).rule.id == MOTION:
            raise LogError(f"{where}: For and Against cannot withdraw from a motion. Cancel it")
        terms = self.manifest.contest(deed.contest)
        nobody = none_of(terms.policy, terms.candidates)
        if nobody is not None and nobody.candidate == deed.candidate:
            raise LogError(f"{where}: '{deed.candidate}' is nobody, and cannot withdraw")
        if (deed.contest, deed.candidate) in self.withdrawn:
            raise LogError(f"{where}: '{deed.candidate}' has already withdrawn")
        return replace(self, withdrawn=self.withdrawn | {(deed.contest, deed.candidate)})

    def _decided(self, deed: Lot | CastingVote | Correct, where: str) -> Standing:
        if isinstance(deed, Correct):
            return self
        if isinstance(deed, CastingVote):
            self._check_candidate(deed.contest, deed.candidate, where)
            if CASTING_VOTE not in self.manifest.contest(deed.contest).policy:
                raise LogError(f"{where}: the notice grants no casting vote in '{deed.contest}'")
            if deed.contest in self.casting_votes:
                raise LogError(f"{where}: a casting vote in '{deed.contest}' has been recorded")
            return replace(self, casting_votes={**self.casting_votes, deed.contest: deed.candidate})
        ids = [candidate.id for candidate in self.manifest.contest(deed.contest).candidates]
        if sorted(deed.order) != sorted(ids):
            raise LogError(f"{where}: a lot lists every candidate of '{deed.contest}' once")
        if deed.contest in self.lots:
            raise LogError(f"{where}: the lots for '{deed.contest}' have been drawn")
        if self.manifest.lot_method != "witnessed":
            raise LogError(f"{where}: in this election lots come from the opening, not from a draw")
        return replace(self, lots={**self.lots, deed.contest: deed.order})

    def _check_candidate(self, contest: str, candidate: str, where: str) -> None:
        if all(candidate != known.id for known in self.manifest.contest(contest).candidates):
            raise LogError(f"{where}: there is no candidate '{candidate}' in '{contest}'")


def standing_at_first(manifest: Manifest) -> Standing:
    """How the election stands before any act."""
    entitled = {terms.id: terms.entitled for terms in manifest.contests}
    return Standing(manifest=manifest, closes=manifest.times.closes, entitled=entitled)
