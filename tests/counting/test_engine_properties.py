"""What holds of every count, whatever the papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from counting import (
    CandidateId,
    Contest,
    CountRecord,
    InfeasibleError,
    Papers,
    count,
    read_record,
    write_record,
)
from tests.counting.elections import Election, elections

ROUNDS = ("wigm-prf", "meek-prf", "meek-nz", "minneapolis-167", "sequential-av", "bottoms-up")


def any_election() -> st.SearchStrategy[Election]:
    gregory = elections(constrained=True, withdrawn=True)
    rounds = elections(rules=ROUNDS, withdrawn=True)
    return st.one_of(gregory, rounds, elections(rules=("av",), withdrawn=True, most_seats=1))


def counted(election: Election) -> CountRecord:
    try:
        return count(election.papers, election.contest)
    except InfeasibleError:
        assume(False)
        raise


@given(any_election())
def test_every_stage_accounts_for_every_valid_paper(election: Election) -> None:
    record = counted(election)
    struck = {int(c) for c in election.contest.withdrawn}
    effective = sum(n for ranking, n in election.rankings if set(ranking) - struck)
    blank = sum(n for ranking, n in election.rankings if not ranking)
    assert record.papers.valid == effective
    assert record.papers.invalid == blank
    for stage in record.stages:
        votes = sum(stage.tallies.values(), Fraction(0))
        assert votes + stage.non_transferable + stage.rounding == effective
        assert min(stage.tallies.values()) >= 0
        assert stage.rounding >= 0


@given(any_election())
def test_every_seat_is_filled_once_and_by_somebody_who_stands(election: Election) -> None:
    record = counted(election)
    assert len(record.elected) == len(set(record.elected)) == election.contest.seats
    assert not set(record.elected) & set(election.contest.withdrawn)


@given(any_election())
def test_those_elected_meet_every_constraint(election: Election) -> None:
    record = counted(election)
    for constraint in election.contest.constraints:
        holders = sum(
            candidate.attributes.get(constraint.attribute) == constraint.value
            for candidate in election.contest.candidates
            if candidate.id in record.elected
        )
        assert constraint.minimum is None or holders >= constraint.minimum
        assert constraint.maximum is None or holders <= constraint.maximum


@given(any_election(), st.randoms(use_true_random=False))
def test_the_order_and_grouping_of_papers_change_nothing(
    election: Election, shuffle: Callable[..., None]
) -> None:
    record = counted(election)
    single = [ranking for ranking, how_many in election.rankings for _ in range(how_many)]
    shuffle.shuffle(single)  # type: ignore[attr-defined]
    again = Papers.from_rankings(
        ((ranking, 1) for ranking in single), len(election.contest.candidates)
    )
    assert write_record(count(again, election.contest)) == write_record(record)


@given(any_election(), st.data())
def test_relabelling_the_candidates_changes_names_only(
    election: Election, data: st.DataObject
) -> None:
    record = counted(election)
    contest = election.contest
    order = data.draw(st.permutations(range(len(contest.candidates))))
    moved = replace(contest, candidates=tuple(contest.candidates[i] for i in order))
    new_number = {old + 1: new + 1 for new, old in enumerate(order)}
    rankings = [(tuple(new_number[n] for n in ranking), m) for ranking, m in election.rankings]
    again = count(Papers.from_rankings(rankings, len(order)), moved)
    assert [stage.tallies for stage in again.stages] == [stage.tallies for stage in record.stages]
    assert again.elected == record.elected
    assert [set(s.excluded) for s in again.stages] == [set(s.excluded) for s in record.stages]
    assert [[t.chosen for t in s.ties] for s in again.stages] == [
        [t.chosen for t in s.ties] for s in record.stages
    ]


@given(any_election())
def test_a_record_reads_back_as_itself(election: Election) -> None:
    record = counted(election)
    written = write_record(record)
    assert read_record(written) == record
    assert write_record(read_record(written)) == written


@given(st.one_of(elections(constrained=True, loosely=True), elections(constrained=True)))
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_where_nobody_is_ever_guarded_or_doomed_the_count_is_the_unconstrained_one(
    election: Election,
) -> None:
    record = counted(election)
    assume(not record.before and not any(stage.findings for stage in record.stages))
    assume(not any(d.reason == "only-completion" for s in record.stages for d in s.decisions))
    bare = count(election.papers, replace(election.contest, constraints=()))
    assert bare.stages == record.stages


@given(elections(most_seats=3, withdrawn=True))
def test_a_solid_coalition_is_represented_in_proportion(election: Election) -> None:
    """Under the exact rules k quotas of papers ranking the same set first elect k of them (Droop)."""
    contest = election.contest
    assume(contest.rule.startswith("wigm-exact"))
    record = counted(election)
    quota = record.quota
    standing = {int(c.id) for c in contest.standing}
    strict = contest.rule == "wigm-exact"
    for coalition in _subsets(standing):
        papers = sum(n for ranking, n in election.rankings if _solid(ranking, coalition, standing))
        quotas = 0
        while (papers > (quotas + 1) * quota) if strict else (papers >= (quotas + 1) * quota):
            quotas += 1
        wanted = min(quotas, len(coalition), contest.seats)
        assert sum(int(c) in coalition for c in record.elected) >= wanted


def _solid(ranking: tuple[int, ...], coalition: set[int], standing: set[int]) -> bool:
    named = [n for n in ranking if n in standing]
    return set(named[: len(coalition)]) == coalition


def _subsets(standing: set[int]) -> list[set[int]]:
    members = sorted(standing)
    return [
        {m for i, m in enumerate(members) if mask >> i & 1} for mask in range(1, 1 << len(members))
    ]


@given(elections(most_papers=8))
def test_a_candidate_nobody_ranks_changes_nothing_for_the_others(election: Election) -> None:
    contest = election.contest
    extra = replace(contest.candidates[0], id=CandidateId("new"), name="Nobody's choice")
    # The newcomer is first of any tie at the bottom, so the others' ties are as they were.
    wider: Contest = replace(
        contest,
        candidates=(*contest.candidates, extra),
        lots=(CandidateId("new"), *contest.lots),
    )
    try:
        record = count(election.papers, contest)
    except InfeasibleError:
        assume(False)
    assume(contest.seats < len(contest.candidates))
    # Elected by votes at a quota, not because places were left over.
    assume(all(d.reason != "last-vacancies" for s in record.stages for d in s.decisions))
    again = count(Papers.from_rankings(election.rankings, len(wider.candidates)), wider)
    assert set(again.elected) == set(record.elected)
