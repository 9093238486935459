"""pyrankvote as a second opinion: it agrees where it should, says why it differs, and leaves no trace."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    ContestError,
    Papers,
    RuleId,
    count,
    write_record,
)
from counting.formats.blt import read_blt
from counting.marks import marks_of
from counting.papers import PapersBuilder
from service.second_opinion import explanation, second_opinion


def contest(rule: str, seats: int, candidates: int = 4, **others: object) -> Contest:
    standing = tuple(Candidate(CandidateId(str(n)), f"N{n}") for n in range(1, candidates + 1))
    lots = tuple(candidate.id for candidate in standing)
    return Contest("T", seats, standing, RuleId(rule), lots=lots, **others)


def papers(*each: tuple[tuple[int, ...], int], candidates: int = 4) -> Papers:
    return Papers.from_rankings(each, candidates)


def said(held: Papers, terms: Contest) -> tuple[bool, str]:
    record = count(held, terms)
    opinion = second_opinion(held, record)
    return opinion.agrees, " ".join(explanation(opinion, record))


@pytest.mark.parametrize(
    "name", ["aberdeen_2012_ward12", "fife_2022_ward10", "orkney_2022_ward3", "moray_2012_ward1"]
)
@pytest.mark.parametrize("rule", ["scottish-2011", "wigm-exact"])
def test_it_elects_the_same_in_real_elections(shared: Path, name: str, rule: str) -> None:
    file = read_blt(shared / "elections" / "scottish" / f"{name}.blt")
    agrees, text = said(file.papers, file.contest(rule, lots=file.ids))
    assert agrees
    assert "It elects the same candidates." in text
    assert "At stage 1 of the record the votes are the same." in text


def test_where_the_form_of_the_quota_elects_another_it_says_so_stage_by_stage() -> None:
    # By hand: 12 papers, 2 places. pyrankvote's quota is 12/3 = 4: N1's surplus of 2 gives N2 4, elected.
    # The Scottish quota is 5: six papers at 1/6, cut to 0.16666, give N2 2.99996, behind N3's 3.
    held = papers(((1, 2), 6), ((2,), 2), ((3,), 3), ((4,), 1))
    record = count(held, contest("scottish-2011", 2))
    opinion = second_opinion(held, record)
    assert (record.elected, opinion.winners, opinion.agrees) == (("1", "3"), ("1", "2"), False)
    text = " ".join(explanation(opinion, record))
    assert "It elects others: N1 and N2. Elected under scottish-2011: N1 and N3." in text
    assert "4.00000; that of scottish-2011 is 5.00000." in text
    assert "Round 1 elects N1. At stage 1 of the record the votes are the same." in text
    assert "the votes differ by up to 1.00004 (N2)." in text


def test_a_contest_that_chance_decides_is_said_to_be_one_and_other_draws_are_tried() -> None:
    held = papers(((1,), 3), ((2,), 3), ((3,), 3), candidates=3)
    record = count(held, contest("scottish-2011", 1, 3))
    opinion = second_opinion(held, record)
    text = " ".join(explanation(opinion, record))
    assert opinion.chance
    assert "In round 1 it met a tie" in text
    assert "It put candidates with equal votes in order by chance." in text


def test_a_count_without_equal_votes_draws_no_lots() -> None:
    agrees, text = said(papers(((1,), 5), ((2,), 3), ((3,), 1)), contest("av", 1))
    assert agrees
    assert "It drew no lots." in text


def test_the_random_numbers_of_the_program_are_as_they_were() -> None:
    held = papers(((1,), 2), ((2,), 2), ((3,), 2))
    record = count(held, contest("scottish-2011", 1))
    random.seed(20270301)
    before = random.getstate()
    one = second_opinion(held, record)
    assert random.getstate() == before
    random.seed(5)
    assert second_opinion(held, record) == one


def test_nothing_of_it_enters_the_record() -> None:
    held = papers(((1, 2), 5), ((2, 3), 3), ((3,), 1))
    record = count(held, contest("wigm-exact", 2))
    before = write_record(record)
    second_opinion(held, record)
    assert write_record(record) == before


def test_those_withdrawn_are_struck_and_irregular_papers_are_read_by_the_rule() -> None:
    gathering = PapersBuilder(4)
    gathering.add_marks(marks_of([[4], [2]]), 4)
    gathering.add_marks(marks_of([[3], [], [2]]), 3)
    gathering.add_marks(marks_of([[1, 3]]), 9)
    held = gathering.papers()
    record = count(held, contest("av", 1, withdrawn=(CandidateId("4"),)))
    opinion = second_opinion(held, record)
    assert opinion.winners == record.elected == ("2",)
    assert opinion.rounds[0].votes == {"1": 0, "2": 4, "3": 3}


@pytest.mark.parametrize(
    ("held", "terms", "words"),
    [
        (papers(), contest("scottish-2011", 1), "no valid paper"),
        (papers(((1,), 2_000_001)), contest("scottish-2011", 1), "takes at most 2000000"),
    ],
)
def test_what_it_cannot_count_is_refused(held: Papers, terms: Contest, words: str) -> None:
    with pytest.raises(ContestError, match=words):
        second_opinion(held, count(held, terms))


def test_a_contest_with_constraints_is_not_plain() -> None:
    candidates = tuple(
        Candidate(CandidateId(str(n)), f"N{n}", {"gender": "woman" if n > 2 else "man"})
        for n in (1, 2, 3, 4)
    )
    women = Constraint("gender", "woman", 1, None, "a woman")
    terms = Contest("T", 2, candidates, RuleId("scottish-2011"), (women,))
    held = papers(((1, 2), 5), ((2,), 3), ((3,), 2))
    with pytest.raises(ContestError, match="knows no constraints"):
        second_opinion(held, count(held, terms))


RANKINGS = st.permutations([1, 2, 3, 4]).flatmap(
    lambda order: st.integers(1, 4).map(lambda length: tuple(order[:length]))
)


@given(
    st.lists(st.tuples(RANKINGS, st.integers(1, 6)), min_size=1, max_size=6),
    st.sampled_from(
        [("av", 1), ("scottish-2011", 2), ("wigm-exact", 3), ("ers97", 2), ("meek-prf", 2)]
    ),
)
@settings(max_examples=60, deadline=None)
def test_every_small_contest_gets_an_opinion_in_words(
    each: list[tuple[tuple[int, ...], int]], rule: tuple[str, int]
) -> None:
    held = papers(*each)
    record = count(held, contest(*rule))
    try:
        opinion = second_opinion(held, record)
    except ContestError as refused:
        assert "pyrankvote could not finish" in str(refused)
        return
    text = " ".join(explanation(opinion, record))
    assert opinion.agrees == (set(opinion.winners) == set(record.elected))
    assert ("It elects the same candidates." in text) == opinion.agrees
    assert opinion.rounds[0].votes == dict(record.stages[0].tallies)


def test_the_command_line_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from service.cli import run

    path = tmp_path / "a.blt"
    path.write_text("3 1\n5 1 2 0\n3 2 0\n1 3 0\n0\nA\nB\nC\nT\n")
    command = ["count", str(path), "--rule", "av", "--second-opinion"]
    assert run(command) == 0
    assert "Second opinion: pyrankvote, instant run-off." in capsys.readouterr().out
    assert run([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["agrees"]) == ("omov/second-opinion/v1", True)
    assert (found["elected"], found["second_elected"]) == (["1"], ["1"])
    assert run([*command, "--view", "table"]) == 2
    assert "ask different things" in capsys.readouterr().err
