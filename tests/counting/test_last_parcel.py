"""The last-parcel family against a count by hand, and against the text clause by clause."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from counting import CandidateId, CountRecord, RuleId, count
from counting.formats.blt import read_blt
from tests.counting.elections import Election, elections
from tests.counting.ni_by_paper import Hall


def assert_as_by_hand(election: Election, record: CountRecord) -> None:
    hall = Hall(election).count()
    assert len(record.stages) == len(hall.stages)
    elected: list[str] = []
    excluded: list[str] = []
    for stage, due in zip(record.stages, hall.stages, strict=True):
        elected += stage.elected
        excluded += stage.excluded
        said = due["candidates"] if due["action"] != "last-vacancies" else []
        assert (stage.action.type, sorted(stage.action.candidates)) == (due["action"], said)
        assert stage.tallies == {name: Fraction(v) for name, v in due["votes"].items()}
        assert stage.non_transferable == Fraction(due["lost"])
        assert (elected, sorted(excluded)) == (due["elected"], due["excluded"])
        assert len(stage.batches) == due.get("parcels", 0)
        if stage.last_batch is not None:
            working = stage.last_batch
            assert working.transfer_value == Fraction(due["value"])
            assert (working.transferable, working.papers) == (due["going"], due["parcel"])
        assert stage.quota == hall.quota
        assert stage.rounding == 0
    drawn = [tie for stage in record.stages for tie in stage.ties if tie.by == "lot"]
    assert len(drawn) == hall.lots_drawn


@settings(max_examples=400, deadline=None)
@given(elections(rules=("ni-1973",), withdrawn=True, most_seats=5, most_papers=30))
def test_every_count_is_that_of_the_papers_taken_one_by_one(election: Election) -> None:
    assert_as_by_hand(election, count(election.papers, election.contest))


def small_first(folder: Path) -> list[Path]:
    """Real ballot files, those with the fewest bytes first."""
    found = [path for path in folder.glob("*.blt") if "unquoted" not in path.name]
    return sorted(found, key=lambda path: (path.stat().st_size, path.name))


@pytest.mark.parametrize("seats", [1, 3, 5])
def test_real_ballots_are_counted_as_by_hand(shared: Path, seats: int) -> None:
    """Scottish ballots, for want of others: eight contests, for one, three and five places."""
    counted = 0
    for path in small_first(shared / "elections" / "scottish"):
        ballots = read_blt(path)
        names = tuple(CandidateId(str(number + 1)) for number in range(len(ballots.names)))
        if len(names) <= seats + 1:
            continue
        held = replace(ballots.contest(RuleId("ni-1973"), lots=names), seats=seats)
        rankings = tuple((tuple(ranking), many) for ranking, many in ballots.papers)
        assert_as_by_hand(Election(rankings, held), count(ballots.papers, held))
        counted += 1
        if counted == 8:
            break
    assert counted == 8
