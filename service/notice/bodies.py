"""Bodies in a notice: contests linked by joint bounds, in which one name is one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ballots.contest_policy import EXTEND
from ballots.manifest_contest import Body, BodyConstraint
from counting import body as counted
from counting.contest import LEAVE_VACANT, RELAX, CandidateId, Contest
from counting.errors import ContestError, InfeasibleError
from counting.papers import Papers
from counting.rules import find_rule
from service.notice.bounds import constraint_of, dead_end
from service.notice.forms import BodyForm, ContestForm, JointBound, Notice

Place = tuple[str | int, ...]
Fault = tuple[Place, str]


def in_a_body(notice: Notice, contest: str) -> bool:
    """Whether a contest is linked to others."""
    return any(contest in body.contests for body in notice.bodies)


def ids_of(notice: Notice, form: ContestForm) -> tuple[CandidateId, ...]:
    """The ids of those on a ballot paper: their numbers, or, in a body, one id for each person."""
    entries = notice.candidates_of(form)
    if not in_a_body(notice, form.id):
        return tuple(CandidateId(str(number)) for number in range(1, len(entries) + 1))
    places = {id(person): place for place, person in enumerate(notice.candidates, start=1)}
    return tuple(
        CandidateId(f"p{places[id(entry)]}" if id(entry) in places else f"option-{number}")
        for number, entry in enumerate(entries, start=1)
    )


def frozen_bodies(notice: Notice) -> tuple[Body, ...]:
    """The bodies as they stand in the manifest."""
    return tuple(_frozen(body) for body in notice.bodies)


def _frozen(form: BodyForm) -> Body:
    bounds = (
        BodyConstraint(_over(form, bound), constraint_of(bound)) for bound in form.constraints
    )
    return Body(
        form.id, tuple(form.contests), form.several_places, tuple(bounds), tuple(form.if_infeasible)
    )


def _over(form: BodyForm, bound: JointBound) -> tuple[str, ...]:
    return tuple(form.contests) if bound.over == "all" else tuple(bound.over)


def body_faults(notice: Notice, held: Mapping[str, Contest]) -> Iterator[Fault]:
    """What is wrong with the bodies. `held`: the contests with which nothing is wrong."""
    seen: set[str] = set()
    known = {contest.id for contest in notice.contests}
    for index, form in enumerate(notice.bodies):
        place: Place = ("bodies", index)
        faults = [*_links(notice, form, known, seen), *_steps(notice, form)]
        yield from (((*place, key), what) for key, what in faults)
        if not faults and all(id_ in held for id_ in form.contests):
            yield from ((place, what) for what in _counting(form, held))


def _links(
    notice: Notice, form: BodyForm, known: set[str], seen: set[str]
) -> Iterator[tuple[str, str]]:
    for id_ in form.contests:
        if id_ not in known:
            yield "contests", f"there is no contest '{id_}'."
        elif id_ in seen:
            yield "contests", f"'{id_}' stands in two bodies, or twice in one."
        seen.add(id_)
    for bound in form.constraints:
        strangers = sorted(set(_over(form, bound)) - set(form.contests))
        if strangers:
            yield "constraints", f"'{strangers[0]}' is no contest of this body."
    for contest in notice.contests:
        if contest.id not in form.contests:
            continue
        yield from _rule(form, contest)
        if contest.kind != "ranked":
            yield "contests", f"'{contest.id}' is not a contest among candidates."
        if contest.if_infeasible:
            yield "contests", f"say for the body, not for '{contest.id}', what 'if_infeasible' is."
        if contest.uncontested == "elect":
            yield (
                "contests",
                f"'{contest.id}' is part of a body, so it is counted with the others even if as many "
                "stand as there are places: leave 'uncontested' out.",
            )


def _rule(form: BodyForm, contest: ContestForm) -> Iterator[tuple[str, str]]:
    """A rule that could leave the count of this contest stuck, as its turn comes."""
    if contest.seats == 1 or contest.rule is None or find_rule(contest.rule).takes_constraints:
        return
    bound = any(contest.id in _over(form, joint) for joint in form.constraints)
    if bound or contest.id != form.contests[-1]:
        yield (
            "contests",
            f"rule {contest.rule} takes no constraints, so '{contest.id}', which fills "
            f"{contest.seats} places, cannot be linked to other contests. Choose another rule.",
        )


def _steps(notice: Notice, form: BodyForm) -> Iterator[tuple[str, str]]:
    try:
        labels = [constraint_of(bound).label for bound in form.constraints]
        labels += [
            constraint_of(bound).label
            for contest in notice.contests
            if contest.id in form.contests
            for bound in contest.constraints
        ]
    except ContestError as error:
        yield "constraints", str(error)
        return
    for step in form.if_infeasible:
        fits = step == LEAVE_VACANT or step.startswith(EXTEND)
        if not fits and step.removeprefix(RELAX) not in labels:
            yield (
                "if_infeasible",
                f"'{step}' is no step. Expected '{LEAVE_VACANT}', '{EXTEND} …', or '{RELAX}' and the "
                "label of a constraint.",
            )
    yield from (("if_infeasible", what) for what in dead_end(labels, form.if_infeasible))


def _counting(form: BodyForm, held: Mapping[str, Contest]) -> Iterator[str]:
    """Why these contests could not be counted together: found by counting no papers at all."""
    try:
        parts = tuple(
            counted.Part(id_, held[id_], Papers.from_rankings((), len(held[id_].candidates)))
            for id_ in form.contests
        )
        frozen = _frozen(form)
        joint = tuple(counted.JointConstraint(b.constraint, b.over) for b in frozen.constraints)
        counted.count_body(counted.Body(form.id, parts, joint))
    except InfeasibleError as error:
        yield from error.sentences
    except ContestError as error:
        yield str(error)
