"""Promotion from larger committees: worked by hand, by the text, and where it is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    ContestError,
    InfeasibleError,
    LotNeededError,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.constraint import Share
from counting.contest import NoneOption
from counting.linked import Linked
from counting.record import CountRecord, Decision
from tests.counting.promotion_by_text import BASES, elected_by_the_text
from tests.counting.promotion_elections import held, papers_for, promotions

A, B, C, D, E, F, G = (CandidateId(name) for name in "ABCDEFG")


def later(record: CountRecord) -> list[tuple[int, str, tuple[CandidateId, ...], str]]:
    """Who is promoted and who makes way: stage, act, whom, and clause."""
    return [
        (stage.number, d.act, d.candidates, d.clause)
        for stage in record.stages
        for d in stage.decisions
        if d.act in ("promote", "make-way")
    ]


def openings(record: CountRecord) -> list[tuple[str, int | None]]:
    return [
        (stage.action.type, stage.action.places)
        for stage in record.stages
        if stage.action.places or stage.number == 1
    ]


# Two places, at least one woman. A and B are men, C and D women. Worked by hand in ADR 14.
UNLIKE = held("scottish-2011-promotion", 2, "Am Bm Cw Dw", least={"w": 1})
UNLIKE_PAPERS = papers_for(UNLIKE, ("AD", 40), ("BC", 35), ("CB", 14), ("D", 11))


def test_the_woman_of_the_larger_committee_takes_the_place_of_the_man_not_in_the_smaller() -> None:
    # Free count, quota 34: A and B. For 3 places, quota 26: A's surplus of 14 lifts D to 25, B's of 9
    # lifts C to 22.99990, so C is lowest and D is elected. For 1 place, quota 51: D goes, then C,
    # whose papers give B 49 against A's 40, and B is elected.
    record = count(UNLIKE_PAPERS, UNLIKE)
    assert openings(record) == [
        ("first-preferences", None),
        ("larger-committee", 3),
        ("smaller-committee", 1),
    ]
    assert record.stages[0].elected == (A, B)
    assert [stage.quota for stage in record.stages] == [34, *[26] * 4, *[51] * 4]
    assert record.stages[3].tallies == {A: 26, B: 26, C: Fraction("22.99990"), D: 25}
    assert record.stages[7].tallies == {A: 40, B: 49, C: 0, D: 0}
    assert later(record) == [(5, "promote", (D,), "P3"), (9, "make-way", (A,), "P4")]
    assert record.elected == (B, D)


def test_constraints_elect_others_from_the_same_papers() -> None:
    # With the constraint A is elected, which dooms B, and B's papers make C reach the quota.
    constrained = count(UNLIKE_PAPERS, replace(UNLIKE, rule=RuleId("scottish-2011")))
    assert (constrained.rule, constrained.elected) == ("scottish-2011+constraints", (A, C))
    promoted = count(UNLIKE_PAPERS, UNLIKE)
    assert (promoted.rule, promoted.elected) == ("scottish-2011-promotion", (B, D))


def test_what_is_required_changes_nothing_where_the_free_count_gives_it() -> None:
    met = replace(UNLIKE, constraints=(Constraint("gender", "man", 1, None, "a man"),))
    free = count(UNLIKE_PAPERS, replace(UNLIKE, rule=RuleId("scottish-2011"), constraints=()))
    assert count(UNLIKE_PAPERS, met).stages == free.stages
    assert count(UNLIKE_PAPERS, replace(UNLIKE, constraints=())).stages == free.stages


def test_for_a_single_place_nobody_is_asked_who_makes_way() -> None:
    contest = held("ers97-promotion", 1, "Am Bm Cw", least={"w": 1})
    record = count(papers_for(contest, ("A", 5), ("B", 4), ("C", 3)), contest)
    assert openings(record) == [
        ("first-preferences", None),
        ("larger-committee", 2),
        ("larger-committee", 3),
    ]
    last = len(record.stages)
    assert later(record) == [(last, "promote", (C,), "P3"), (last, "make-way", (A,), "P4")]
    assert record.elected == (C,)


def test_after_the_count_for_one_place_whoever_is_left_makes_way() -> None:
    contest = held("scottish-2011-promotion", 2, "Am Bm Cw Dw", least={"w": 2})
    record = count(papers_for(contest, ("A", 9), ("B", 6), ("C", 4), ("D", 2)), contest)
    assert [step[1:] for step in later(record)] == [
        ("promote", (C,), "P3"),
        ("promote", (D,), "P3"),
        ("make-way", (B,), "P4"),
        ("make-way", (A,), "P4"),
    ]
    assert record.stages[-1].decisions[-2:] == (
        Decision("make-way", (B,), "makes-way", "P4"),
        Decision("make-way", (A,), "makes-way", "P4"),
    )
    assert record.elected == (C, D)


def test_two_categories_that_are_short_are_served_side_by_side() -> None:
    contest = held("scottish-2011-promotion", 3, "Am Bm Cm Dw Eo", least={"w": 1, "o": 1})
    record = count(
        papers_for(contest, ("A", 20), ("B", 18), ("C", 16), ("D", 5), ("E", 4)), contest
    )
    assert [(act, whom) for _, act, whom, _ in later(record)] == [
        ("promote", (D,)),
        ("promote", (E,)),
        ("make-way", (C,)),
        ("make-way", (B,)),
    ]
    assert record.elected == (A, D, E)


def test_whoever_is_needed_for_a_requirement_does_not_make_way() -> None:
    # C, the last elected, is the only one of the other category; B goes instead.
    contest = held("scottish-2011-promotion", 3, "Am Bm Co Dw", least={"w": 1, "o": 1})
    record = count(papers_for(contest, ("A", 20), ("B", 18), ("C", 16), ("D", 5)), contest)
    assert record.stages[0].elected == (A, B, C)
    assert record.elected == (A, C, D)


# Four places, three women: C and D are elected together to a committee of five, with half a vote each.
TIED = held("scottish-2011-promotion", 4, "Am Bm Cw Dw Em Fw Gw", least={"w": 3}, lots="CBADGEF")
TIED_PAPERS = papers_for(TIED, ("FDCGA", 1), ("GDE", 1), ("A", 2), ("GC", 1))


def test_of_two_always_equal_in_a_larger_count_the_lot_promotes_one() -> None:
    record = count(TIED_PAPERS, TIED)
    (tie,) = [t for s in record.stages for t in s.ties if t.kind == "promotion"]
    assert (tie.candidates, tie.votes, tie.chosen, tie.by) == ((C, D), Fraction(1, 2), C, "lot")
    assert (tie.clause, tie.steps) == ("P5", ())
    assert record.elected == (A, G, F, C)
    other = replace(TIED, lots=tuple(CandidateId(c) for c in "DBACGEF"))
    assert count(TIED_PAPERS, other).elected == (A, G, F, D)


def test_a_lot_that_is_needed_in_a_further_count_names_the_stage_of_the_whole_record() -> None:
    contest = held("scottish-2011-promotion", 1, "Am Bw Cw Dw", least={"w": 1})
    papers = papers_for(contest, ("A", 9), ("B", 1), ("C", 1), ("D", 2))
    # 1: A is elected. 2: afresh, for 2 places. 3: the surplus of A. 4: B or C goes.
    with pytest.raises(LotNeededError, match="Stage 4: a lot must decide who is excluded") as lot:
        count(papers, contest)
    assert (lot.value.stage, lot.value.candidates) == (4, (B, C))


def test_a_lot_between_those_to_be_promoted_is_asked_for_by_that_name() -> None:
    contest = held("scottish-2011-promotion", 1, "Am Bw Cw", least={"w": 1})
    papers = papers_for(contest, ("A", 4))
    with pytest.raises(LotNeededError, match="a lot must decide who is excluded"):
        count(papers, contest)  # in the count for two places one of the women goes by lot
    drawn = replace(contest, lots=(C, A, B))
    assert count(papers, drawn).elected == (B,)


def test_all_of_a_category_may_be_needed() -> None:
    contest = held("ers97-promotion", 2, "Am Bm Cw Dw", least={"w": 2}, lots="ABCD")
    record = count(papers_for(contest, ("AB", 9), ("BA", 8)), contest)
    assert sorted(record.elected) == [C, D]


@pytest.mark.parametrize("rule", BASES)
def test_what_nobody_can_meet_is_refused_before_a_paper_is_counted(rule: str) -> None:
    contest = held(rule, 2, "Am Bm Cw", least={"w": 2})
    with pytest.raises(InfeasibleError) as refused:
        count(papers_for(contest), contest)
    assert refused.value.conflicts == (("woman: at least 2",),)
    both = held(rule, 2, "Am Bm Cw Dw", least={"w": 2, "m": 1})
    with pytest.raises(InfeasibleError) as too_many:
        count(papers_for(both), both)
    assert too_many.value.conflicts == (("woman: at least 2", "man: at least 1"),)


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        (Constraint("gender", "man", None, 1, "few men"), "'few men' sets a maximum"),
        (Constraint("gender", "woman", 1, 1, "one woman"), "'one woman' sets a maximum"),
        (
            Constraint(
                "gender", "man", None, None, "half", maximum_share=Share(Fraction(1, 2), "down")
            ),
            "'half' sets a maximum",
        ),
        (Constraint("gender", "woman", 1, None, "top", first=2), "first places of a list"),
    ],
)
def test_anything_but_a_minimum_is_refused_with_the_reason(
    constraint: Constraint, said: str
) -> None:
    with pytest.raises(ContestError, match=said):
        count(UNLIKE_PAPERS, replace(UNLIKE, constraints=(constraint,)))


def test_categories_that_somebody_shares_are_refused_with_the_name() -> None:
    two = replace(
        UNLIKE,
        candidates=tuple(
            replace(c, attributes={**c.attributes, "new": "yes"}) for c in UNLIKE.candidates
        ),
        constraints=(*UNLIKE.constraints, Constraint("new", "yes", 1, None, "a new member")),
    )
    with pytest.raises(ContestError, match=r"Name C \(C\) is of both 'woman: at least 1' and"):
        count(UNLIKE_PAPERS, two)


def test_an_option_that_is_nobody_is_refused() -> None:
    options = (*UNLIKE.candidates, Candidate(E, "Re-open nominations"))
    with pytest.raises(ContestError, match="knows no option that is nobody"):
        count(
            Papers.from_rankings([], 5),
            replace(UNLIKE, candidates=options, none=NoneOption(E, "ron")),
        )


def test_links_to_other_contests_and_policies_are_refused() -> None:
    with pytest.raises(ContestError, match="is linked to others"):
        count(UNLIKE_PAPERS, replace(UNLIKE, linked=Linked("committee", ())))
    with pytest.raises(ContestError, match="knows no policy"):
        count(UNLIKE_PAPERS, replace(UNLIKE, if_infeasible=("leave vacant",)))


def test_a_share_of_the_places_is_a_minimum_too() -> None:
    half = Constraint(
        "gender", "woman", None, None, "half", minimum_share=Share(Fraction(1, 2), "up")
    )
    record = count(UNLIKE_PAPERS, replace(UNLIKE, constraints=(half,)))
    assert record.elected == (B, D)


@settings(max_examples=250, deadline=None)
@given(promotions())
def test_those_elected_are_those_that_the_text_gives(election: tuple[Papers, Contest]) -> None:
    papers, contest = election
    assert count(papers, contest).elected == elected_by_the_text(papers, contest)


@settings(max_examples=100, deadline=None)
@given(promotions())
def test_every_place_is_filled_every_minimum_met_and_the_record_reads_back(
    election: tuple[Papers, Contest],
) -> None:
    papers, contest = election
    record = count(papers, contest)
    assert len(record.elected) == len(set(record.elected)) == contest.seats
    for one in contest.constraints:
        having = [c.id for c in contest.standing if c.attributes.get(one.attribute) == one.value]
        assert len(set(having) & set(record.elected)) >= (one.minimum or 0)
    assert read_record(write_record(record)) == record


@settings(max_examples=120, deadline=None)
@given(promotions(), st.data())
def test_the_order_of_candidates_on_the_paper_changes_nothing(
    election: tuple[Papers, Contest], data: st.DataObject
) -> None:
    papers, contest = election
    order = data.draw(st.permutations(range(len(contest.candidates))))
    number = {old + 1: new + 1 for new, old in enumerate(order)}
    moved = replace(contest, candidates=tuple(contest.candidates[i] for i in order))
    rankings = [(tuple(number[n] for n in ranking), many) for ranking, many in papers]
    again = count(Papers.from_rankings(rankings, len(order)), moved)
    record = count(papers, contest)
    assert again.elected == record.elected
    assert [stage.tallies for stage in again.stages] == [stage.tallies for stage in record.stages]
    assert [(at, act, set(whom)) for at, act, whom, _ in later(again)] == [
        (at, act, set(whom)) for at, act, whom, _ in later(record)
    ]
