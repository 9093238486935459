"""What holds of every count under every rule, whatever the papers. The rules are discovered."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    CandidateId,
    Contest,
    LotNeededError,
    count,
    read_record,
    write_record,
)
from counting.check import check
from counting.marks import Marks
from counting.papers import PapersBuilder
from counting.record import Stage
from counting.rule import Rule
from counting.rules import rule_ids
from tests.counting.elections import Election
from tests.counting.every_rule import (
    CONSTRAINED,
    EXACT,
    RULES,
    any_election_of,
    counted,
    elections_of,
    every_constrained_rule,
    every_rule,
    shapes,
)

PILES_MOVE = ("surplus", "exclusion", "last-vacancies")  # not where all papers are counted afresh


@every_rule
@given(data=st.data())
@settings(max_examples=25)
def test_every_stage_accounts_for_every_valid_paper(rule: Rule, data: st.DataObject) -> None:
    election = data.draw(any_election_of(rule))
    record = counted(election.papers, election.contest)
    struck = {int(c) for c in election.contest.withdrawn}
    read = [*election.rankings, *((rule.irregular.reading(m), n) for m, n in election.irregular)]
    effective = sum(papers for ranking, papers in read if set(ranking) - struck)
    blank = sum(papers for ranking, papers in read if not ranking)
    emptied = sum(papers for ranking, papers in read if ranking and not set(ranking) - struck)
    said = record.papers
    assert (said.valid, said.invalid) == (effective, blank)
    assert said.no_effective_preference == emptied
    for stage in record.stages:
        for point in (*stage.batches, stage):
            votes = sum(point.tallies.values(), Fraction(0))
            assert votes + point.non_transferable + point.rounding == effective
            assert min(point.tallies.values()) >= 0
            assert point.non_transferable >= 0
            assert point.rounding >= 0
        assert all(0 <= keep <= 1 for keep in stage.keep.values())


@every_rule
@given(data=st.data())
@settings(max_examples=25)
def test_every_vote_that_a_candidate_gains_or_gives_up_is_in_a_transfer(
    rule: Rule, data: st.DataObject
) -> None:
    election = data.draw(any_election_of(rule))
    record = counted(election.papers, election.contest)
    for before, stage in zip(record.stages, record.stages[1:], strict=False):
        if stage.action.type in PILES_MOVE:
            require_moved_by_transfers(before, stage)


def require_moved_by_transfers(before: Stage, stage: Stage) -> None:
    sources = {transfer.source for transfer in stage.transfers}
    given_up = Fraction(0)
    for candidate, votes in stage.tallies.items():
        gained = sum((t.votes for t in stage.transfers if t.target == candidate), Fraction(0))
        if candidate in sources:
            given_up += before.tallies[candidate] + gained - votes
        elif candidate not in stage.action.candidates:
            assert votes == before.tallies[candidate] + gained
    assert sum((t.votes for t in stage.transfers), Fraction(0)) <= given_up
    for transfer in stage.transfers:
        assert transfer.votes == transfer.papers * transfer.value
        assert transfer.papers > 0
        assert 0 <= transfer.value <= 1  # no paper is ever worth more than one vote, or owes any


@every_rule
@given(data=st.data())
@settings(max_examples=25)
def test_every_seat_is_filled_once_and_by_somebody_who_stands(
    rule: Rule, data: st.DataObject
) -> None:
    election = data.draw(any_election_of(rule))
    record = counted(election.papers, election.contest)
    assert len(record.elected) == len(set(record.elected)) == election.contest.seats
    assert not set(record.elected) & set(election.contest.withdrawn)


@every_constrained_rule
@given(data=st.data())
@settings(max_examples=40)
def test_those_elected_meet_every_constraint(rule: Rule, data: st.DataObject) -> None:
    election = data.draw(elections_of(rule, constrained=True))
    record = counted(election.papers, election.contest)
    for constraint in election.contest.constraints:
        holders = sum(
            candidate.attributes.get(constraint.attribute) == constraint.value
            for candidate in election.contest.candidates
            if candidate.id in record.elected
        )
        assert constraint.minimum is None or holders >= constraint.minimum
        assert constraint.maximum is None or holders <= constraint.maximum


@every_rule
@given(data=st.data())
@settings(max_examples=20)
def test_the_order_and_grouping_of_papers_change_nothing(rule: Rule, data: st.DataObject) -> None:
    election = data.draw(any_election_of(rule))
    record = counted(election.papers, election.contest)
    single: list[tuple[tuple[int, ...] | None, Marks]] = []
    single += [(ranking, ()) for ranking, papers in election.rankings for _ in range(papers)]
    single += [(None, marks) for marks, papers in election.irregular for _ in range(papers)]
    gathering = PapersBuilder(len(election.contest.candidates))
    for ranking, marks in data.draw(st.permutations(single)):
        if ranking is None:
            gathering.add_marks(marks, 1)
        else:
            gathering.add_one(ranking, 1)
    again = count(gathering.papers(), election.contest)
    assert write_record(again) == write_record(record)


@every_rule
@given(data=st.data())
@settings(max_examples=25)
def test_relabelling_the_candidates_changes_names_only(rule: Rule, data: st.DataObject) -> None:
    """Other ids, other places on the ballot paper; the lots are the same candidates in the same order."""
    election = data.draw(any_election_of(rule))
    record = counted(election.papers, election.contest)
    order = data.draw(st.permutations(range(len(election.contest.candidates))))
    names = {c.id: f"new {c.id}" for c in election.contest.candidates}
    moved = relabelled(election, order, names)
    again = count(moved.papers, moved.contest)
    assert shapes(again) == shapes(record, names)
    assert [names[c] for c in record.elected] == list(again.elected)


def relabelled(election: Election, order: list[int], names: dict[CandidateId, str]) -> Election:
    """The same election with the candidates in another order on the ballot paper, and renamed."""
    held = election.contest
    ids = {old: CandidateId(new) for old, new in names.items()}
    number = {old + 1: new + 1 for new, old in enumerate(order)}
    contest: Contest = replace(
        held,
        candidates=tuple(replace(held.candidates[i], id=ids[held.candidates[i].id]) for i in order),
        lots=tuple(ids[c] for c in held.lots),
        withdrawn=tuple(ids[c] for c in held.withdrawn),
    )
    rankings = tuple((tuple(number[n] for n in ranking), m) for ranking, m in election.rankings)
    irregular = tuple(
        (tuple((rank, tuple(sorted(number[n] for n in marked))) for rank, marked in marks), m)
        for marks, m in election.irregular
    )
    return Election(rankings, contest, irregular)


@every_rule
@given(data=st.data())
@settings(max_examples=25)
def test_a_record_reads_back_as_itself_byte_for_byte(rule: Rule, data: st.DataObject) -> None:
    election = data.draw(any_election_of(rule))
    record = counted(election.papers, election.contest)
    written = write_record(record)
    assert read_record(written) == record
    assert write_record(read_record(written)) == written


@every_rule
@given(data=st.data())
@settings(max_examples=40)
def test_the_check_agrees_with_the_engine(rule: Rule, data: st.DataObject) -> None:
    """With as many ties as few papers give, irregular and blank papers, withdrawals, lots or none."""
    election = data.draw(any_election_of(rule))
    contest, papers = election.contest, election.papers
    record = counted(papers, contest)
    assert check(record, papers, contest).faults == ()
    assert check(read_record(write_record(record)), papers).ok
    without_lots = replace(contest, lots=())
    try:
        plain = count(papers, without_lots)
    except LotNeededError:
        # The lots decided: the record without them is refused as one that nothing supports.
        assert not check(replace(record, contest=without_lots), papers, without_lots).ok
        return
    assert check(plain, papers, without_lots).faults == ()


def test_the_rules_that_these_tests_run_over_are_those_that_can_be_counted() -> None:
    assert {rule.id for rule in RULES} == set(rule_ids()) >= {"scottish-2011", "ers97", "av"}
    assert {rule.id for rule in CONSTRAINED} >= {"scottish-2011", "ers97"}
    assert {rule.id for rule in EXACT} == {"wigm-exact", "wigm-exact-droop"}
