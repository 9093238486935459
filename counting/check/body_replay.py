"""How a body stands between its contests, worked out from the results so far and nothing else.

Written from `docs/rules/bodies.md`, apart from the engine. A person has at most one place; a contest that
has all its places filled is done; all else is open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from counting.body_terms import Body, JointConstraint, Part
from counting.check.linked import LinkedMoment
from counting.constraint import Constraint
from counting.contest import LEAVE_VACANT, RELAX, Candidate, CandidateId, Contest, RuleId
from counting.linked import Condition, JointBound, Linked, OpenContest, SeatRule

Some = tuple[CandidateId, ...]


class Replay:
    """A body being followed. `places`: by contest, who has its places now; absent: not counted yet."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.people = {one.id: one for one in body.persons()}
        self.places: dict[str, Some] = {}
        self.vacant = dict.fromkeys(body.keys, 0)
        self.dropped: set[str] = set()  # labels of constraints relaxed
        self.moving = body.several_places == "preference"

    def done(self, part: Part) -> bool:
        """Whether all places of a contest are filled."""
        return len(self.places.get(part.key, ())) == self.seats(part) and part.key in self.places

    def where(self) -> dict[CandidateId, str]:
        """Who has a place, and where."""
        return {m: k for k, some in self.places.items() for c in some for m in self.body.members(c)}

    def better(self, person: CandidateId, key: str) -> list[str]:
        """The contests that somebody wants more than this one."""
        wanted = list(self.body.choices.get(person, (key,)))
        return wanted[: wanted.index(key)]

    def out(self, part: Part) -> dict[CandidateId, str]:
        """Candidates with a place elsewhere for which they are passed over here, and where it is."""
        where, out = self.where(), {}
        for candidate in part.standing:
            held = [where[m] for m in self.body.members(candidate) if m in where]
            bad = [k for k in held if k != part.key]
            if self.moving:
                bad = [k for k in bad if part.key not in self.better(candidate, k)]
            if bad:
                out[candidate] = bad[0]
        return out

    def able(self, part: Part) -> Some:
        """The candidates who are not passed over."""
        out = self.out(part)
        return tuple(candidate for candidate in part.standing if candidate not in out)

    def seats(self, part: Part) -> int:
        """Places to be filled, as far as results so far decide it."""
        number = part.seats.seats
        for rule in reversed(part.seats.rules):
            if self.true(rule.condition):
                number = rule.seats
        gone = [
            m for k in part.seats.less for c in self.places.get(k, ()) for m in self.body.members(c)
        ]
        return max(0, number - len(gone) - self.vacant[part.key])

    def true(self, condition: Condition) -> bool:
        """Whether a condition is met by those elected so far."""
        number = self.number(condition.attribute, condition.value, condition.contests)
        if condition.maximum is not None:
            return number <= condition.maximum
        return number >= (condition.minimum or 0)

    def number(self, attribute: str, value: str, keys: Collection[str]) -> int:
        """How many of those with places there have a value."""
        those = [self.people[m] for m, key in self.where().items() if key in keys]
        return len([one for one in those if one.attributes.get(attribute) == value])

    def due(self) -> Part | None:
        """The contest that is counted next: of those open an unopposed one, or the first."""
        left = [part for part in self.body.parts if not self.done(part)]
        for part in left:
            if self.unopposed(part):
                return part
        return left[0] if left else None

    def unopposed(self, part: Part) -> bool:
        """Whether no choice is left: everybody able is elected."""
        known = all(key in self.places for key in part.seats.depends_on())
        return known and part.contest.none is None and len(self.able(part)) <= self.seats(part)

    def giving_up(self, part: Part) -> dict[CandidateId, str]:
        """Candidates here who have a place in another contest, which they want less."""
        where = self.where()
        return {c: where[c] for c in self.able(part) if where.get(c, part.key) != part.key}

    def open_now(self, here: Part | None) -> list[Part]:
        """Contests whose places can change now: open ones, and those that a candidate here may leave."""
        keys = {part.key for part in self.body.parts if not self.done(part)}
        if here is not None:
            keys |= {here.key, *self.giving_up(here).values()}
        found = [part for part in self.body.parts if part.key in keys]
        if here is None:
            return found
        near, size = {here.key}, 0
        while size < len(near):
            size = len(near)
            near |= {k for tie in self._ties(found) if near & tie for k in tie & keys}
        return [part for part in found if part.key in near]

    def _ties(self, parts: list[Part]) -> Iterator[set[str]]:
        """Contests that bear on each other: by a person, a constraint, a condition."""
        able = {
            part.key: {m for c in self.able(part) for m in self.body.members(c)} for part in parts
        }
        for person in self.people:
            yield {key for key, some in able.items() if person in some}
        for joint in self.body.joint:
            if joint.constraint.label not in self.dropped:
                yield {*joint.contests, *(joint.only_if.contests if joint.only_if else ())}
        for part in parts:
            yield {part.key} | part.seats.depends_on()

    def around(self, here: Part | None) -> Linked:
        """What surrounds a contest, or all that is open."""
        parts = self.open_now(here)
        keys = {part.key for part in parts}
        others = [part for part in parts if part is not here]
        everybody = {c for part in others for c in self._free(part)}
        everybody |= set(self.able(here)) if here else set()
        persons = {m for c in everybody for m in self.body.members(c)}
        at_home = set() if here is None else {c.id for c in here.contest.candidates}
        return Linked(
            key=here.key if here else "",
            contests=tuple(self._open(part, keys) for part in others),
            bounds=tuple(self.bounds(here, parts, keys)),
            persons=tuple(
                one for one in self._real() if one.id in persons and one.id not in at_home
            ),
            teams={t: self.body.members(t) for t in self.body.teams if t in everybody},
            holds=self.giving_up(here) if here else {},
        )

    def _free(self, part: Part) -> Some:
        """The candidates of a contest who have no place at all."""
        where = self.where()
        return tuple(c for c in self.able(part) if where.keys().isdisjoint(self.body.members(c)))

    def _real(self) -> Iterator[Candidate]:
        nobody = {part.contest.none.candidate for part in self.body.parts if part.contest.none}
        return (one for one in self.people.values() if one.id not in nobody)

    def _open(self, part: Part, keys: Collection[str]) -> OpenContest:
        settled = [key for key in part.seats.less if key not in keys]
        gone = sum(len(self.body.members(c)) for k in settled for c in self.places.get(k, ()))
        gone += len(self.places.get(part.key, ()))

        def left(seats: int) -> int:
            """Fewer places than none are never left: that turn of events is impossible."""
            places = seats - gone
            return places if places < 0 else max(0, places - self.vacant[part.key])

        rules = tuple(
            SeatRule(self._partly(rule.condition, keys), left(rule.seats))
            for rule in part.seats.rules
        )
        less = tuple(key for key in part.seats.less if key in keys)
        return OpenContest(part.key, left(part.seats.seats), self._free(part), rules, less)

    def _partly(self, condition: Condition, keys: Collection[str]) -> Condition:
        left = tuple(key for key in condition.contests if key in keys)
        over = set(condition.contests) - set(keys)
        have = self.number(condition.attribute, condition.value, over)
        return replace(condition, contests=left, counted=have)

    def bounds(self, here: Part | None, parts: list[Part], keys: set[str]) -> Iterator[JointBound]:
        """The constraints of the body that reach these contests, then those of the contests themselves."""
        playing = {part.key for part in parts}
        for joint in self.body.joint:
            asked = () if joint.only_if is None else joint.only_if.contests
            if joint.constraint.label in self.dropped or not keys & {*joint.contests, *asked}:
                continue
            if joint.only_if is None or keys.intersection(joint.only_if.contests):
                only_if = None if joint.only_if is None else self._partly(joint.only_if, playing)
                yield self._bound(joint, here, keys, only_if)
            elif self.true(joint.only_if):
                yield self._bound(joint, here, keys, None)
        for part in parts:
            team = any(c in self.body.teams for c in part.standing)
            if part is not here or team:
                for one in part.contest.constraints:
                    if one.label not in self.dropped:
                        yield self._bound(JointConstraint(one, (part.key,)), here, keys, None)

    def _bound(
        self, joint: JointConstraint, here: Part | None, keys: set[str], only_if: Condition | None
    ) -> JointBound:
        elsewhere = {key for key in joint.contests if here is None or key != here.key}
        whole = joint.constraint
        places = sum(part.seats.seats for part in self.body.parts if part.key in joint.contests)
        low, high = whole.least(places), whole.most(places)
        plain = Constraint(whole.attribute, whole.value, low, high, whole.label)
        return JointBound(
            plain,
            tuple(key for key in joint.contests if key in keys),
            self.number(whole.attribute, whole.value, elsewhere),
            sum(self.vacant[key] for key in joint.contests),
            only_if,
        )

    def possible(self) -> bool:
        """Whether all open places can be filled: a contest beside them, of one candidate, can be."""
        nobody = Candidate(CandidateId("\x00"), "")
        beside = Contest("", 1, (nobody,), RuleId(""), linked=self.around(None))
        moment = LinkedMoment.of(beside, (), (nobody.id,))
        return moment.possible(range(len(beside.labels)))

    def apply_policy(self) -> tuple[str, ...] | None:
        """The steps to be taken now, which it takes; None if they do not help."""
        taken: list[str] = []
        if self.possible():
            return ()
        for step in self.body.if_infeasible:
            label = step.removeprefix(RELAX)
            if step != LEAVE_VACANT and label in self.dropped:
                continue
            taken.append(step)
            if step != LEAVE_VACANT:
                self.dropped.add(label)
            if self.possible() if step != LEAVE_VACANT else self._leave_vacant():
                return tuple(taken)
        return None

    def _leave_vacant(self) -> bool:
        """As few as can be; of equally few, first of all the first contest keeps as many as it can."""
        parts, before = self.open_now(None), dict(self.vacant)
        most = [max(p.seats.seats, *(r.seats for r in p.seats.rules), 0) for p in parts]
        for number in range(sum(most) + 1):
            for spread in _spreads(number, most):
                self.vacant = dict(before)
                for part, more in zip(parts, spread, strict=True):
                    self.vacant[part.key] += more
                enough = all(
                    len(self.able(part)) >= self.seats(part) for part in parts if part.seats.fixed
                )
                if enough and self.possible():
                    return True
        self.vacant = before
        return False


def _spreads(number: int, most: list[int]) -> Iterator[list[int]]:
    """Every way to spread so many over contests, in the order in which they are to be tried."""
    if not most:
        if not number:
            yield []
        return
    for here in range(min(number, most[0]) + 1):
        for rest in _spreads(number - here, most[1:]):
            yield [here, *rest]
