"""The casting vote between the last two options: worked by hand, and held against a count of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    ContestError,
    CountRecord,
    LotNeededError,
    Papers,
    count,
    read_record,
    write_record,
)
from counting.check import check
from counting.comparing import Counted, Refused, compare
from counting.contest import CandidateId, CastingVote, Contest, NoneOption
from counting.errors import CastingVoteError
from counting.margins import margins
from counting.record import Decision, Tie
from counting.rules import all_rules
from counting.schedule import CASTING_VOTE
from counting.tie_tree import endings, tie_tree
from counting.views.tie_tree import tie_tree_lines
from tests.counting.check_elections import contest, papers
from tests.counting.elections import Election, elections

RULES = ("av", "av-to-two")
CLAUSE = "schedule of the casting vote"


def granted(held: Contest, chosen: str | None = None) -> Contest:
    """The contest where the chair has a casting vote, given for this option or not given."""
    vote = CastingVote("chair", None if chosen is None else CandidateId(chosen))
    return replace(held, casting_vote=vote)


# 1 has 3 votes; 3 is excluded with 1, which goes to 2: 3 and 3. Earlier, 1 had more than 2.
EQUAL = papers(3, ((1,), 3), ((2,), 2), ((3, 2), 1))
THREE = contest("av", 1, 3)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("chosen", ["1", "2"])
def test_the_casting_vote_decides_whatever_the_earlier_stages_were(rule: str, chosen: str) -> None:
    held = replace(granted(THREE, chosen), rule=rule)
    record = count(EQUAL, held)
    assert (record.rule, record.elected, record.vacant) == (f"{rule}+casting-vote", (chosen,), 0)
    last = record.stages[-1]
    assert last.decisions[-1] == Decision("elect", (chosen,), "casting-vote", f"{CLAUSE} 1")
    pair = (CandidateId("1"), CandidateId("2"))
    assert last.ties == (
        Tie("election", pair, Fraction(3), CandidateId(chosen), "casting-vote", (), f"{CLAUSE} 1"),
    )
    assert check(record, EQUAL, held).ok


@pytest.mark.parametrize("rule", RULES)
def test_without_a_casting_vote_no_option_is_chosen_and_no_lot_is_asked_for(rule: str) -> None:
    held = replace(granted(THREE), rule=rule)
    record = count(EQUAL, held)
    assert (record.elected, record.vacant) == ((), 1)
    assert record.left_open == Decision("leave-open", ("1", "2"), "no-casting-vote", f"{CLAUSE} 2")
    assert record.stages[-1].ties == ()
    assert check(record, EQUAL, held).ok
    # 2–2 from the first stage on: by the rule a lot would decide.
    even = papers(2, ((1,), 2), ((2,), 2))
    with pytest.raises(LotNeededError):
        count(even, contest(rule, 1, 2))
    assert count(even, granted(contest(rule, 1, 2))).left_open is not None


def test_two_without_any_votes_are_left_open_and_a_casting_vote_for_one_is_refused() -> None:
    nothing = papers(2, ((), 3))
    record = count(nothing, granted(contest("av", 1, 2)))
    assert record.left_open == Decision("leave-open", ("1", "2"), "no-votes", f"{CLAUSE} 3")
    with pytest.raises(CastingVoteError, match="no two options are left with equal votes"):
        count(nothing, granted(contest("av", 1, 2), "1"))


def test_a_tie_for_exclusion_is_broken_by_the_rule_before_the_casting_vote_is_asked_for() -> None:
    # 2 and 3 are equal for exclusion; the lots take 3, whose vote goes to 2: 2 and 2.
    ballots = papers(3, ((1,), 2), ((2,), 1), ((3, 2), 1))
    with pytest.raises(LotNeededError):
        count(ballots, granted(contest("av", 1, 3), "2"))
    record = count(ballots, granted(contest("av", 1, 3, lots=(3, 1, 2)), "2"))
    assert [tie.by for stage in record.stages for tie in stage.ties] == ["lot", "casting-vote"]
    assert record.elected == ("2",)


@pytest.mark.parametrize(
    ("ballots", "chosen", "says"),
    [
        (EQUAL, "3", "the last two options with equal votes are Name 1 and Name 2"),
        (papers(3, ((1,), 3), ((2,), 1)), "1", "no two options are left with equal votes"),
    ],
)
def test_a_casting_vote_that_settles_nothing_is_refused(
    ballots: Papers, chosen: str, says: str
) -> None:
    with pytest.raises(CastingVoteError, match=says):
        count(ballots, granted(THREE, chosen))


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules() if rule.id not in RULES], ids=str)
def test_every_other_rule_refuses_a_casting_vote(rule: str) -> None:
    held = granted(contest(rule, 1, 3, attributes={1: {"a": "b"}}))
    with pytest.raises(ContestError, match="casting vote"):
        count(EQUAL, held)
    plain = count(EQUAL, replace(THREE, rule=rule, lots=("1", "2", "3")))
    report = check(plain, EQUAL, replace(plain.contest, casting_vote=CastingVote("chair")))
    assert any("takes no casting vote" in fault.what for fault in report.faults)


def test_contests_that_cannot_have_one_are_refused() -> None:
    with pytest.raises(ContestError, match="has a holder"):
        replace(THREE, casting_vote=CastingVote(" "))
    for chosen in ("4", "3"):
        with pytest.raises(ContestError, match="no option that stands"):
            replace(granted(THREE, chosen), withdrawn=("3",))
    with pytest.raises(ContestError, match="1 seat"):
        count(EQUAL, replace(granted(THREE), seats=2))
    with pytest.raises(ContestError, match="re-open nominations"):
        count(EQUAL, replace(granted(THREE), none=NoneOption(CandidateId("3"), "ron")))
    neither = replace(granted(THREE, "2"), none=NoneOption(CandidateId("2"), "neither"))
    assert count(EQUAL, neither).elected == ("2",)


def run_off(election: Election) -> tuple[str, ...] | None:
    """Who is left at the end with equal votes, by counting every paper afresh; None: one is elected.

    Written for the test: of equally few, the lots take the first among those whom the earlier
    rounds leave.
    """
    left = [c.id for c in election.contest.standing]
    rounds: list[dict[str, int]] = []
    while True:
        votes = dict.fromkeys(left, 0)
        for ranking, number in election.rankings:
            first = next((str(n) for n in ranking if str(n) in left), None)
            if first is not None:
                votes[first] += number
        if len(left) == 1 or max(votes.values()) * 2 > sum(votes.values()):
            return None
        if len(left) == 2:
            return tuple(left)
        lowest = [c for c in left if votes[c] == min(votes.values())]
        for earlier in rounds:
            fewest = min(earlier[c] for c in lowest)
            lowest = [c for c in lowest if earlier[c] == fewest]
        rounds.append(votes)
        left.remove(next(c for c in election.contest.lots if c in lowest))


def few_votes() -> st.SearchStrategy[Election]:
    """Elections of which many end with two equal."""
    return elections(rules=("av",), most_seats=1, withdrawn=True, most_papers=6)


@settings(max_examples=250, deadline=None)
@given(few_votes())
def test_the_last_two_are_those_of_a_count_by_hand_and_the_check_agrees(election: Election) -> None:
    silent = granted(election.contest)
    pair = run_off(election)
    record = count(election.papers, silent)
    assert check(record, election.papers, silent).faults == ()
    assert read_record(write_record(record)) == record
    bare = count(election.papers, election.contest)
    assert record.stages[:-1] == bare.stages[:-1]
    assert record.stages[-1].tallies == bare.stages[-1].tallies
    if pair is None:
        assert record.elected == bare.elected
    else:
        assert record.left_open is not None and record.left_open.candidates == pair
    voted = sum(record.stages[-1].tallies.values()) > 0
    for candidate in election.contest.standing:
        given_for = granted(election.contest, candidate.id)
        if pair is not None and voted and candidate.id in pair:
            settled = count(election.papers, given_for)
            assert settled.elected == (candidate.id,)
            assert check(settled, election.papers, given_for).faults == ()
            assert read_record(write_record(settled)) == settled
        else:
            with pytest.raises(CastingVoteError):
                count(election.papers, given_for)
            idle = check(replace(record, contest=given_for), election.papers, given_for)
            assert any("settles nothing" in fault.what for fault in idle.faults)


def wrong_records() -> Iterator[tuple[str, CountRecord, Contest]]:
    """Records of other outcomes of the final tie than the contest calls for."""
    silent, first, second = granted(THREE), granted(THREE, "1"), granted(THREE, "2")
    for name, made, held in (
        ("silence taken for a vote", first, silent),
        ("a vote taken for silence", silent, first),
        ("the other vote", second, first),
        ("the rule's own tie-break", THREE, silent),
        ("a vote where none is granted", first, THREE),
        ("silence where none is granted", silent, THREE),
    ):
        record = count(EQUAL, made)
        yield f"{name}, as it is", record, held
        yield f"{name}, under the other contest", replace(record, contest=held), held


@pytest.mark.parametrize(
    ("record", "held"),
    [pytest.param(record, held, id=name) for name, record, held in wrong_records()],
)
def test_the_check_catches_another_outcome_of_the_final_tie(
    record: CountRecord, held: Contest
) -> None:
    assert not check(record, EQUAL, held).ok


def test_the_check_catches_other_words_for_the_holder() -> None:
    record = count(EQUAL, granted(THREE, "1"))
    other = replace(record.contest, casting_vote=CastingVote("president", CandidateId("1")))
    assert not check(record, EQUAL, other).ok


def test_every_clause_that_is_cited_is_a_numbered_sentence_of_the_schedule() -> None:
    numbers = [sentence.split(".")[0] for sentence in CASTING_VOTE.sentences]
    assert numbers == ["1", "2", "3", "4", "5"]
    for ballots, chosen in ((EQUAL, "1"), (EQUAL, None), (papers(3, ((), 1)), None)):
        held = granted(contest("av", 1, 3, lots=(1, 2, 3)), chosen)
        cited = count(ballots, held).stages[-1].decisions[-1].clause
        assert cited.removeprefix(f"{CLAUSE} ") in numbers


# Views that count again

# 2 and 3 are equal for exclusion, and whoever is left of them ends equal with 1.
EITHER = papers(3, ((1,), 2), ((2, 3), 1), ((3, 2), 1))


def test_the_tie_tree_is_one_of_lots_and_a_casting_vote_for_one_not_left_counts_as_not_given() -> (
    None
):
    held = granted(contest("av", 1, 3, lots=(3, 1, 2)), "2")
    tree = tie_tree(EITHER, held)
    assert [ending.elected for ending in endings(tree.root)] == [("2",), ()]
    lines = " ".join(tie_tree_lines(tree))
    assert "It fell on Name 3: the same candidate is elected." in lines
    assert "Had it fallen on Name 2: nobody instead of Name 2." in lines
    with pytest.raises(CastingVoteError):
        tie_tree(EITHER, replace(held, lots=("2", "1", "3")))
    silent = tie_tree(EITHER, granted(contest("av", 1, 3)))
    assert [ending.elected for ending in endings(silent.root)] == [(), ()]
    assert "whichever way they fall, it is nobody" in " ".join(tie_tree_lines(silent))


def test_a_margin_is_what_elects_another_option_and_a_final_tie_does_not() -> None:
    # 5 against 3: one paper changed makes 4 and 4, where the lot elects 2; two elect 2 by the votes.
    ballots = papers(2, ((1,), 5), ((2,), 3))
    bare = margins(ballots, contest("av", 1, 2, lots=(2, 1))).bound
    chaired = margins(ballots, granted(contest("av", 1, 2, lots=(2, 1)))).bound
    assert bare is not None and chaired is not None
    assert (bare.papers, bare.elected) == (1, ("2",))
    assert (chaired.papers, chaired.elected) == (2, ("2",))


def test_no_margin_is_worked_out_where_the_papers_decide_nothing_between_two() -> None:
    for held in (granted(THREE), granted(THREE, "1")):
        with pytest.raises(ContestError, match="no margins are worked out"):
            margins(EQUAL, held)


def test_a_comparison_refuses_the_rules_that_take_no_casting_vote() -> None:
    to_two, ers97 = compare(EQUAL, granted(THREE, "1"), ["av-to-two", "ers97"]).others
    assert isinstance(to_two, Counted) and to_two.record.elected == ("1",)
    assert isinstance(ers97, Refused) and "casting vote" in ers97.reason
    silent = compare(EQUAL, granted(THREE), ["av-to-two"]).others[0]
    assert isinstance(silent, Counted) and silent.parting is None
