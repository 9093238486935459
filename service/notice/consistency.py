"""What a notice contradicts itself in, across its parts; each fault with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ballots.contest_policy import IF_INFEASIBLE, policy_text, steps_of
from counting.constraints import require_feasible
from counting.contest import Candidate, Contest, NoneOption, RuleId
from counting.errors import ContestError, InfeasibleError
from counting.rules import find_rule
from service.notice.bodies import body_faults, ids_of, in_a_body
from service.notice.bounds import constraint_of, dead_end
from service.notice.forms import ContestForm, Notice
from service.notice.motions import casting_vote_of, misplaced_keys, motion_faults

Place = tuple[str | int, ...]
Fault = tuple[Place, str]


def contradictions(notice: Notice) -> Iterator[Fault]:
    """Every contradiction, and the place of each."""
    yield from _repeats(notice)
    yield from _categories(notice)
    known = {contest.id for contest in notice.contests}
    for index, candidate in enumerate(notice.candidates):
        for id_ in candidate.contest:
            if id_ not in known:
                yield ("candidates", index, "contest"), f"there is no contest '{id_}'."
    for index, contest in enumerate(notice.contests):
        yield from _contest(notice, contest, ("contests", index))
    yield from body_faults(notice, _linked(notice))


def _linked(notice: Notice) -> dict[str, Contest]:
    """The contests of bodies, with the order of the ballot paper for lots: those that can be held."""
    held = {}
    for form in notice.contests:
        if in_a_body(notice, form.id) and form.kind == "ranked" and form.rule is not None:
            try:
                contest = contest_of(notice, form)
                held[form.id] = replace(contest, lots=tuple(c.id for c in contest.candidates))
            except ContestError:
                continue  # said of the contest itself
    return held


def _repeats(notice: Notice) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, contest in enumerate(notice.contests):
        if contest.id in seen:
            yield ("contests", index, "id"), f"there are two contests '{contest.id}'."
        seen.add(contest.id)
        names: set[str] = set()
        for candidate in notice.candidates_of(contest):
            if candidate.name in names:
                yield (
                    ("contests", index),
                    f"'{candidate.name}' stands twice. Tell the two apart in their names.",
                )
            names.add(candidate.name)


def _categories(notice: Notice) -> Iterator[Fault]:
    values: dict[str, list[str]] = {}
    for index, category in enumerate(notice.categories):
        if category.attribute in values:
            yield ("categories", index), f"'{category.attribute}' is defined twice."
        values[category.attribute] = category.values
    for index, candidate in enumerate(notice.candidates):
        for attribute, value in candidate.attributes.items():
            if attribute not in values:
                yield (
                    ("candidates", index, "attributes"),
                    f"'{attribute}' is not a category. Define it under [[categories]].",
                )
            elif value not in values[attribute]:
                yield (
                    ("candidates", index, "attributes"),
                    f"'{value}' is not a value of '{attribute}': {', '.join(values[attribute])}.",
                )
    for index, contest in enumerate(notice.contests):
        for place, bound in enumerate(contest.constraints):
            where = ("contests", index, "constraints", place)
            if bound.attribute not in values:
                yield (
                    where,
                    f"'{bound.attribute}' is not a category. Define it under [[categories]].",
                )
            elif bound.value not in values[bound.attribute]:
                yield where, f"'{bound.value}' is not a value of '{bound.attribute}'."


def _contest(notice: Notice, form: ContestForm, place: Place) -> Iterator[Fault]:
    if form.roll not in notice.rolls:
        yield (*place, "roll"), f"there is no roll '{form.roll}'."
    if form.kind == "motion":
        stands = any(form.id in candidate.contest for candidate in notice.candidates)
        yield from (((*place, key), what) for key, what in motion_faults(form, stands))
    else:
        yield from (((*place, key), what) for key, what in misplaced_keys(form))
        yield from _counted(notice, form, place)


def _counted(notice: Notice, form: ContestForm, place: Place) -> Iterator[Fault]:
    """What is wrong with a contest that is counted under a rule."""
    if form.rule is None:
        yield (*place, "rule"), "it is missing."
    wrong = list(_policy(notice, form, place))
    yield from wrong
    if bool(form.options) != (form.kind == "options"):
        yield (*place, "options"), "give options exactly where kind is 'options'."
    candidates = notice.candidates_of(form)
    if len(candidates) <= bool(form.none):
        yield place, "nobody stands. List candidates, or remove the contest."
        return
    if len(candidates) < form.seats and form.none != "ron":
        yield (
            (*place, "seats"),
            f"there are {form.seats} seats but only {len(candidates)} candidates.",
        )
        return
    if form.rule is None or wrong:
        return
    try:
        contest = contest_of(notice, form)
        find_rule(form.rule).require_countable(contest)
        require_feasible(contest)
    except InfeasibleError as error:
        for sentence in error.sentences:
            yield (*place, "constraints"), sentence
    except ContestError as error:
        yield place, str(error)


def _policy(notice: Notice, form: ContestForm, place: Place) -> Iterator[Fault]:
    """Steps of the policy that are none, or that would not always let the count go on."""
    try:
        bounds = tuple(constraint_of(bound) for bound in form.constraints)
    except ContestError:
        return  # said of the contest, when it is put together
    try:
        steps_of({IF_INFEASIBLE: policy_text(form.if_infeasible)}, bounds)
    except ContestError as error:
        yield (*place, "if_infeasible"), str(error)
        return
    if not in_a_body(notice, form.id):
        stuck = dead_end([bound.label for bound in bounds], form.if_infeasible)
        yield from (((*place, "if_infeasible"), what) for what in stuck)


def contest_of(notice: Notice, form: ContestForm) -> Contest:
    """The contest as it is counted. Candidates' ids: see `bodies.ids_of`."""
    bounds = tuple(constraint_of(bound) for bound in form.constraints)
    ids = ids_of(notice, form)
    return Contest(
        title=form.title,
        seats=form.seats,
        candidates=tuple(
            Candidate(id_, candidate.name, dict(candidate.attributes))
            for id_, candidate in zip(ids, notice.candidates_of(form), strict=True)
        ),
        rule=RuleId(form.rule_id),
        casting_vote=casting_vote_of(form),
        constraints=bounds,
        none=NoneOption(ids[-1], form.none) if form.none else None,
        if_infeasible=steps_of({IF_INFEASIBLE: policy_text(form.if_infeasible)}, bounds),
    )
