"""The policy of the notice, where the constraints cannot be met: by hand, in the engine and in the check."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    ContestError,
    CountRecord,
    InfeasibleError,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.check import check
from counting.nobody import Applied
from tests.counting.nobody_elections import WOMEN, contest_with_ron, papers_of

PAPERS = papers_of("ABMR", (10, "A"), (9, "B"), (20, "M"), (70, "R"))
RULES = ["scottish-2011", "wigm-exact", "ers97"]


def counted(cast: Papers, contest: Contest) -> CountRecord:
    record = count(cast, contest)
    assert check(record, cast, contest).faults == ()
    assert read_record(write_record(record)) == record
    return record


def two_women_of_three(rule: str, *policy: str) -> Contest:
    return contest_with_ron("ABMR", 3, rule, women="AB", constraints=(WOMEN,), policy=policy)


def applied(record: CountRecord) -> list[Applied]:
    return [one for stage in record.stages for one in stage.applied]


def plain(
    names: str,
    seats: int,
    *constraints: Constraint,
    women: str = "",
    withdrawn: str = "",
    **more: object,
) -> Contest:
    """A contest without an option that is nobody; whoever is not a woman is a man."""
    held = {name: {"gender": "woman" if name in women else "man"} for name in names}
    return Contest(
        "A contest",
        seats,
        tuple(Candidate(CandidateId(n), n, held[n] if constraints else {}) for n in names),
        RuleId("scottish-2011"),
        constraints=constraints,
        lots=tuple(CandidateId(n) for n in names),
        withdrawn=tuple(CandidateId(n) for n in withdrawn),
        **more,
    )


@pytest.mark.parametrize("rule", RULES)
def test_ron_takes_two_of_three_places_and_two_women_are_no_longer_required(rule: str) -> None:
    """RON has 70 of 109 votes, twice the quota: one place is left, and two women are required."""
    record = counted(PAPERS, two_women_of_three(rule, "relax two women"))
    assert applied(record) == [Applied("relax two women", ("two women",))]
    assert record.places_taken[:2] == ("R", "R:2")
    notes = [
        note for note in map(str, write_record(record).decode().split('"')) if "notice" in note
    ]
    assert notes[0] == (
        "With the places that the votes leave vacant, 'two women' cannot be met any more. As the notice "
        "says, 'two women' no longer applies."
    )


@pytest.mark.parametrize("rule", RULES)
def test_ron_takes_two_of_three_places_and_vacant_places_count_towards_the_minimum(
    rule: str,
) -> None:
    record = counted(PAPERS, two_women_of_three(rule, "leave vacant"))
    assert applied(record) == [Applied("leave vacant", ("two women",), 0)]
    assert record.vacant >= 2


@pytest.mark.parametrize("rule", RULES)
def test_ron_takes_two_of_three_places_and_the_notice_has_no_policy(rule: str) -> None:
    with pytest.raises(InfeasibleError) as refused:
        count(PAPERS, two_women_of_three(rule))
    assert refused.value.conflicts == (("two women",),)
    assert "By the votes 2 places stay vacant" in str(refused.value)
    assert "2 are needed, but there is only 1 place left" in str(refused.value)


def test_ron_below_the_quota_does_not_take_what_the_constraints_keep_for_women() -> None:
    cast = papers_of("ABMR", (10, "A"), (9, "B"), (30, "M"), (8, "R"))
    record = counted(cast, two_women_of_three("scottish-2011"))
    assert record.elected == ("M", "A", "B")
    assert "R" in {c for stage in record.stages for c in stage.excluded}


def test_steps_are_taken_in_the_published_order_until_there_is_a_completion() -> None:
    north = Constraint("region", "north", 2, None, "two from the north")
    attributes = {
        "A": {"gender": "woman", "region": "south"},
        "B": {"gender": "man", "region": "north"},
        "C": {"gender": "man", "region": "south"},
    }
    cast = papers_of("ABCR", (5, "A"), (4, "B"), (3, "C"))

    def held(*policy: str) -> Contest:
        return contest_with_ron(
            "ABCR",
            2,
            "scottish-2011",
            constraints=(WOMEN, north),
            policy=policy,
            attributes=attributes,
        )

    both = counted(cast, held("relax two from the north", "relax two women", "leave vacant"))
    assert both.applied == (
        Applied("relax two from the north", ("two women",)),
        Applied("relax two women", ("two women",)),
    )
    assert both.elected == ("A", "B")
    with pytest.raises(InfeasibleError, match=r"'relax two women'.*does not suffice"):
        count(cast, held("relax two women"))


def test_overlapping_minima_leave_the_fewest_places_vacant() -> None:
    """Two women and two from the north of two places: A is both, so one vacant place does for both."""
    north = Constraint("region", "north", 2, None, "two from the north")
    contest = plain("ABC", 2, WOMEN, women="A", if_infeasible=("leave vacant",))
    candidates = (
        Candidate(CandidateId("A"), "A", {"gender": "woman", "region": "north"}),
        *(Candidate(CandidateId(n), n, {"gender": "man", "region": "south"}) for n in "BC"),
    )
    contest = replace(contest, candidates=candidates, constraints=(WOMEN, north))
    record = counted(papers_of("ABC", (1, "A"), (6, "B"), (5, "C")), contest)
    assert record.applied == (Applied("leave vacant", ("two women",), 1),)
    assert (record.elected, record.vacant) == (("A",), 1)


def test_a_vacant_place_counts_towards_no_maximum() -> None:
    """At most one man of three places, and two men stand with one woman."""
    one_man = Constraint("gender", "man", None, 1, "one man at most")
    contest = plain("AMN", 3, one_man, women="A", if_infeasible=("leave vacant",))
    record = counted(papers_of("AMN", (3, "A"), (5, "M"), (4, "N")), contest)
    assert record.applied == (Applied("leave vacant", ("one man at most",), 1),)
    assert set(record.elected) == {"A", "M"}


def test_a_withdrawal_that_makes_a_minimum_unreachable_applies_the_policy() -> None:
    cast = papers_of("ABMN", (9, "A"), (8, "B"), (7, "M"), (6, "N"))
    held = plain("ABMN", 3, WOMEN, women="AB", if_infeasible=("leave vacant",))
    assert counted(cast, held).applied == ()
    struck = counted(cast, replace(held, withdrawn=(CandidateId("A"),)))
    assert struck.applied == (Applied("leave vacant", ("two women",), 1),)
    assert set(struck.elected) == {"B", "M"}
    with pytest.raises(InfeasibleError):
        count(cast, replace(held, withdrawn=(CandidateId("A"),), if_infeasible=()))


def test_a_withdrawal_that_leaves_fewer_candidates_than_places_leaves_places_vacant() -> None:
    cast = papers_of("ABC", (9, "A"), (8, "B"), (7, "C"))
    held = plain("ABC", 3, withdrawn="C", if_infeasible=("leave vacant",))
    for rule in (
        "scottish-2011",
        "ers97",
        "wigm-prf",
        "meek-nz",
        "bottoms-up",
        "sequential-av",
        "ni-1973",
    ):
        record = counted(cast, replace(held, rule=RuleId(rule)))
        assert record.applied == (Applied("leave vacant", (), 1),)
        assert (set(record.elected), record.vacant) == ({"A", "B"}, 1)
    with pytest.raises(ContestError, match="3 seats but only 2 candidates"):
        replace(held, if_infeasible=())


def test_a_record_without_its_step_or_with_another_is_caught() -> None:
    contest = two_women_of_three("scottish-2011", "leave vacant", "relax two women")
    record = count(PAPERS, contest)
    index = next(i for i, stage in enumerate(record.stages) if stage.applied)
    for wrong in (
        (),
        (Applied("relax two women", ("two women",)),),
        (Applied("leave vacant", ("two women",), 1),),
        (Applied("leave vacant", (), 0),),
    ):
        stages = list(record.stages)
        stages[index] = replace(stages[index], applied=wrong)
        assert not check(replace(record, stages=tuple(stages)), PAPERS, contest).ok
    before = replace(record, applied=(Applied("leave vacant", ("two women",), 0),))
    assert not check(before, PAPERS, contest).ok
