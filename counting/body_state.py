"""Where the count of a body stands, and what surrounds each contest then.

Who is elected where, what places are vacant, which constraints are relaxed; from that, who may still
be elected to a contest, how many places it has, and the other contests that are decided with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from counting.body_terms import Body, JointConstraint, Part
from counting.constraint import Constraint
from counting.contest import Candidate, CandidateId
from counting.linked import Condition, JointBound, Linked, OpenContest, SeatRule


@dataclass(slots=True)
class State:
    """A body while it is counted. `elected`: by contest counted, those who hold its places now.

    `vacant`: places that stay vacant, in contests counted or not. `relaxed`: labels of constraints.
    """

    body: Body
    elected: dict[str, tuple[CandidateId, ...]] = field(default_factory=dict)
    vacant: dict[str, int] = field(default_factory=dict)
    relaxed: set[str] = field(default_factory=set)

    @property
    def by_choice(self) -> bool:
        """Whether somebody elected may move to a place wanted more."""
        return self.body.several_places == "preference"

    def filled(self, part: Part) -> bool:
        """Whether a contest has been counted, and nobody has left it since."""
        return part.key in self.elected and len(self.elected[part.key]) == self.seats(part)

    def holds(self) -> dict[CandidateId, str]:
        """Every person with a place, and its contest."""
        return {
            person: key
            for key, candidates in self.elected.items()
            for candidate in candidates
            for person in self.body.members(candidate)
        }

    def wanted(self, person: CandidateId, key: str) -> tuple[str, ...]:
        """The contests that somebody wants more than this one."""
        choice = self.body.choices.get(person, (key,))
        return choice[: choice.index(key)]

    def struck(self, part: Part) -> tuple[tuple[CandidateId, str], ...]:
        """Candidates with a place that they do not give up for one here, and the contest it is in."""
        holds, found = self.holds(), []
        for candidate in part.standing:
            for person in self.body.members(candidate):
                key = holds.get(person)
                if key is None or key == part.key:
                    continue
                if not (self.by_choice and part.key in self.wanted(person, key)):
                    found.append((candidate, key))
                    break
        return tuple(found)

    def able(self, part: Part) -> tuple[CandidateId, ...]:
        """The candidates who can be elected here, those elected here already among them."""
        out = {candidate for candidate, _ in self.struck(part)}
        return tuple(candidate for candidate in part.standing if candidate not in out)

    def seats(self, part: Part) -> int:
        """The places to be filled in a contest all of whose conditions are decided, vacant ones left out."""
        rules = (rule for rule in part.seats.rules if self.true(rule.condition))
        seats = next((rule.seats for rule in rules), part.seats.seats)
        less = sum(
            len(self.body.members(c)) for k in part.seats.less for c in self.elected.get(k, ())
        )
        return max(seats - less - self.vacant.get(part.key, 0), 0)

    def leave_vacant(self, key: str, places: int) -> None:
        """So many more places of a contest stay vacant, by the votes."""
        self.vacant[key] = self.vacant.get(key, 0) + places

    def true(self, condition: Condition) -> bool:
        """Whether a condition holds for those elected so far."""
        return condition.holds(self.count(condition.attribute, condition.value, condition.contests))

    def count(self, attribute: str, value: str, keys: Collection[str]) -> int:
        """How many persons elected in these contests have a value."""
        persons = {one.id: one for one in self.body.persons()}
        return sum(
            persons[person].attributes.get(attribute) == value
            for person, key in self.holds().items()
            if key in keys
        )

    def in_play(self, part: Part | None = None) -> list[Part]:
        """The contests whose places can still change, in their order.

        Those not filled, `part`, and those in which a candidate of `part` has a place to give up.
        """
        open_ = {p.key for p in self.body.parts if not self.filled(p) or p is part}
        if part is not None:
            open_.update(self.given_up_for(part).values())
        return [p for p in self.body.parts if p.key in open_]

    def given_up_for(self, part: Part) -> dict[CandidateId, str]:
        """Candidates who would give up a place in another contest for one in this, and that contest."""
        holds = self.holds()
        able = (candidate for candidate in self.able(part) if candidate in holds)
        return {candidate: holds[candidate] for candidate in able if holds[candidate] != part.key}


def surroundings(state: State, part: Part | None) -> Linked | None:
    """All that is open around a contest that is to be counted; None: it is decided by itself.

    Without a contest: everything that is open.
    """
    around = _Around(state, part)
    linked = around.linked()
    if part is None:
        return linked
    if not linked.contests and not any(bound.only_if for bound in linked.bounds):
        teams = [candidate for candidate in state.able(part) if candidate in state.body.teams]
        return linked if teams and linked.bounds else None
    return linked


def what_is_left(state: State, part: Part) -> tuple[Constraint, ...]:
    """The joint constraints that bear on a contest which is decided by itself, less those elected."""
    left = []
    for bound in _Around(state, part).bounds({part.key}, own=False):
        minimum = bound.needed or None
        if (minimum, bound.room) != (None, None) and any(
            bound.constraint.attribute in candidate.attributes
            for candidate in part.contest.candidates
        ):
            left.append(replace(bound.constraint, minimum=minimum, maximum=bound.room))
    return tuple(left)


class _Around:
    """The surroundings of one contest being put together."""

    def __init__(self, state: State, part: Part | None) -> None:
        self.state, self.part, self.body = state, part, state.body
        self.playing = state.in_play(part)
        self.holds = {} if part is None else state.given_up_for(part)
        self.here = "" if part is None else part.key
        if part is not None:
            self.playing = self._joined(part)
        self.keys = {p.key for p in self.playing}

    def linked(self) -> Linked:
        """The whole of it."""
        others = [p for p in self.playing if p is not self.part]
        here = [] if self.part is None else [c.id for c in self.part.contest.candidates]
        standing = {c for p in others for c in self._without_a_place(p)}
        standing |= set() if self.part is None else set(self.state.able(self.part))
        needed = {m for c in standing for m in self.body.members(c)}
        teams = {t: self.body.members(t) for t in self.body.teams if t in standing}
        return Linked(
            key=self.here,
            contests=tuple(self._open(p) for p in others),
            bounds=tuple(self.bounds(self.keys | ({self.here} - {""}), own=True)),
            persons=tuple(p for p in self._persons() if p.id in needed and p.id not in here),
            teams=teams,
            holds=self.holds,
        )

    def _without_a_place(self, part: Part) -> tuple[CandidateId, ...]:
        """Those able to be elected to another contest who have no place, there or elsewhere."""
        holds = self.state.holds()
        return tuple(
            candidate
            for candidate in self.state.able(part)
            if not any(one in holds for one in self.body.members(candidate))
        )

    def _persons(self) -> Iterator[Candidate]:
        nobody = {p.contest.none.candidate for p in self.body.parts if p.contest.none is not None}
        return (person for person in self.body.persons() if person.id not in nobody)

    def _open(self, part: Part) -> OpenContest:
        places, vacant = part.seats, self.state.vacant.get(part.key, 0)
        settled = [key for key in places.less if key not in self.keys]
        gone = sum(
            len(self.body.members(c)) for k in settled for c in self.state.elected.get(k, ())
        )
        gone += len(self.state.elected.get(part.key, ()))
        return OpenContest(
            part.key,
            _fewer(places.seats - gone, vacant),
            self._without_a_place(part),
            tuple(
                SeatRule(self._asked(rule.condition), _fewer(rule.seats - gone, vacant))
                for rule in places.rules
            ),
            tuple(key for key in places.less if key in self.keys),
        )

    def _asked(self, condition: Condition) -> Condition:
        """A condition of which the settled contests are counted already."""
        settled = [key for key in condition.contests if key not in self.keys]
        counted = self.state.count(condition.attribute, condition.value, settled)
        left = tuple(key for key in condition.contests if key in self.keys)
        return replace(condition, contests=left, counted=counted)

    def bounds(self, keys: Collection[str], *, own: bool) -> Iterator[JointBound]:
        """The constraints that reach these contests. `own`: those of each contest, too."""
        for joint in self.body.joint:
            asked = () if joint.only_if is None else joint.only_if.contests
            reaches = {*joint.contests, *asked} & set(keys)
            if joint.constraint.label not in self.state.relaxed and reaches:
                only_if = joint.only_if
                if only_if is not None and not set(asked) & set(keys):
                    if not self.state.true(only_if):
                        continue
                    only_if = None
                yield self._bound(joint, keys, only_if)
        for part in self.playing if own else ():
            teams = any(candidate in self.body.teams for candidate in part.standing)
            if part is self.part and not teams:
                continue
            for constraint in part.contest.constraints:
                if constraint.label not in self.state.relaxed and part.key in keys:
                    yield self._bound(JointConstraint(constraint, (part.key,)), keys, None)

    def _bound(
        self, joint: JointConstraint, keys: Collection[str], only_if: Condition | None
    ) -> JointBound:
        one, settled = joint.constraint, [key for key in joint.contests if key != self.here]
        places = sum(p.seats.seats for p in self.body.parts if p.key in joint.contests)
        return JointBound(
            replace(
                one,
                minimum=one.least(places),
                maximum=one.most(places),
                minimum_share=None,
                maximum_share=None,
            ),
            tuple(key for key in joint.contests if key in keys),
            self.state.count(one.attribute, one.value, settled),
            sum(self.state.vacant.get(key, 0) for key in joint.contests),
            None if only_if is None else self._asked(only_if),
        )

    def _joined(self, part: Part) -> list[Part]:
        """The contest and all that are joined to it, directly or through others."""
        ties = [set(self.playing_keys_of(person.id)) for person in self._persons()]
        for joint in self.body.joint:
            if joint.constraint.label not in self.state.relaxed:
                asked = () if joint.only_if is None else joint.only_if.contests
                ties.append({*joint.contests, *asked})
        ties += [{p.key, *p.seats.depends_on()} for p in self.playing]
        playing = {p.key for p in self.playing}
        joined, before = {part.key}, 0
        while len(joined) > before:
            before = len(joined)
            for tie in ties:
                if tie & joined:
                    joined |= tie & playing
        return [p for p in self.playing if p.key in joined]

    def playing_keys_of(self, person: CandidateId) -> Iterator[str]:
        """The contests in play to which somebody can still be elected, alone or in a team."""
        for part in self.playing:
            if any(person in self.body.members(c) for c in self.state.able(part)):
                yield part.key


def _fewer(seats: int, vacant: int) -> int:
    """Places without those left vacant. Below 0: results that would make it so are impossible."""
    return max(seats - vacant, min(seats, 0))
