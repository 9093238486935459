"""Bodies: linked contests, one after another, with one set of joint constraints and nobody in two places.

Contests are counted in their published order; one with no more candidates than places goes first.
Whoever is elected is struck from every contest counted later, before its first stage. While a contest
is counted, guarded and doomed are tested over all ways of filling all places still open: the contest
carries the others with it (`Contest.linked`). What the joint constraints leave for a contest that is
decided by itself are constraints of its own.

Where candidates have lodged an order of choice, nobody is struck from a contest wanted more. Whoever is
elected to one gives up the place held, and that contest is counted again at its turn, those who still
hold its places being kept. Nobody ever moves to a place wanted less, so this ends.

Source: COUNTING, 'Bodies: linked contests'; `docs/adr/0017-bodies.md`.
"""

from __future__ import annotations

from dataclasses import replace

from counting.body_policy import make_possible
from counting.body_state import State, surroundings, what_is_left
from counting.body_terms import (
    Bar,
    Body,
    BodyRecord,
    JointConstraint,
    Link,
    Part,
    Places,
    SeveralPlaces,
)
from counting.constraints import assess, explain
from counting.constraints.bounds import counts_for
from counting.contest import LEAVE_VACANT, Constraint, Contest
from counting.engine import count
from counting.errors import ContestError
from counting.linked import Linked, barred_by, elected_to
from counting.protected import protecting
from counting.rules import find_rule

__all__ = [
    "Bar",
    "Body",
    "BodyRecord",
    "JointConstraint",
    "Link",
    "Part",
    "Places",
    "SeveralPlaces",
    "count_body",
]


def count_body(body: Body) -> BodyRecord:
    """Count all the contests.

    Raises InfeasibleError, before anything is counted, if no way of filling all places meets the
    constraints and the policy does not help; ContestError where a rule takes no constraints and a
    contest for several places needs them; and as `engine.count` does.
    """
    _require_rules(body)
    state = State(body)
    links: list[Link] = []
    while left := [part for part in body.parts if not state.filled(part)]:
        applied = make_possible(state)
        # Where the policy leaves places vacant, a contest may now be full as it is.
        part = next((p for p in left if _unopposed(state, p)), left[0])
        link = _count_part(state, part, applied)
        links.append(link)
        for person, key in link.gave_up:
            state.elected[key] = tuple(c for c in state.elected[key] if c != person)
        state.elected[part.key] = link.elected
        state.leave_vacant(part.key, 0 if link.record is None else link.record.vacant)
    return BodyRecord(body, tuple(links))


def _require_rules(body: Body) -> None:
    """Raise ContestError where a second count would have to keep places, and the rule cannot."""
    for part in body.parts:
        rule = find_rule(part.contest.rule)
        several = part.seats.seats > 1 or not part.seats.fixed
        if body.several_places == "preference" and several and not rule.takes_constraints:
            raise ContestError(
                f"Contest '{part.key}' may be counted again with places kept, and rule {rule.id} takes "
                "no constraints. Choose another rule, or publish the policy 'skip'."
            )


def _unopposed(state: State, part: Part) -> bool:
    if not part.seats.depends_on() <= state.elected.keys() or part.contest.none is not None:
        return False
    return len(state.able(part)) <= state.seats(part)


def _count_part(state: State, part: Part, applied: tuple[str, ...]) -> Link:
    """Count one contest, as it stands now."""
    struck, able, seats = state.struck(part), state.able(part), state.seats(part)
    kept = state.elected.get(part.key, ())
    link = Link(
        part.key,
        seats,
        struck,
        (),
        _unopposed(state, part),
        None,
        vacant=state.vacant.get(part.key, 0),
        applied=applied,
        kept=kept,
    )
    if seats == 0:
        return link
    contest, linked = contest_of(state, part)
    barred: tuple[Bar, ...] = ()
    _require_persons(contest, linked, part)
    if not find_rule(contest.rule).takes_constraints:
        barred = () if link.unopposed else _barred(contest, linked)
        gone = {candidate for bar in barred for candidate in bar.candidates}
        out = tuple(candidate for candidate in able if candidate in gone)
        reasons = {c: barred_by(bar.constraints) for bar in barred for c in bar.candidates}
        contest = replace(
            contest,
            constraints=(),
            withdrawn=(*contest.withdrawn, *out),
            struck=(*contest.struck, *((c, reasons[c]) for c in out)),
        )
    elif linked is not None:
        contest = replace(contest, linked=linked)
    record = count(part.papers, contest)
    holds = state.holds()
    gave_up = tuple(
        (c, holds[c])
        for c in record.elected
        if state.by_choice and holds.get(c, part.key) != part.key
    )
    return replace(link, barred=barred, record=record, gave_up=gave_up)


