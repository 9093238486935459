"""The engine and the check, written apart from each other, agree; and lies of several fields are found."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from counting import (
    Contest,
    CountingError,
    CountRecord,
    InfeasibleError,
    LotNeededError,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.check import check
from counting.errors import RecordError
from counting.record import Action, Decision, Finding, Stage, Tie, TieStep, Transfer
from tests.counting.check_elections import RULES, elections


def counted(ballots: Papers, held: Contest) -> CountRecord:
    """The engine's record; such elections as have none are of no use here."""
    try:
        return count(ballots, held)
    except (InfeasibleError, LotNeededError):
        assume(False)
        raise


def counted_or_none(ballots: Papers, held: Contest) -> CountRecord | None:
    """The engine's record, or None where the rule cannot count such a contest."""
    try:
        return count(ballots, held)
    except CountingError:
        return None


@settings(max_examples=400, deadline=None)
@given(elections())
def test_the_check_passes_every_record_of_the_engine(election: tuple[Papers, Contest]) -> None:
    ballots, held = election
    record = counted(ballots, held)
    assert check(record, ballots, held).faults == ()
    assert check(read_record(write_record(record)), ballots).ok


@settings(max_examples=150, deadline=None)
@given(elections(), elections())
def test_a_record_of_other_papers_or_another_contest_fails(
    one: tuple[Papers, Contest], other: tuple[Papers, Contest]
) -> None:
    assume(one != other)
    record = counted(*one)
    assert not check(record, *other).ok


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(RULES))
def test_a_record_that_calls_itself_by_another_rule_fails(
    election: tuple[Papers, Contest], rule: str
) -> None:
    ballots, held = election
    record = counted(ballots, held)
    assume(rule != held.rule)
    renamed = replace(record, contest=replace(held, rule=RuleId(rule)))
    assert not check(renamed, ballots, held).ok
    # Without the frozen contest it passes only where the other rule gives the same record.
    assert check(renamed, ballots).ok == (renamed == counted_or_none(ballots, renamed.contest))


@settings(max_examples=150, deadline=None)
@given(elections())
def test_votes_moved_from_one_candidate_to_another_are_found_at_their_stage(
    election: tuple[Papers, Contest],
) -> None:
    ballots, held = election
    record = counted(ballots, held)
    assume(len(held.standing) > 1)
    giver, taker = held.standing[0].id, held.standing[-1].id
    for place, stage in enumerate(record.stages):
        if stage.batches:  # a record whose stage does not end as its last batch does is none at all
            continue
        tallies = dict(stage.tallies)
        tallies[giver] -= 1
        tallies[taker] += 1
        forged = replace(
            record,
            stages=(
                *record.stages[:place],
                replace(stage, tallies=tallies),
                *record.stages[place + 1 :],
            ),
        )
        report = check(forged, ballots, held)
        assert {fault.stage for fault in report.faults} == {stage.number}


IDS = st.sampled_from([str(k) for k in range(9)])
MANY = st.lists(IDS, max_size=3).map(tuple)
WORDS = st.sampled_from(["quota", "lowest", "doomed", "largest-surplus", "47(1)", ""])
VOTES = st.fractions(-5, 50, max_denominator=100_000)
ACTS = st.builds(
    Action,
    st.sampled_from(["first-preferences", "surplus", "exclusion", "last-vacancies"]),
    MANY,
    st.one_of(st.none(), VOTES),
)
DECISIONS = st.builds(
    Decision, st.sampled_from(["elect", "exclude", "transfer"]), MANY, WORDS, WORDS, MANY
)
TIES = st.builds(
    Tie,
    st.sampled_from(["election", "surplus", "exclusion"]),
    MANY,
    VOTES,
    IDS,
    st.sampled_from(["prior-stage", "earliest-stage", "lot"]),
    st.lists(st.builds(TieStep, st.integers(-1, 9), MANY), max_size=2).map(tuple),
    WORDS,
)
TRANSFERS = st.builds(Transfer, IDS, st.one_of(st.none(), IDS), st.integers(-1, 99), VOTES, VOTES)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(["guarded", "doomed"]),
    MANY,
    st.lists(WORDS, max_size=2).map(tuple),
)


@st.composite
def nonsense(draw: st.DrawFn, record: CountRecord) -> CountRecord:
    """A well-formed record whose stages, or some of them, are anything at all."""
    stages = []
    for stage in draw(st.lists(st.sampled_from(record.stages), min_size=1, max_size=4)):
        changed: dict[str, object] = {}
        for name, values in (
            ("number", st.integers(-1, 9)),
            ("action", ACTS),
            ("quota", VOTES),
            ("decisions", st.lists(DECISIONS, max_size=2).map(tuple)),
            ("ties", st.lists(TIES, max_size=2).map(tuple)),
            ("transfers", st.lists(TRANSFERS, max_size=2).map(tuple)),
            ("findings", st.lists(FINDINGS, max_size=2).map(tuple)),
        ):
            if draw(st.booleans()):
                changed[name] = draw(values)
        stages.append(_with(stage, changed))
    version = draw(st.integers(0, 2))
    try:
        return replace(record, stages=tuple(stages), rule_version=version)
    except RecordError:
        reject()  # no record can say this: it never comes to the check


def _with(stage: Stage, changed: dict[str, object]) -> Stage:
    return replace(stage, **changed)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(elections(), st.data())
def test_nonsense_is_reported_and_never_raises(
    election: tuple[Papers, Contest], data: st.DataObject
) -> None:
    record = counted(*election)
    wrong = data.draw(nonsense(record))
    for report in (check(wrong, election[0]), check(wrong, *election)):
        assert report.ok == (wrong == record)
        assert all(fault.what.strip() and str(fault) for fault in report.faults)
