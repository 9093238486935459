"""Meek counts by other programs: thirty real elections under two rules, and a published model election."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from counting import (
    Candidate,
    CandidateId,
    Contest,
    CountRecord,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.formats.blt import read_blt
from counting.parts.pseudo_random import schedule_numbers
from counting.record import Stage
from counting.votes import Votes
from tests.conformance.expected import load, number
from tests.conftest import shared_folder

FOLDER = (shared_folder() or Path("absent")) / "elections" / "reference"
RULES = ("meek-prf", "meek-nz")


def names(rule: str) -> list[str]:
    suffix = f".{rule}.expected.json"
    return sorted(p.name.removesuffix(suffix) for p in FOLDER.glob(f"*{suffix}")) or ["absent"]


def counted(shared: Path, name: str, rule: str) -> tuple[CountRecord, dict[str, Any]]:
    folder = shared / "elections" / "reference"
    expected = load(folder / f"{name}.{rule}.expected.json")
    ballot_file = read_blt(folder / expected["ballots_file"])
    assert not expected["tie"]
    return count(ballot_file.papers, ballot_file.contest(RuleId(rule))), expected


def figures(stage: Stage) -> dict[str, Any]:
    def by_number(figures: dict[CandidateId, Votes]) -> dict[int, Votes]:
        return {number(candidate): votes for candidate, votes in figures.items()}

    return {
        "quota": stage.quota,
        "votes": by_number(dict(stage.tallies)),
        "keep": by_number(dict(stage.keep)),
        "nontransferable": stage.non_transferable,
        "rounding": stage.rounding,
    }


def expected_figures(stage: dict[str, Any], keep: str, seats: int) -> dict[str, Any]:
    votes = {int(c): Fraction(votes) for c, votes in stage["votes"].items()}
    quota = Fraction(stage["quota"])
    if keep == "keep_values" and seats == 1:
        # The other counter has the quota of clause 5 for a single vacancy too. SR 2001/145, Schedule
        # 1A, clause 26: half of the votes, and the next whole number if that is not one.
        quota = Fraction(math.ceil(sum(votes.values()) / 2))
    return {
        "quota": quota,
        "votes": votes,
        "keep": {int(c): Fraction(value) for c, value in stage[keep].items()},
        "nontransferable": Fraction(stage["nontransferable"]),
        "rounding": 0,
    }


@pytest.mark.parametrize("name", names("meek-prf"))
def test_an_election_gives_the_expected_rounds_of_the_reference_rule(
    shared: Path, name: str
) -> None:
    record, expected = counted(shared, name, "meek-prf")
    for stage, wanted in zip(record.stages, expected["rounds"], strict=True):
        assert figures(stage) == expected_figures(wanted, "keep_factors", record.contest.seats)
        elected = wanted["candidates"] if wanted["action"] == "elect" else []
        excluded = wanted["candidates"] if wanted["action"] == "exclude" else []
        assert [number(c) for c in stage.elected] == elected
        assert [number(c) for c in stage.excluded] == excluded
        if excluded:
            assert stage.figures["total_surplus"] == Fraction(wanted["surplus"])
        stable = stage.decisions[0].reason == "surplus-falls-no-more"
        assert stable == wanted.get("ended_stable", False)
        assert not stage.ties
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


@pytest.mark.parametrize("name", names("meek-nz"))
def test_an_election_gives_the_expected_iterations_of_the_new_zealand_rule(
    shared: Path, name: str
) -> None:
    record, expected = counted(shared, name, "meek-nz")
    excluded_just_before: list[int] = []
    for stage, wanted in zip(record.stages, expected["iterations"], strict=True):
        due = expected_figures(wanted, "keep_values", record.contest.seats)
        assert figures(stage) == due
        if record.contest.seats > 1:
            assert stage.figures["total_surplus"] == Fraction(wanted["surplus"])
        assert [number(c) for c in stage.elected] == wanted["elected"]
        assert excluded_just_before == wanted["excluded"]
        excluded_just_before = [number(c) for c in stage.excluded]
        assert not stage.ties
    assert not excluded_just_before
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", names("meek-prf"))
def test_its_record_is_read_back_as_it_was_written(shared: Path, name: str, rule: str) -> None:
    record, _ = counted(shared, name, rule)
    assert read_record(write_record(record)) == record


@pytest.mark.parametrize("rule", RULES)
def test_all_thirty_elections_are_there(shared: Path, rule: str) -> None:
    assert len(names(rule)) == 30


def test_the_model_election_of_1997_passes_through_the_published_states(shared: Path) -> None:
    """Published to two decimals, with the exact quota: what the reference rule adds is far below that."""
    folder = shared / "elections" / "published"
    published = load(folder / "ers97-model.meek.expected.json")
    ballot_file = read_blt(folder / published["ballots_file"])
    ids = tuple(str(k) for k in range(1, len(ballot_file.names) + 1))
    record = count(ballot_file.papers, ballot_file.contest(RuleId("meek-prf"), lots=ids))
    first, *converged = published["states"]
    excluding = [stage for stage in record.stages if stage.excluded]
    for stage, state in zip((record.stages[0], *excluding), (first, *converged), strict=True):
        assert two_decimals(stage.quota) == Fraction(state["quota"])
        assert {number(c): two_decimals(v) for c, v in stage.tallies.items()} == {
            int(c): Fraction(votes) for c, votes in state["votes"].items()
        }
        published_loss = Fraction(state["nontransferable"])
        assert abs(stage.non_transferable - published_loss) <= Fraction("0.01")
    assert sorted(number(c) for c in record.elected) == published["winners"]


def two_decimals(votes: Votes) -> Fraction:
    """Rounded to the nearest hundredth, as published."""
    return Fraction(round(votes * 100), 100)


def test_the_first_iteration_of_kapiti_2016_is_reproduced_as_far_as_it_is_reported(
    shared: Path,
) -> None:
    """The quota, the total surplus, three candidates' votes, keep values and pseudo-random numbers.

    The report has no ballots. Votes of the others are made up so that all is as reported: a
    single candidate with the quota, whose surplus is the reported one to the last digit.
    """
    official = load(shared / "elections" / "published" / "nz-kapiti-2016.json")
    reported = official["first_three_candidates"]
    votes = [int(Fraction(one["votes"])) for one in reported]
    votes.append(int(Fraction(official["quota"]) + Fraction(official["surplus"])))
    blank = int(Fraction(official["nontransferable"]))
    left = official["voting_documents"] - blank - sum(votes)
    others = official["active_candidates"] - len(votes)
    votes += [left // others + (k < left % others) for k in range(others)]
    standing = official["candidates"]
    ids = tuple(CandidateId(str(k)) for k in range(1, standing + 1))
    candidates = tuple(Candidate(id_, f"Candidate {id_}") for id_ in ids)
    contest = Contest(
        "Kapiti",
        official["vacancies"],
        candidates,
        RuleId("meek-nz"),
        withdrawn=ids[official["active_candidates"] :],
    )
    rankings = [([number], papers) for number, papers in enumerate(votes, start=1)]
    papers = Papers.from_rankings([*rankings, ([], blank)], standing)
    first = count(papers, contest).stages[0]
    assert first.quota == Fraction(official["quota"])
    assert first.figures["total_surplus"] == Fraction(official["surplus"])
    numbers = schedule_numbers(contest, papers.total, "").at(official["iteration"])
    for id_, one in zip(ids, reported, strict=False):
        assert first.tallies[id_] == Fraction(one["votes"])
        assert first.keep[id_] == Fraction(one["keep_value"])
        assert numbers[id_] == one["random"]
    assert len(reported) == 3


def test_the_official_quota_of_kapiti_2016_is_reproduced(shared: Path) -> None:
    """17783 papers, 490 of them with no vote, 5 places; the report has no ballots, but those decide it."""
    official = load(shared / "elections" / "published" / "nz-kapiti-2016.json")
    assert official["iteration"] == 1
    blank = int(Fraction(official["nontransferable"]))
    voted = official["voting_documents"] - blank
    standing = official["candidates"]
    papers = Papers.from_rankings([([1], voted), ([], blank)], standing)
    ids = tuple(CandidateId(str(k)) for k in range(1, standing + 1))
    candidates = tuple(Candidate(id_, f"Candidate {id_}") for id_ in ids)
    contest = Contest("Kapiti", official["vacancies"], candidates, RuleId("meek-nz"), lots=ids)
    record = count(papers, contest)
    assert (record.papers.valid, record.papers.invalid) == (voted, blank)
    assert record.quota == Fraction(official["quota"])