def _require_persons(contest: Contest, linked: Linked | None, part: Part) -> None:
    """Raise ContestError where nobody could take a place that a minimum over open contests reckons with."""
    if not contest.nobody:
        return
    if not find_rule(contest.rule).takes_constraints and any(
        c.minimum for c in contest.constraints
    ):
        raise ContestError(
            f"'{contest.name(contest.nobody[0])}' is nobody, and rule {contest.rule}, which takes no "
            f"constraints, could not tell that '{part.key}' needs a person for a minimum of the body. "
            "Remove it, choose another rule, or take the contest out of that constraint."
        )
    for bound in linked.bounds if linked is not None else ():
        if bound.needed and {part.key} < set(bound.contests):
            raise ContestError(
                f"'{contest.name(contest.nobody[0])}' is nobody, and '{bound.constraint.label}' reckons "
                f"with a person elected to '{part.key}' before the other contests are counted. Remove it, "
                "take the contest out of that constraint, or count it after the others."
            )


def contest_of(state: State, part: Part) -> tuple[Contest, Linked | None]:
    """The contest with those struck, its places and its constraints as they now are, and its links."""
    linked = surroundings(state, part)
    vacant = state.vacant.get(part.key, 0)
    own = tuple(c for c in part.contest.constraints if c.label not in state.relaxed)
    if linked is not None and any(
        bound.constraint.label == c.label for bound in linked.bounds for c in own
    ):
        own = ()  # they are among the constraints of the body
    elif vacant:
        own = tuple(_with_vacant(c, part.contest.seats, vacant) for c in own)
    if linked is None:
        own = (*own, *what_is_left(state, part))
    own = tuple(c for c in own if c.minimum or c.maximum is not None or _has_share(c))
    contest = replace(
        part.contest,
        seats=state.seats(part),
        constraints=own,
        withdrawn=(*part.contest.withdrawn, *(c for c, _ in state.struck(part))),
        struck=tuple((c, elected_to(key)) for c, key in state.struck(part)),
        if_infeasible=() if part.contest.none is None else _steps(state, own),
    )
    return protecting(
        contest, state.elected.get(part.key, ()), f"those elected to {part.key} stay"
    ), linked


def _steps(state: State, own: tuple[Constraint, ...]) -> tuple[str, ...]:
    """The steps of the policy for one contest in which votes can leave places vacant."""
    labels = {constraint.label for constraint in own}
    policy = zip(state.body.if_infeasible, state.body.steps(), strict=True)
    return tuple(step for step, what in policy if what == LEAVE_VACANT or what in labels)


def _has_share(constraint: Constraint) -> bool:
    return constraint.minimum_share is not None or constraint.maximum_share is not None


def _with_vacant(constraint: Constraint, seats: int, vacant: int) -> Constraint:
    """A vacant place counts towards the minimum, and not towards the maximum."""
    least, most = constraint.least(seats), constraint.most(seats)
    return replace(
        constraint,
        minimum=None if least is None else max(least - vacant, 0),
        maximum=most,
        minimum_share=None,
        maximum_share=None,
    )


def _barred(contest: Contest, linked: Linked | None) -> tuple[Bar, ...]:
    """Candidates for one place who are in no way of filling all places, by reason.

    Raises ContestError for several places, for which that would not be enough.
    """
    if linked is None and not any(_can_fail(contest, one) for one in contest.constraints):
        return ()
    if contest.seats != 1:
        raise ContestError(
            f"'{contest.title}' fills {contest.seats} places, and other contests or constraints bear on it, "
            f"but rule {contest.rule} takes no constraints. Choose another rule."
        )
    bound = replace(contest, linked=linked)
    standing = tuple(candidate.id for candidate in bound.standing)
    findings = explain(bound, (), standing, assess(bound, (), standing))
    return tuple(Bar(f.candidates, f.constraints) for f in findings if f.status == "doomed")


def _can_fail(contest: Contest, constraint: Constraint) -> bool:
    """Whether some choice of winners would break a constraint."""
    count_for = sum(counts_for(candidate, constraint) for candidate in contest.standing)
    others = len(contest.standing) - count_for
    least, most = constraint.least(contest.seats), constraint.most(contest.seats)
    too_few = least is not None and contest.seats - others < least
    return too_few or (most is not None and min(count_for, contest.seats) > most)
