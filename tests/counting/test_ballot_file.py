"""Ballot files: the contest that a file's papers are for."""

from __future__ import annotations

import pytest

from counting.contest import Constraint
from counting.errors import ContestError
from counting.formats import BallotFile
from counting.papers import Papers

NAMES = tuple(f"N{number}" for number in range(1, 8))
PAPERS = Papers.from_rankings([((1, 3, 4), 4), ((2,), 12)], 7)


def test_ids_are_the_numbers_of_the_file_and_its_withdrawals_are_kept() -> None:
    file = BallotFile("Title", 2, NAMES, (4,), PAPERS)
    women = Constraint("gender", "woman", 1, None, "a woman")
    contest = file.contest(
        "scottish-2011",
        seats=3,
        constraints=[women],
        attributes={"2": {"gender": "woman"}},
        lots=["7", "6", "5", "4", "3", "2", "1"],
        withdrawn=["6", "4"],
    )
    assert [candidate.id for candidate in contest.candidates] == list("1234567")
    assert contest.candidates[1].attributes == {"gender": "woman"}
    assert contest.candidates[0].attributes == {}
    assert (contest.rule, contest.seats, contest.withdrawn) == ("scottish-2011", 3, ("4", "6"))
    assert (contest.title, contest.lots[0]) == ("Title", "7")
    assert file.contest("av").seats == 2


def test_what_is_not_of_the_file_is_refused() -> None:
    file = BallotFile("Title", 2, NAMES, (), PAPERS)
    with pytest.raises(ContestError, match="Attributes are given for candidate '9'"):
        file.contest("av", attributes={"9": {"gender": "woman"}})
    with pytest.raises(ContestError, match="Withdrawn candidate 9"):
        file.contest("av", withdrawn=["9"])
    with pytest.raises(ContestError, match="8 seats but only 7"):
        file.contest("av", seats=8)
