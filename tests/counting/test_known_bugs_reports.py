"""Bugs that other counters have had in what they report, and with what one count leaves to the next.

Each test says whose bug it is about. Beside the right answer stands the wrong one, so that the input is
known to tell the two apart.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import CountRecord, Papers, count, write_record
from counting.formats import Target
from counting.formats.door import find_format, write_result
from counting.rule import Rule
from counting.rules import all_rules
from counting.views.sheet_csv import sheet_csv
from counting.views.table import count_sheet
from tests.counting.every_rule import any_election_of, counted, every_rule
from tests.counting.letters import Written, lettered

WHEN = datetime(2027, 3, 1, tzinfo=UTC)
SHOWN = Fraction(1, 10**5)  # exact fractions are shown to five decimals

# Three of A's seven papers go nowhere, and what A does not need is not a whole number of votes a paper:
# the sums are right only with what is not transferable and what is lost by rounding.
LEAKY: Written = [("A", 3), ("AB", 4), ("B", 1), ("C", 2), ("D", 1), ("DC", 1)]


def leaky(rule: Rule) -> CountRecord:
    return count(*lettered(LEAKY, min(3, rule.most_seats or 3), rule.id, lots="ABCD"))


def columns(record: CountRecord) -> list[dict[str, Fraction]]:
    """Votes by name at each stage, as a spreadsheet reads them from the CSV of the stages."""
    rows = list(csv.DictReader(io.StringIO(sheet_csv(count_sheet(record)))))
    places = len(record.stages)
    headings = [name for name in rows[0] if name.startswith("Stage") and name[-1] != ":"]
    votes = [name for name in headings if not name.endswith((": change", ": decision"))]
    assert len(votes) == places
    return [
        {row["Candidate"]: Fraction(row[name].replace("–", "0") or 0) for row in rows}
        for name in votes
    ]


@every_rule
@given(data=st.data())
@settings(max_examples=25)
def test_the_totals_that_rcvis_and_rctab_showed_did_not_add_up(
    rule: Rule, data: st.DataObject
) -> None:
    """RCVis, issue 15, and RCTab, issue 851: totals of a round without what left the count in it."""
    election = data.draw(any_election_of(rule))
    require_columns_that_add_up(counted(election.papers, election.contest))


def require_columns_that_add_up(record: CountRecord) -> None:
    for column in columns(record):
        parts = [
            votes for name, votes in column.items() if name not in ("Total", "Quota", "Majority")
        ]
        assert column["Total"] == record.papers.valid
        off = abs(sum(parts) - column["Total"])
        assert off <= (0 if record.decimals.votes is not None else len(parts) * SHOWN)


@every_rule
def test_the_first_round_of_rcvis_was_shown_after_its_transfers(rule: Rule) -> None:
    """RCVis, issue 15: first preferences shown with the surplus gone already. A has 7 of the 12."""
    record = leaky(rule)
    first = columns(record)[0]
    assert {name[-1]: first[name] for name in first if name.startswith("Candidate ")} == {
        "A": 7,
        "B": 1,
        "C": 2,
        "D": 2,
    }
    later = [column["Candidate A"] for column in columns(record)[1:]]
    assert all(votes < 7 for votes in later if any(stage.action.surplus for stage in record.stages))
    require_columns_that_add_up(record)


def test_sums_without_the_leaks_are_wrong() -> None:
    """The example tells: leave out either row, and some column no longer adds up."""
    record = leaky(next(rule for rule in all_rules() if rule.id == "scottish-2011"))
    last = columns(record)[-1]
    for leak in ("Non-transferable", "Lost by rounding"):
        parts = [v for name, v in last.items() if name not in ("Total", "Quota", leak)]
        assert sum(parts) != last["Total"]


def written(record: CountRecord, format_: str) -> Any:
    stream = io.BytesIO()
    write_result(record, find_format(format_), Target(stream, WHEN, decimals=9))
    return json.loads(stream.getvalue())


def one_count_rules() -> list[Rule]:
    """Rules whose counts do not begin afresh for each place: these formats have no words for that."""
    return [
        rule
        for rule in all_rules()
        if not any(stage.action.type == "next-place" for stage in leaky(rule).stages)
    ]


@pytest.mark.parametrize("rule", one_count_rules(), ids=lambda rule: rule.id)
def test_files_for_visualisers_add_up_in_every_round(rule: Rule) -> None:
    """RCVis, issue 15, drew these very files: tallies, what left the count, and each transfer."""
    record = leaky(rule)
    universal, opavote = written(record, "universal-rcv"), written(record, "opavote")
    unit = 10 ** opavote["precision"]
    for round_ in opavote["rounds"]:
        lost = abs(sum(round_["count"]) + round_["exhausted"] - record.papers.valid * unit)
        assert lost <= (0 if record.decimals.votes is not None else len(round_["count"]))
    rounds = universal["results"]
    assert rounds[0]["tally"]["Candidate A"].split(".")[0] == "7"
    for now, after in pairwise(rounds):
        for event in now["tallyResults"]:
            if moved := event.get("transfers"):
                who = event.get("elected") or event["eliminated"]
                fell = Fraction(now["tally"][who]) - Fraction(after["tally"].get(who, 0))
                off = abs(sum(map(Fraction, moved.values())) - fell)
                assert off <= (0 if record.decimals.votes is not None else Fraction(5, 10**9))


@every_rule
def test_votekit_could_not_count_the_same_papers_twice(rule: Rule) -> None:
    """VoteKit, pull request 111: a count changed the papers it was given, and the next one differed.

    Here every rule counts the same papers, one after another and back again, in two contests.
    """
    papers, contest = lettered(LEAKY, 1, rule.id, lots="ABCD")
    other = lettered(LEAKY, 1, rule.id, lots="DCBA", withdrawn="A")[1]
    first = write_record(count(papers, contest))
    flat, weights, digest = papers.flat.copy(), papers.weights.copy(), papers.digest
    for between in (*all_rules(), *reversed(all_rules())):
        count(papers, lettered(LEAKY, 1, between.id, lots="ABCD")[1])
        count(papers, other)
        assert write_record(count(papers, contest)) == first
    assert np.array_equal(papers.flat, flat)
    assert np.array_equal(papers.weights, weights)
    fresh = Papers.from_rankings(list(papers), 4)
    assert (papers.digest, fresh.digest) == (digest, digest)
    assert write_record(count(fresh, contest)) == first


def test_nothing_can_write_to_papers_once_they_are_made() -> None:
    """Papers that a count could change would carry what it did into the next."""
    papers, _ = lettered(LEAKY, 1, "av")
    for array in (papers.flat, papers.starts, papers.weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 2
