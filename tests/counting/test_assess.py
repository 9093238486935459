"""Guarded, doomed and infeasible, judged by looking at every completion."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from counting.constraints import assess, electable_together, explain, require_feasible
from counting.contest import Candidate, CandidateId, Constraint, Contest, RuleId
from counting.errors import InfeasibleError

Ids = tuple[CandidateId, ...]
State = tuple[Contest, Ids, Ids]


def contest_of(
    attributes: Sequence[dict[str, str]],
    constraints: Sequence[Constraint],
    seats: int,
    withdrawn: Ids = (),
) -> Contest:
    candidates = tuple(
        Candidate(CandidateId(str(number)), f"Candidate {number}", of_one)
        for number, of_one in enumerate(attributes, start=1)
    )
    return Contest("t", seats, candidates, RuleId("r"), tuple(constraints), withdrawn=withdrawn)


def completions(contest: Contest, elected: Ids, continuing: Ids) -> list[frozenset[CandidateId]]:
    """The definition itself: every choice of as many as there are vacancies that meets all."""
    attributes = {c.id: c.attributes for c in contest.candidates}

    def meets_all(winners: Sequence[CandidateId]) -> bool:
        for bound in contest.constraints:
            there = sum(attributes[w].get(bound.attribute) == bound.value for w in winners)
            if bound.minimum is not None and there < bound.minimum:
                return False
            if bound.maximum is not None and there > bound.maximum:
                return False
        return True

    vacancies = contest.seats - len(elected)
    return [
        frozenset(choice)
        for choice in itertools.combinations(continuing, vacancies)
        if meets_all((*elected, *choice))
    ]


def decided(possible: list[frozenset[CandidateId]], continuing: Ids) -> tuple[Ids, Ids]:
    guarded = tuple(c for c in continuing if all(c in choice for choice in possible))
    doomed = tuple(c for c in continuing if not any(c in choice for choice in possible))
    return guarded, doomed


VALUES = {"gender": ("woman", "man", "other"), "region": ("north", "south"), "age": ("young",)}


@st.composite
def states(draw: st.DrawFn, most: int = 8) -> State:
    """A contest, some of its candidates elected, some continuing, the others excluded."""
    people = draw(st.integers(1, most))
    attributes = [
        {
            name: value
            for name, values in VALUES.items()
            if (value := draw(st.sampled_from((*values, ""))))
        }
        for _ in range(people)
    ]
    constraints = []
    pairs = [(name, value) for name, values in VALUES.items() for value in (*values, "nobody's")]
    for index, (name, value) in enumerate(draw(st.lists(st.sampled_from(pairs), max_size=5))):
        low = draw(st.one_of(st.none(), st.integers(0, 4)))
        high = draw(st.one_of(st.none(), st.integers(low or 0, 5)))
        if any(name in of_one for of_one in attributes) and (low, high) != (None, None):
            constraints.append(Constraint(name, value, low, high, f"label {index}"))
    fate = draw(st.lists(st.sampled_from("eccccx"), min_size=people, max_size=people))
    ids = [CandidateId(str(number)) for number in range(1, people + 1)]
    elected = tuple(c for c, f in zip(ids, fate, strict=True) if f == "e")
    continuing = tuple(c for c, f in zip(ids, fate, strict=True) if f == "c")
    assume(continuing or elected)
    seats = draw(st.integers(max(len(elected), 1), max(len(elected) + len(continuing), 1)))
    return contest_of(attributes, constraints, seats), elected, continuing


def feasible_states() -> st.SearchStrategy[State]:
    return states().filter(lambda state: bool(completions(*state)) and bool(state[0].constraints))


@settings(max_examples=400, deadline=None)
@given(states())
def test_guarded_is_in_every_completion_and_doomed_in_none(state: State) -> None:
    contest, elected, continuing = state
    possible = completions(*state)
    if not possible:
        with pytest.raises(InfeasibleError):
            assess(*state)
        return
    assessment = assess(*state)
    assert assessment.only_completion is (len(possible) == 1)
    if not contest.constraints or len(elected) == contest.seats:
        assert (assessment.guarded, assessment.doomed) == ((), ())
    else:
        assert (assessment.guarded, assessment.doomed) == decided(possible, continuing)


@settings(max_examples=150, deadline=None)
@given(states(), st.data())
def test_candidates_are_electable_together_if_a_completion_contains_them_all(
    state: State, data: st.DataObject
) -> None:
    _, _, continuing = state
    chosen = tuple(c for c in continuing if data.draw(st.booleans()))
    expected = any(set(chosen) <= choice for choice in completions(*state))
    assert electable_together(*state, chosen) is expected


@settings(max_examples=150, deadline=None)
@given(feasible_states())
def test_a_finding_names_the_fewest_constraints_that_suffice_and_of_those_the_first(
    state: State,
) -> None:
    contest, elected, continuing = state
    assessment = assess(*state)
    expected: dict[tuple[str, CandidateId], tuple[str, ...]] = {}
    numbers = range(len(contest.constraints))
    for some in (
        s for size in (0, *(n + 1 for n in numbers)) for s in itertools.combinations(numbers, size)
    ):
        under = replace(contest, constraints=tuple(contest.constraints[i] for i in some))
        guarded, doomed = decided(completions(under, elected, continuing), continuing)
        for status, candidates in (("guarded", guarded), ("doomed", doomed)):
            for candidate in candidates:
                expected.setdefault((status, candidate), tuple(b.label for b in under.constraints))
    findings = explain(*state, assessment)
    found = {(f.status, candidate): f.constraints for f in findings for candidate in f.candidates}
    if len(elected) < contest.seats:
        assert found == expected
    else:
        assert found == {}
    reasons = [(finding.status, finding.constraints) for finding in findings]
    assert len(set(reasons)) == len(reasons)
    order = [(f.status == "doomed", continuing.index(f.candidates[0])) for f in findings]
    assert order == sorted(order)
    assert all(list(f.candidates) == sorted(f.candidates, key=continuing.index) for f in findings)


@settings(max_examples=150, deadline=None)
@given(states())
def test_a_refusal_names_every_smallest_conflict_and_no_other(state: State) -> None:
    contest, elected, continuing = state
    numbers = range(len(contest.constraints))
    infeasible = [
        some
        for size in range(len(numbers) + 1)
        for some in itertools.combinations(numbers, size)
        if not completions(
            replace(contest, constraints=tuple(contest.constraints[i] for i in some)),
            elected,
            continuing,
        )
    ]
    smallest = [s for s in infeasible if not any(set(other) < set(s) for other in infeasible)]
    if not smallest:
        assess(*state)
        return
    with pytest.raises(InfeasibleError) as refusal:
        assess(*state)
    expected = [tuple(contest.constraints[i].label for i in some) for some in smallest]
    assert list(refusal.value.conflicts) == expected  # fewest first, then in the contest's order
    assert len(refusal.value.sentences) == len(expected)


WOMAN_2 = Constraint("gender", "woman", 2, None, "at least 2 women")
BLACK_2 = Constraint("ethnicity", "black", 2, None, "at least 2 black")


def hill_three_seats() -> Contest:
    people = ("man black", "man black", "woman white", "woman white", "woman black")
    attributes = [dict(zip(("gender", "ethnicity"), p.split(), strict=True)) for p in people]
    return contest_of(attributes, (WOMAN_2, BLACK_2), seats=3)


def ids(*numbers: int) -> Ids:
    return tuple(CandidateId(str(number)) for number in numbers)


def test_hills_black_woman_is_guarded_from_the_start_by_both_constraints_together() -> None:
    contest = hill_three_seats()
    everybody = ids(1, 2, 3, 4, 5)
    assessment = assess(contest, (), everybody)
    assert assessment.guarded == ids(5)
    assert assessment.doomed == ()
    assert not assessment.only_completion
    (finding,) = explain(contest, (), everybody, assessment)
    assert finding.constraints == ("at least 2 women", "at least 2 black")


def test_electing_two_white_women_dooms_nobody_but_electing_two_black_men_dooms_both_white_women() -> (
    None
):
    contest = hill_three_seats()
    assert not electable_together(contest, (), ids(1, 2, 3, 4, 5), ids(1, 2))
    assert not electable_together(contest, (), ids(1, 2, 3, 4, 5), ids(3, 4))
    assert electable_together(contest, (), ids(1, 2, 3, 4, 5), ids(1, 3))


def test_five_seats_are_refused_though_each_constraint_alone_can_be_met() -> None:
    places = [f"R{r}-S{s}" for r in (1, 2, 3) for s in (1, 2)]
    places += [f"R{r}-S{s}" for r in (4, 5) for s in (3, 4)]
    attributes = [dict(zip(("region", "sector"), p.split("-"), strict=True)) for p in places]
    constraints = [Constraint("region", f"R{r}", 1, None, f"one from R{r}") for r in (1, 2, 3)]
    constraints += [Constraint("sector", f"S{s}", None, 1, f"at most one S{s}") for s in (1, 2)]
    for constraint in constraints:
        require_feasible(contest_of(attributes, [constraint], seats=5))
    with pytest.raises(InfeasibleError) as refusal:
        require_feasible(contest_of(attributes, constraints, seats=5))
    assert refusal.value.conflicts == (tuple(constraint.label for constraint in constraints),)


def test_feasibility_does_not_count_on_those_who_have_withdrawn() -> None:
    attributes = [{"gender": gender} for gender in ("woman", "woman", "man", "man")]
    require_feasible(contest_of(attributes, [WOMAN_2], seats=2))
    with pytest.raises(InfeasibleError) as refusal:
        require_feasible(contest_of(attributes, [WOMAN_2], seats=2, withdrawn=ids(1)))
    assert refusal.value.conflicts == (("at least 2 women",),)


def test_without_constraints_nobody_is_guarded_even_if_all_who_continue_are_needed() -> None:
    contest = contest_of([{}, {}, {}], (), seats=2)
    assert assess(contest, (), ids(1, 2, 3)).only_completion is False
    last = assess(contest, ids(1), ids(2))
    assert (last.guarded, last.doomed, last.only_completion) == ((), (), True)


def test_with_constraints_those_who_just_fill_the_places_are_guarded_by_the_places_alone() -> None:
    contest = contest_of([{"gender": "woman"}, {"gender": "woman"}, {}], [WOMAN_2], seats=2)
    assessment = assess(contest, (), ids(1, 2))
    assert (assessment.guarded, assessment.only_completion) == (ids(1, 2), True)
    (finding,) = explain(contest, (), ids(1, 2), assessment)
    assert finding.constraints == ()


def test_full_places_that_break_a_constraint_are_infeasible() -> None:
    contest = contest_of([{"gender": "woman"}, {"gender": "man"}, {"gender": "man"}], [WOMAN_2], 2)
    with pytest.raises(InfeasibleError) as refusal:
        assess(contest, ids(2, 3), ids(1))
    assert refusal.value.conflicts == (("at least 2 women",),)


def test_fewer_candidates_than_places_are_infeasible_with_and_without_constraints() -> None:
    for constraints in ((), (replace(WOMAN_2, minimum=0),)):
        contest = contest_of([{"gender": "woman"}, {}, {}], constraints, seats=3)
        with pytest.raises(InfeasibleError) as refusal:
            assess(contest, ids(1), ids(2))
        assert refusal.value.conflicts == ((),)
        assert refusal.value.sentences == ("There are 2 places left but only 1 candidate.",)


@pytest.mark.parametrize(
    ("elected", "continuing", "fault"),
    [
        (ids(1, 2, 3), ids(4), "3 are elected to 2 seats"),
        (ids(1), ids(1, 2), "both elected and continuing: 1"),
        (ids(1), ids(9), "not standing: 9"),
    ],
)
def test_a_state_that_cannot_be_is_a_fault_of_the_caller(
    elected: Ids, continuing: Ids, fault: str
) -> None:
    contest = contest_of([{"gender": "woman"}] * 4, [WOMAN_2], seats=2)
    with pytest.raises(ValueError, match=fault):
        assess(contest, elected, continuing)


def test_only_those_continuing_can_be_asked_to_be_elected_together() -> None:
    contest = contest_of([{"gender": "woman"}] * 4, [WOMAN_2], seats=2)
    with pytest.raises(ValueError, match="not continuing: 4"):
        electable_together(contest, (), ids(1, 2, 3), ids(3, 4))
