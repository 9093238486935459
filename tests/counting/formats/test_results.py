"""Results for other programs: the flow of votes must add up in their files as it does in the record."""

from __future__ import annotations

import csv
import io
import itertools
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from counting import (
    Candidate,
    CandidateId,
    Contest,
    CountRecord,
    Papers,
    PapersError,
    RuleId,
    count,
)
from counting.formats import Target
from counting.formats.blt import read_blt
from counting.formats.door import find_format, write_result
from counting.rules import find_rule, rule_ids
from tests.counting.formats.ballot_files import WHEN

AFRESH = {"sequential-av"}  # count all papers afresh for each place
SHARED_OUT = {"meek-nz", "meek-prf"}  # no transfers
EXACT = {"wigm-exact", "wigm-exact-droop"}


def written(record: CountRecord, format_: str, decimals: int | None = None) -> bytes:
    stream = io.BytesIO()
    write_result(record, find_format(format_), Target(stream, WHEN, decimals))
    return stream.getvalue()


def counted(rule: str, seats: int = 1) -> CountRecord:
    """Ada 5 (then Ben 3, Cy 2), Ben 3 (then Cy), Cy 4, Di 2 (then nobody)."""
    papers = Papers.from_rankings(
        [((1, 2), 3), ((1, 3), 2), ((2, 3), 3), ((3,), 4), ((4,), 2), ((), 1)], 4
    )
    names = ("Ada", "Ben", "Cy", "Di")
    candidates = tuple(Candidate(CandidateId(str(n)), name) for n, name in enumerate(names, 1))
    lots = tuple(CandidateId(id_) for id_ in "1234")
    return count(papers, Contest("Posts", seats, candidates, RuleId(rule), lots=lots))


def real(shared: Path, rule: str, name: str = "aberdeen_2012_ward12") -> CountRecord:
    file = read_blt(shared / "elections" / "scottish" / f"{name}.blt")
    seats = find_rule(rule).most_seats
    return count(file.papers, file.contest(rule, seats=seats, lots=file.ids))


class TestUniversalRcv:
    def test_a_small_count_line_by_line(self) -> None:
        # 14 papers, 2 places, quota 14 // 3 + 1 = 5: Ada has it exactly, no surplus; Di is excluded.
        found = json.loads(written(counted("scottish-2011", seats=2), "universal-rcv"))
        assert found["config"] == {"contest": "Posts", "threshold": "5.00000"}
        first, second = found["results"][:2]
        assert first == {
            "round": 1,
            "tally": {"Ada": "5.00000", "Ben": "3.00000", "Cy": "4.00000", "Di": "2.00000"},
            "tallyResults": [
                {"elected": "Ada"},
                {"eliminated": "Di", "transfers": {"exhausted": "2.00000"}},
            ],
        }
        assert second["tally"] == {"Ada": "5.00000", "Ben": "3.00000", "Cy": "4.00000"}

    @pytest.mark.parametrize("rule", sorted(set(rule_ids()) - AFRESH))
    def test_it_is_valid_by_the_schema_and_elects_the_same(self, shared: Path, rule: str) -> None:
        schema = (shared / "vectors" / "universal-rcv.schema.json").read_text(encoding="utf-8")
        record = real(shared, rule)
        found = json.loads(written(record, "universal-rcv", 9))
        jsonschema.validate(found, json.loads(schema))
        elected = [
            result["elected"]
            for round_ in found["results"]
            for result in round_["tallyResults"]
            if "elected" in result
        ]
        names = {candidate.id: candidate.name for candidate in record.contest.candidates}
        assert sorted(elected) == sorted(names[id_] for id_ in record.elected)

    @pytest.mark.parametrize("rule", sorted(set(rule_ids()) - AFRESH - SHARED_OUT - EXACT))
    @pytest.mark.parametrize("name", ["aberdeen_2012_ward12", "glasgow_2012_ward20"])
    def test_each_round_and_what_moves_after_it_make_the_next(
        self, shared: Path, rule: str, name: str
    ) -> None:
        rounds = json.loads(written(real(shared, rule, name), "universal-rcv"))["results"]
        for before, after in itertools.pairwise(rounds):
            assert after["tally"].items() <= moved(before).items()

    def test_exact_fractions_are_refused_unless_they_may_be_cut(self) -> None:
        record = counted("wigm-exact", seats=2)
        with pytest.raises(PapersError, match="exact fractions, which Universal RCV JSON cannot"):
            written(record, "universal-rcv")
        found = json.loads(written(record, "universal-rcv", 3))
        assert found["config"]["threshold"] == "4.666"

    def test_a_rule_that_counts_afresh_for_each_place_is_refused(self) -> None:
        with pytest.raises(PapersError, match="afresh for each place"):
            written(counted("sequential-av", seats=2), "universal-rcv")

    def test_names_that_are_alike_or_mean_something_else_have_their_number(self) -> None:
        candidates = tuple(
            Candidate(CandidateId(str(n)), name)
            for n, name in enumerate(("A", "A", "exhausted", "exhausted (3)"), start=1)
        )
        papers = Papers.from_rankings([((n,), 5 - n) for n in (1, 2, 3, 4)], 4)
        record = count(papers, Contest("T", 1, candidates, RuleId("scottish-2011")))
        found = json.loads(written(record, "universal-rcv"))
        assert list(found["results"][0]["tally"]) == [
            "A (1)",
            "A (2)",
            "exhausted (3)",
            "exhausted (3) (4)",
        ]


