"""What the constraints allow, beside a brute force that looks at every completion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import CandidateId, Constraint, Contest
from counting.check import search
from counting.check.feasible import outlook
from counting.check.findings import Status, findings
from counting.record import Finding
from tests.counting.check_elections import contest, elections


def completions(
    held: Contest,
    constraints: Sequence[Constraint],
    elected: Sequence[CandidateId],
    continuing: Sequence[CandidateId],
) -> list[set[CandidateId]]:
    """Every completion, by trying every choice."""
    attributes = {c.id: c.attributes for c in held.candidates}
    found = []
    for chosen in combinations(continuing, held.seats - len(elected)):
        winners = [*elected, *chosen]
        numbers = [
            sum(attributes[w].get(one.attribute) == one.value for w in winners)
            for one in constraints
        ]
        if all(
            (one.minimum or 0) <= n and (one.maximum is None or n <= one.maximum)
            for one, n in zip(constraints, numbers, strict=True)
        ):
            found.append(set(chosen))
    return found


@st.composite
def moments(draw: st.DrawFn) -> tuple[Contest, list[CandidateId], list[CandidateId]]:
    """A contest at some moment: some elected, some gone, some continuing in contest order."""
    _, held = draw(elections(most=8))
    ids = [c.id for c in held.standing]
    elected = draw(st.lists(st.sampled_from(ids), unique=True, max_size=held.seats))
    rest = [c for c in ids if c not in elected]
    gone = set(draw(st.lists(st.sampled_from(rest), unique=True, max_size=3))) if rest else set()
    return held, elected, [c for c in rest if c not in gone]


@st.composite
def tight(draw: st.DrawFn) -> tuple[Contest, list[CandidateId], list[CandidateId]]:
    """A contest of many overlapping bounds that a drawn set of winners just meets."""
    names = "abcd"
    people = draw(st.lists(st.tuples(*[st.sampled_from("xyz")] * 4), min_size=5, max_size=8))
    seats = draw(st.integers(2, len(people) - 1))
    constraints = []
    for place, (name, value) in enumerate(
        draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from("xy")), unique=True))
    ):
        winners = sum(person[names.index(name)] == value for person in people[:seats])
        low = winners - draw(st.integers(0, min(1, winners)))
        high = draw(st.sampled_from((None, winners, winners + 1)))
        constraints.append(Constraint(name, value, low, high, f"bound {place}"))
    attributes = {k: dict(zip(names, person, strict=True)) for k, person in enumerate(people, 1)}
    held = contest("scottish-2011", seats, len(people), attributes=attributes)
    held = replace(held, constraints=tuple(c for c in constraints if _meant(held, c)))
    return held, [], [c.id for c in held.standing]


def _meant(held: Contest, constraint: Constraint) -> bool:
    """A contest takes only constraints on values that some candidate has."""
    return any(c.attributes.get(constraint.attribute) == constraint.value for c in held.candidates)


@settings(max_examples=300, deadline=None)
@given(st.one_of(moments(), tight()))
def test_guarded_and_doomed_are_those_in_every_completion_and_in_none(
    moment: tuple[Contest, list[CandidateId], list[CandidateId]],
) -> None:
    held, elected, continuing = moment
    every = completions(held, held.constraints, elected, continuing)
    found = outlook(held, elected, continuing)
    assert found.possible == bool(every)
    if every:
        assert found.single == (len(every) == 1)
    if every and held.constraints:
        assert found.guarded == tuple(c for c in continuing if all(c in one for one in every))
        assert found.doomed == tuple(c for c in continuing if not any(c in one for one in every))


@settings(max_examples=200, deadline=None)
@given(st.one_of(moments(), tight()))
def test_the_constraints_named_are_the_fewest_that_suffice_and_the_first_of_those(
    moment: tuple[Contest, list[CandidateId], list[CandidateId]],
) -> None:
    held, elected, continuing = moment
    found = outlook(held, elected, continuing)
    if not found.possible or not held.constraints:
        return

    def reason(candidate: CandidateId, status: Status) -> tuple[str, ...]:
        for size in range(len(held.constraints) + 1):
            for some in combinations(held.constraints, size):
                every = completions(held, some, elected, continuing)
                sure = all if status == "guarded" else lambda those: not any(those)
                if sure(candidate in one for one in every):
                    return tuple(one.label for one in some)
        raise AssertionError("all constraints together must suffice")

    expected: dict[tuple[Status, tuple[str, ...]], list[CandidateId]] = {}
    verdicts: list[tuple[Status, CandidateId]] = [("guarded", c) for c in found.guarded]
    verdicts += [("doomed", c) for c in found.doomed]
    for status, candidate in verdicts:
        expected.setdefault((status, reason(candidate, status)), []).append(candidate)
    assert findings(held, elected, continuing, found) == tuple(
        Finding(status, tuple(candidates), labels)
        for (status, labels), candidates in expected.items()
    )


@settings(max_examples=100, deadline=None)
@given(st.one_of(moments(), tight()))
def test_forgetting_hopeless_situations_changes_nothing(
    moment: tuple[Contest, list[CandidateId], list[CandidateId]],
) -> None:
    held, elected, continuing = moment
    whole = outlook(held, elected, continuing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MOST_REMEMBERED", 1)
        assert outlook(held, elected, continuing) == whole


def test_three_regions_and_two_sectors_cannot_be_met_together_though_each_can_alone() -> None:
    # COUNTING, 'Constraints', the five seats: one candidate in each of (R1-R3) x (S1, S2) and
    # (R4, R5) x (S3, S4).
    pairs = [(f"R{r}", f"S{s}") for r in (1, 2, 3) for s in (1, 2)]
    pairs += [(f"R{r}", f"S{s}") for r in (4, 5) for s in (3, 4)]
    attributes = {
        number: {"region": region, "sector": sector}
        for number, (region, sector) in enumerate(pairs, start=1)
    }
    constraints = [Constraint("region", f"R{r}", 1, None, f"a seat for R{r}") for r in (1, 2, 3)]
    constraints += [Constraint("sector", f"S{s}", None, 1, f"one of S{s}") for s in (1, 2)]
    held = contest("wigm-exact", 5, 10, attributes=attributes, constraints=constraints)
    standing = [c.id for c in held.standing]
    assert not outlook(held, (), standing).possible
    for left_out in constraints:
        rest = [one for one in constraints if one is not left_out]
        looser = contest("wigm-exact", 5, 10, attributes=attributes, constraints=rest)
        assert outlook(looser, (), standing).possible


def test_fourteen_seats_of_hill_and_otten_guard_the_scottish_women_left() -> None:
    # COUNTING: 7 English, 6 Scottish, 1 Welsh; 7 men, 7 women; EM 4, SM and EW, WM, WW ample, SW 3.
    kinds = {"EM": 4, "SM": 8, "EW": 8, "WM": 3, "WW": 3, "SW": 3}
    people = [kind for kind, number in kinds.items() for _ in range(number)]
    attributes = {
        number: {"nation": kind[0], "gender": kind[1]}
        for number, kind in enumerate(people, start=1)
    }
    constraints = [
        Constraint("nation", "E", 7, 7, "7 English"),
        Constraint("nation", "S", 6, 6, "6 Scottish"),
        Constraint("nation", "W", 1, 1, "1 Welsh"),
        Constraint("gender", "M", 7, 7, "7 men"),
        Constraint("gender", "W", 7, 7, "7 women"),
    ]
    held = contest("scottish-2011", 14, len(people), attributes=attributes, constraints=constraints)
    ids = {
        kind: [c.id for c, k in zip(held.candidates, people, strict=True) if k == kind]
        for kind in kinds
    }
    elected = ids["EM"][:3]
    continuing = [c.id for c in held.candidates if c.id not in {*elected, ids["SW"][0]}]
    found = outlook(held, elected, continuing)
    assert found.guarded == tuple(ids["SW"][1:])
    assert found.doomed == (*ids["EM"][3:], *ids["WM"])


def test_a_contest_with_as_many_standing_as_seats_has_a_single_completion() -> None:
    held = contest("scottish-2011", 1, 2, withdrawn=[2])
    assert outlook(held, (), [c.id for c in held.standing]).single
    assert not outlook(contest("scottish-2011", 1, 2), (), ()).possible
