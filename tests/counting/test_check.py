"""What the check says of a record, in words, when all is well and when it is not."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from counting import (
    CandidateId,
    Constraint,
    Contest,
    CountRecord,
    RuleId,
    count,
)
from counting.check import CheckReport, Fault, check
from counting.check.rulebook import RULEBOOK
from counting.check.ties import LotMissing, TieBreak
from counting.record import Decimals, PapersSummary, TieStep
from counting.record_batches import LastBatch
from tests.counting.check_elections import contest, hill, papers

BALLOTS = papers(4, ((1, 2), 12), ((2, 1), 6), ((3, 4), 5), ((4, 3), 3), ((), 1))
HELD = contest("scottish-2011", 2, 4)


def whats(report: CheckReport, stage: int | None) -> list[str]:
    return [fault.what for fault in report.faults if fault.stage == stage]


def with_stage(record: CountRecord, number: int, **changed: object) -> CountRecord:
    """The record with some fields of one stage changed."""
    stages = list(record.stages)
    stages[number - 1] = replace(stages[number - 1], **changed)  # type: ignore[arg-type]
    return replace(record, stages=tuple(stages))


@pytest.fixture
def record() -> CountRecord:
    return count(BALLOTS, HELD)


def test_a_sound_record_is_reported_with_what_was_compared(record: CountRecord) -> None:
    report = check(record, BALLOTS, HELD)
    assert report.ok and report.faults == ()
    assert (
        report.checks[0] == "The contest in the record is compared with the contest that was held."
    )
    assert report.checks[-1].startswith(f"Stages 1 to {len(record.stages)}:")
    assert not any("not looked at" in line for line in report.checks)


def test_a_wrong_tally_is_told_with_both_figures_and_later_stages_are_left(
    record: CountRecord,
) -> None:
    # 26 valid papers, 2 seats: quota 9. Name 1 has 12: surplus 3, all to Name 2: 6 + 12 x 0.25 = 9.
    tallies = dict(record.stages[1].tallies)
    assert tallies[CandidateId("2")] == 9
    tallies[CandidateId("2")] -= 1
    tallies[CandidateId("3")] += 1
    report = check(with_stage(record, 2, tallies=tallies), BALLOTS)
    assert report.faults == (
        Fault(2, "the record gives the votes of Name 2 (2) as 8.00000; the papers give 9.00000."),
        Fault(2, "the record gives the votes of Name 3 (3) as 6.00000; the papers give 5.00000."),
    )
    assert str(report.faults[0]).startswith("Stage 2: the record gives")


def test_the_report_says_which_stages_were_not_looked_at() -> None:
    ballots = papers(4, ((1,), 4), ((2, 1), 3), ((3, 2), 2), ((4, 3), 1))
    held = contest("av", 1, 4)
    honest = count(ballots, held)
    assert len(honest.stages) == 3
    report = check(with_stage(honest, 2, quota=Fraction(7)), ballots)
    assert whats(report, 2) == ["the record gives the quota as 7; the papers give 6."]
    assert report.checks[-1] == "Stage 3 was not looked at: it rests on what is wrong."


def test_excluding_somebody_else_than_the_lowest_is_told_with_the_reason() -> None:
    ballots = papers(3, ((1, 2), 4), ((2,), 3), ((3, 2), 2))
    held = contest("av", 1, 3)
    honest = count(ballots, held)
    action = replace(honest.stages[1].action, candidates=(CandidateId("2"),))
    report = check(with_stage(honest, 2, action=action), ballots)
    assert whats(report, 2) == [
        "the record opens with exclusion of Name 2 (2); due is exclusion of Name 3 (3), because "
        "of those continuing and not guarded, Name 3 (3) has the fewest votes: 2."
    ]


def test_a_record_that_stops_early_or_goes_on_is_told_so(record: CountRecord) -> None:
    short = replace(record, stages=record.stages[:-1])
    [what] = whats(check(short, BALLOTS), len(record.stages))
    assert what.startswith("the record ends before it, though places are left;")
    long = replace(record, stages=(*record.stages, record.stages[-1]))
    assert whats(check(long, BALLOTS), len(record.stages) + 1) == [
        "the record goes on, though all places are filled at the stage before."
    ]


def test_a_record_of_another_contest_is_compared_no_further(record: CountRecord) -> None:
    report = check(record, BALLOTS, replace(HELD, seats=3))
    assert whats(report, None) == [
        "The record's number of seats is 2; the contest's is 3.",
        "The record is of another contest, which can have another count.",
    ]


def test_a_name_changed_in_the_record_is_told_and_the_count_is_still_checked(
    record: CountRecord,
) -> None:
    first, *rest = HELD.candidates
    held = replace(HELD, candidates=(replace(first, name="Ann"), *rest))
    report = check(record, BALLOTS, held)
    assert whats(report, None) == [
        "candidate 1: the record has 'Name 1' (1) with no attributes; "
        "the contest has 'Ann' (1) with no attributes."
    ]
    assert any(line.startswith("Stages 1 to") for line in report.checks)


def test_other_papers_are_told_by_their_digest(record: CountRecord) -> None:
    more = papers(4, ((1, 2), 12), ((2, 1), 6), ((3, 4), 5), ((4, 3), 3), ((), 2))
    found = whats(check(record, more), None)
    assert found[0] == "The record gives as number of invalid (blank) papers 1; it is 2."
    assert found[1].startswith("The record gives as digest of the papers sha256:")


def test_papers_of_another_number_of_candidates_are_not_counted(record: CountRecord) -> None:
    [what] = whats(check(record, papers(5, ((5,), 1))), None)
    assert what == "The papers are of 5 candidates; the contest has 4."


def test_an_unknown_rule_is_told(record: CountRecord) -> None:
    strange = replace(record, contest=replace(HELD, rule=RuleId("borda")))
    [what] = whats(check(strange, BALLOTS), None)
    assert what.startswith("The check knows no rule 'borda'; it knows av, ")


def test_an_alternative_vote_for_two_places_is_told(record: CountRecord) -> None:
    strange = replace(record, contest=replace(HELD, rule=RuleId("av")))
    [what] = whats(check(strange, BALLOTS), None)
    assert what.startswith("Rule av fills one place and takes no constraints;")


def test_a_record_of_a_contest_that_nobody_can_win_is_told() -> None:
    ballots, held = hill()
    record = count(ballots, held)
    impossible = replace(
        held, constraints=(*held.constraints, Constraint("gender", "man", 2, None, "two men"))
    )
    report = check(replace(record, contest=impossible), ballots)
    assert whats(report, None) == [
        "No set of winners meets the constraints; the record has a count all the same."
    ]


def test_a_choice_that_only_a_lot_could_make_needs_the_lot_in_the_record() -> None:
    tied = papers(3, ((1,), 2), ((2,), 1), ((3,), 1))
    held = contest("av", 1, 3, lots=[3, 2, 1])
    hidden = replace(held, lots=())
    record = count(tied, held)
    report = check(replace(record, contest=hidden), tied)
    assert whats(report, 2) == [
        "Name 2 (2), Name 3 (3) are equal throughout (exclusion), "
        "and the contest has no lot to decide."
    ]


def test_a_guarded_candidate_named_with_too_many_constraints_is_told() -> None:
    ballots, held = hill()
    record = count(ballots, held)
    [first, *others] = record.stages[0].findings
    doomed = others[0]
    assert doomed.constraints == ("at least two women",)
    wider = replace(doomed, constraints=tuple(one.label for one in held.constraints))
    report = check(with_stage(record, 1, findings=(first, wider)), ballots)
    assert whats(report, 1) == [
        "finding 2: the record has Name 2 (2) doomed by 'at least two women' and "
        "'at least two black members'; due is Name 2 (2) doomed by 'at least two women'."
    ]


STANDING = tuple(candidate.id for candidate in HELD.standing)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stopped", True),
        ("figures", {"votes_required": Fraction(1)}),
        ("keep", dict.fromkeys(STANDING, Fraction(1))),
        ("last_batch", LastBatch(Fraction(1), 1, 1, Fraction(1), Fraction(0))),
    ],
)
def test_what_only_other_rules_write_does_not_belong_in_a_stage(
    record: CountRecord, name: str, value: object
) -> None:
    report = check(with_stage(record, 1, **{name: value}), BALLOTS)
    assert whats(report, 1) == [f"the record has '{name}', which does not belong in this stage."]


def test_the_check_knows_every_field_of_a_record_and_its_contest() -> None:
    # Whoever adds a field here has to say in `counting.check` what it must be.
    known = {
        CountRecord: "contest rule_version decimals papers before stages applied",
        PapersSummary: "valid invalid no_effective_preference distinct digest irregular ballots",
        Decimals: "votes value quota",
        Contest: "title seats candidates rule constraints lots withdrawn none if_infeasible linked "
        "casting_vote struck",
    }
    for kind, names in known.items():
        assert [field.name for field in fields(kind)] == names.split()


def tie_break(rule: str, lots: tuple[int, ...] = ()) -> TieBreak:
    return TieBreak(RULEBOOK[rule], contest(rule, 1, 4, lots=lots))


def stage_votes(*votes: int) -> dict[CandidateId, Fraction]:
    return {CandidateId(str(k)): Fraction(v) for k, v in enumerate(votes, start=1)}


EQUAL = tuple(CandidateId(k) for k in "1234")


TOLD = [stage_votes(3, 2, 2, 9), stage_votes(5, 5, 5, 5), stage_votes(4, 4, 4, 6)]


def test_a_tie_narrows_at_the_most_recent_stage_at_which_any_differ_and_goes_on_among_the_rest() -> (
    None
):
    # Stage 3 leaves 1, 2 and 3; stage 2 tells nothing; stage 1 leaves 2 and 3; the lot takes 3.
    rule = tie_break("scottish-2011", (4, 3, 2, 1))
    chosen, tie = rule.settle("exclusion", EQUAL, Fraction(7), TOLD)
    assert chosen == "3" and tie is not None
    assert (tie.by, tie.clause) == ("lot", "52(1), 52(2)")
    assert tie.steps == (TieStep(3, EQUAL[:3]), TieStep(1, EQUAL[1:3]))
    with pytest.raises(LotMissing) as missing:
        tie_break("scottish-2011").settle("exclusion", EQUAL, Fraction(7), TOLD)
    assert missing.value.left == EQUAL[1:3]


def test_a_surplus_goes_to_the_one_with_most_at_the_stage_that_tells() -> None:
    chosen, tie = tie_break("scottish-2007").settle("surplus", EQUAL, Fraction(7), TOLD)
    assert chosen == "4" and tie is not None
    assert (tie.by, tie.steps) == ("prior-stage", (TieStep(3, EQUAL[3:]),))


def test_the_alternative_vote_looks_at_the_first_preferences_first() -> None:
    chosen, tie = tie_break("av").settle("exclusion", EQUAL[:2], Fraction(7), TOLD)
    assert chosen == "2" and tie is not None
    assert (tie.by, tie.steps) == ("earliest-stage", (TieStep(1, EQUAL[1:2]),))


def test_nothing_is_a_tie_where_one_candidate_stands_alone() -> None:
    assert tie_break("av").settle("exclusion", EQUAL[:1], Fraction(7), []) == ("1", None)


def test_whoever_is_listed_first_in_the_lots_is_acted_upon() -> None:
    chosen, tie = tie_break("scottish-2011", (4, 3, 2, 1)).settle(
        "surplus", EQUAL[:3], Fraction(7), []
    )
    assert chosen == "3" and tie is not None and tie.by == "lot"