def moved(round_: dict[str, Any]) -> dict[str, str]:
    """The tally of a round after all that leaves it has arrived."""
    tally = {name: Decimal(votes) for name, votes in round_["tally"].items()}
    for result in round_["tallyResults"]:
        source = result.get("elected") or result["eliminated"]
        for name, votes in result.get("transfers", {}).items():
            tally[source] -= Decimal(votes)
            tally[name] = tally.get(name, Decimal(0)) + Decimal(votes)
    return {name: str(votes) for name, votes in tally.items()}


class TestOpaVote:
    def test_a_small_count_field_by_field(self) -> None:
        found = json.loads(written(counted("scottish-2011", seats=2), "opavote"))
        first, second = found.pop("rounds")[:2]
        assert found == {
            "version": "1.0",
            "title": "Posts",
            "method": "scottish-2011",
            "n_seats": 2,
            "n_votes": 15,
            "n_valid_votes": 14,
            "precision": 5,
            "options": [],
            "candidates": ["Ada", "Ben", "Cy", "Di"],
            "withdrawn": [],
            "winners": [0, 2],
            "tie_breaks": [],
        }
        assert first == {
            "n": 1,
            "action": {"type": "first", "candidates": [], "desc": "first preferences"},
            "count": [500000, 300000, 400000, 200000],
            "exhausted": 0,
            "surplus": 0,
            "thresh": 500000,
            "continuing": [1, 2, 3],
            "winners": [0],
            "losers": [],
            "msg": "",
        }
        assert (second["action"]["type"], second["action"]["candidates"]) == ("eliminate", [3])
        assert (second["exhausted"], second["losers"]) == (200000, [3])

    @pytest.mark.parametrize("rule", sorted(set(rule_ids()) - AFRESH - EXACT))
    def test_every_round_accounts_for_every_vote(self, shared: Path, rule: str) -> None:
        record = real(shared, rule)
        found = json.loads(written(record, "opavote"))
        unit = 10 ** found["precision"]
        for round_ in found["rounds"]:
            assert sum(round_["count"]) + round_["exhausted"] == found["n_valid_votes"] * unit
        assert [str(n + 1) for n in found["winners"]] == list(record.elected)

    def test_a_tie_says_who_were_equal_and_who_was_acted_on(self) -> None:
        papers = Papers.from_rankings([((1,), 3), ((2,), 1), ((3,), 1)], 3)
        candidates = tuple(Candidate(CandidateId(id_), f"N{id_}") for id_ in "123")
        lots = tuple(CandidateId(id_) for id_ in "321")
        held = Contest("T", 2, candidates, RuleId("scottish-2011"), lots=lots)
        found = json.loads(written(count(papers, held), "opavote"))
        # 5 papers, quota 2: of the surplus of 1 nothing is transferable; then N2 and N3 are equal.
        assert found["tie_breaks"] == [[3, [1, 2], [2]]]
        assert "N2 and N3" in found["rounds"][2]["msg"]

    def test_a_count_of_no_papers_is_refused(self) -> None:
        record = count(
            Papers.from_rankings([], 1),
            Contest("T", 1, (Candidate(CandidateId("1"), "A"),), RuleId("scottish-2011")),
        )
        with pytest.raises(PapersError, match="without a valid paper"):
            written(record, "opavote")


def test_the_stages_as_csv_are_the_count_sheet() -> None:
    rows = list(csv.reader(io.StringIO(written(counted("scottish-2011"), "stages-csv").decode())))
    ada = next(row for row in rows if row[1] == "Ada")
    assert "5.00000" in ada
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("format_", ["blt", "csv", "cvr"])
def test_a_format_of_papers_holds_no_result(format_: str) -> None:
    with pytest.raises(PapersError, match="not a format that results are written in"):
        written(counted("scottish-2011"), format_)
