"""Bugs that other counters have had with ties: readings, floating point, halves, and what is logged.

Each test says whose bug it is about. Beside the right answer stands the wrong one, got by a few lines of
the wrong arithmetic, so that the input is known to tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import CountRecord, LotNeededError, count
from counting.parts.ties import earliest_first, most_recent_first
from counting.record import Stage
from counting.rule import Rule
from counting.rules import all_rules
from tests.counting.every_rule import any_election_of, counted, every_rule
from tests.counting.letters import Written, lettered

Votes = Mapping[str, int]

# One place. F and G, who has few votes that matter here, are excluded first and move C, D and E to 33
# each. Votes of those three after stages 1, 2 and 3, by hand:
LATEST_LEVEL: Written = [
    *(("A", 60), ("C", 30), ("D", 29), ("E", 28), ("FA", 15), ("FD", 1), ("FE", 3)),
    *(("GA", 18), ("GC", 1), ("GD", 1)),
]
LATEST_LEVEL_VOTES = [
    {"C": 30, "D": 29, "E": 28},
    {"C": 30, "D": 30, "E": 31},
    {"C": 31, "D": 31, "E": 31},
]
EARLIEST_LEVEL: Written = [
    *(("A", 60), ("C", 30), ("D", 30), ("E", 31), ("FA", 15), ("FC", 3), ("FD", 2)),
    *(("GA", 18), ("GD", 1), ("GE", 2)),
]
EARLIEST_LEVEL_VOTES = [
    {"C": 30, "D": 30, "E": 31},
    {"C": 33, "D": 32, "E": 31},
    {"C": 33, "D": 33, "E": 33},
]


def lookback(rule: Rule) -> object:
    """In which order a rule looks at earlier stages; a count for each place has that of the place."""
    ties = getattr(rule, "ties", None) or getattr(getattr(rule, "each", None), "ties", None)
    return getattr(ties, "lookback", None)


RECENT = [rule for rule in all_rules() if lookback(rule) is most_recent_first]
EARLY = [rule for rule in all_rules() if lookback(rule) is earliest_first]


def only_where_all_differ(stages: Sequence[Votes]) -> str | None:
    """The wrong reading: a stage settles a tie of several only if no two of them are equal there."""
    for votes in stages:
        if len(set(votes.values())) == len(votes):
            return min(votes, key=lambda c: votes[c])
    return None


def one_stage_only(votes: Votes) -> set[str]:
    """Another: one stage is looked at, and among those who are lowest there it is left to chance."""
    return {c for c in votes if votes[c] == min(votes.values())}


def require_d_goes(record: CountRecord, by_hand: list[dict[str, int]]) -> None:
    seen = [{c: stage.tallies[c] for c in "CDE"} for stage in record.stages[:3]]
    assert seen == by_hand
    ties = [tie for stage in record.stages for tie in stage.ties]
    tie = next(tie for tie in ties if set(tie.candidates) == {"C", "D", "E"})
    assert (tie.chosen, tie.by == "lot") == ("D", False)
    assert [set(step.candidates) for step in tie.steps] == [{"C", "D"}, {"D"}]


@pytest.mark.parametrize("rule", RECENT, ids=lambda rule: rule.id)
def test_droop_and_openstv_read_ties_of_three_differently_looking_back(rule: Rule) -> None:
    """'The most recent stage at which they were unequal': at which *any* were, and so on among the rest."""
    assert only_where_all_differ(LATEST_LEVEL_VOTES[1::-1]) == "E"
    assert one_stage_only(LATEST_LEVEL_VOTES[1]) == {"C", "D"}
    record = count(*lettered(LATEST_LEVEL, 1, rule.id, lots="CEDAFG"))
    require_d_goes(record, LATEST_LEVEL_VOTES)


@pytest.mark.parametrize("rule", EARLY, ids=lambda rule: rule.id)
def test_droop_and_openstv_read_ties_of_three_differently_looking_forward(rule: Rule) -> None:
    """The same where the earliest difference decides."""
    assert only_where_all_differ(EARLIEST_LEVEL_VOTES[:2]) == "E"
    assert one_stage_only(EARLIEST_LEVEL_VOTES[0]) == {"C", "D"}
    record = count(*lettered(EARLIEST_LEVEL, 1, rule.id, lots="CEDAFG"))
    require_d_goes(record, EARLIEST_LEVEL_VOTES)


def test_every_rule_looks_one_way_or_the_other_or_to_the_lots() -> None:
    assert len(RECENT) >= 4
    assert len(EARLY) >= 4


def whole_quotas() -> list[Rule]:
    """Rules that cut nothing, with the whole-number quota: there A5 and B1 are left with 8 each."""
    return [
        rule
        for rule in all_rules()
        if rule.decimals.votes is None and rule.decimals.quota == 0 and rule.most_seats is None
    ]


FIFTY_TWO: Written = [("ABCDE", 52), ("X", 8)]


@pytest.mark.parametrize("rule", whole_quotas(), ids=lambda rule: rule.id)
def test_votekit_missed_an_exact_tie_of_8_to_8_through_floating_point(rule: Rule) -> None:
    """VoteKit, issue 311: 52 × A1>…>A5, 8 × B1, five seats, quota 11. In floats A5 has more than 8."""
    weight = 1.0
    for _ in range(4):
        weight *= (52 * weight - 11) / (52 * weight)
    assert 52 * weight != 8.0
    record = count(*lettered(FIFTY_TWO, 5, rule.id))
    last = record.stages[-1]
    assert (last.tallies["E"], last.tallies["X"]) == (8, 8)
    [tie] = last.ties
    # Before the last surplus E had nothing: excluded, where 8.000000000000002 would have been elected.
    assert (set(tie.candidates), tie.votes, tie.chosen) == ({"E", "X"}, 8, "E")
    assert record.elected == ("A", "B", "C", "D", "X")


def test_what_a_rule_cuts_is_cut_and_no_floating_point_tie_is_made_of_it() -> None:
    """The same papers to five decimals, in whole numbers of 10^-5 votes, as SSI 2007/42, 48(3) has it."""
    value, quota, unit = 10**5, 11 * 10**5, 10**5
    for _ in range(4):
        total = 52 * value
        value = (total - quota) * value // total
    for rule in ("scottish-2007", "scottish-2011"):
        last = count(*lettered(FIFTY_TWO, 5, rule)).stages[-1]
        assert last.tallies["E"] == Fraction(52 * value, unit) < 8
        assert last.ties == ()  # below 8 by what was cut: the lowest alone, and no tie


TINY: Written = [("ABC", 1), ("BAD", 1), ("ACDB", 1), ("BCA", 1)]


@every_rule
def test_tiny_electorates_two_exactly_on_half_are_a_tie_and_no_majority(rule: Rule) -> None:
    """Counters that take half for a majority elect A at once; pyrankvote lets later preferences decide."""
    first = [sum(n for ranking, n in TINY if ranking[0] == c) for c in "AB"]
    assert [votes >= 4 / 2 for votes in first] == [True, True]  # two 'majorities' for one place
    found = set()
    for lots in ("CDAB", "CDBA"):
        record = count(*lettered(TINY, 1, rule.id, lots=lots))
        assert record.stages[0].tallies == {"A": 2, "B": 2, "C": 0, "D": 0}
        if (
            rule.id != "meek-nz"
        ):  # SR 2001/145, Schedule 1A, 26 and 34(b): there half is enough, and a tie
            assert record.stages[0].elected == ()
        assert any(
            set(tie.candidates) == {"A", "B"} and tie.by == "lot"
            for stage in record.stages
            for tie in stage.ties
        )
        found.add(record.elected)
    assert found == {("A",), ("B",)}
    if rule.id == "meek-nz":  # 41 to 48: its own numbers take the place of lots
        stages = count(*lettered(TINY, 1, rule.id)).stages
        assert {tie.by for stage in stages for tie in stage.ties} == {"pseudo-random"}
        return
    with pytest.raises(LotNeededError):
        count(*lettered(TINY, 1, rule.id))


@every_rule
@given(data=st.data())
@settings(max_examples=60)
def test_the_tie_that_votekit_logged_was_drawn_again_and_not_the_one_it_used(
    rule: Rule, data: st.DataObject
) -> None:
    """VoteKit, issue 258, logged another draw; BetterVoting, issue 1507, logs ties that were none.

    Whoever is chosen in a tie is acted on at that stage; the lot chooses by the lots given; and who is
    excluded with votes equal to others' was chosen in a tie that is there.
    """
    election = data.draw(any_election_of(rule))
    record = counted(election.papers, election.contest)
    for before, stage in zip([None, *record.stages], record.stages, strict=False):
        for tie in stage.ties:
            acted = {
                "exclusion": stage.excluded,
                "surplus": stage.action.candidates,
                "election": stage.elected,
            }[tie.kind]
            assert tie.chosen in acted
            left = tie.steps[-1].candidates if tie.steps else tie.candidates
            if tie.by == "lot":
                assert tie.chosen == min(left, key=election.contest.lots.index)
            else:
                assert left == (tie.chosen,)
        require_ties_are_logged(record, before, stage)


def require_ties_are_logged(record: CountRecord, before: Stage | None, stage: Stage) -> None:
    for decision in stage.decisions:
        if decision.reason != "lowest" or len(decision.candidates) != 1 or before is None:
            continue
        [lowest] = decision.candidates
        votes = before.tallies[lowest]
        still = set(record.continuing(before.number)) - set(decision.passed_over)
        equal = {c for c in still if before.tallies[c] == votes}
        logged = {c for tie in stage.ties if tie.kind == "exclusion" for c in tie.candidates}
        assert logged == (equal if len(equal) > 1 else set())
