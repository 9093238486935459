"""What a notice contradicts itself in, across its parts; each fault with its place."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ballots.contest_policy import IF_INFEASIBLE, policy_text, steps_of
from counting.constraint import Share
from counting.constraints import require_feasible
from counting.contest import Candidate, CandidateId, Constraint, Contest, NoneOption, RuleId
from counting.errors import ContestError, InfeasibleError
from counting.rules import find_rule
from service.notice.forms import Bound, ContestForm, Notice, Part
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
    wrong = list(_policy(form, place))
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


def _policy(form: ContestForm, place: Place) -> Iterator[Fault]:
    """Steps of the policy that are none."""
    try:
        bounds = tuple(constraint_of(bound) for bound in form.constraints)
    except ContestError:
        return  # said of the contest, when it is put together
    try:
        steps_of({IF_INFEASIBLE: policy_text(form.if_infeasible)}, bounds)
    except ContestError as error:
        yield (*place, "if_infeasible"), str(error)


def constraint_of(bound: Bound) -> Constraint:
    """The constraint that a bound of the notice says, with words of its own where it has no label."""
    lower, upper = _share(bound.min_share), _share(bound.max_share)
    least = bound.min if lower is None else f"{lower.part} (rounded {lower.rounding})"
    most = bound.max if upper is None else f"{upper.part} (rounded {upper.rounding})"
    words = {
        (True, False): f"at least {least}",
        (False, True): f"at most {most}",
        (True, True): f"{least} to {most}",
    }[(least is not None, most is not None)]
    if least is not None and least == most:
        words = f"exactly {least}"
    label = bound.label or f"{words} with {bound.attribute} '{bound.value}'"
    return Constraint(bound.attribute, bound.value, bound.min, bound.max, label, lower, upper)


def _share(part: Part | None) -> Share | None:
    """Raises ContestError for more than the whole."""
    return None if part is None else Share(Fraction(part.part), part.rounding)


def contest_of(notice: Notice, form: ContestForm) -> Contest:
    """The contest as it is counted. Candidates' ids are their numbers on the ballot, from 1."""
    bounds = tuple(constraint_of(bound) for bound in form.constraints)
    numbers = len(notice.candidates_of(form))
    return Contest(
        title=form.title,
        seats=form.seats,
        candidates=tuple(
            Candidate(CandidateId(str(number)), candidate.name, dict(candidate.attributes))
            for number, candidate in enumerate(notice.candidates_of(form), start=1)
        ),
        rule=RuleId(form.rule_id),
        casting_vote=casting_vote_of(form),
        constraints=bounds,
        none=NoneOption(CandidateId(str(numbers)), form.none) if form.none else None,
        if_infeasible=steps_of({IF_INFEASIBLE: policy_text(form.if_infeasible)}, bounds),
    )
