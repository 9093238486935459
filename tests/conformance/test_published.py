"""Published Scottish reports of returning officers, and Warren's example on the order of election."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from counting import RuleId, count
from counting.formats.blt import read_blt
from tests.conformance.expected import load, number


@pytest.mark.parametrize("name", ["dundee_2022_ward3", "dundee_2022_ward4"])
def test_the_returning_officer_s_report_is_reproduced(shared: Path, name: str) -> None:
    official = load(shared / "elections" / "published" / f"{name}.official.json")
    ballot_file = read_blt(shared / "elections" / "scottish" / f"{name}.blt")
    record = count(ballot_file.papers, ballot_file.contest(RuleId("scottish-2011")))
    assert str(record.quota) == official["quota"]
    assert len(record.stages) == official["number_of_stages"]
    # The report shows the last transfer too, which the rule does not call for.
    for found, wanted in zip(record.stages[:-1], official["stages"][:-1], strict=True):
        assert {number(c): votes for c, votes in found.tallies.items()} == {
            int(c): Fraction(votes) for c, votes in wanted["votes"].items()
        }
        lost = Fraction(wanted["nontransferable_and_rounding"])
        assert found.non_transferable + found.rounding == lost
        assert [number(c) for c in found.elected] == wanted["elected"]
    assert [number(c) for c in record.elected[:1]] == official["winners_in_order"][:1]
    assert {number(c) for c in record.elected} == set(official["winners_in_order"])


@pytest.mark.parametrize(
    "rule", ["scottish-2011", "scottish-2007", "wigm-exact", "wigm-exact-droop"]
)
def test_warren_s_order_of_election_depends_on_the_form_of_the_quota(
    shared: Path, rule: str
) -> None:
    """With 121, or 120 to be exceeded, B is elected before A, who has just 120."""
    folder = shared / "elections" / "published"
    ballot_file = read_blt(folder / "warren-600.blt")
    orders = load(folder / "warren-600.expected.json")["order_of_election"]
    (strict,) = [order for order in orders if order["rule"].startswith("scottish-stv (quota 121)")]
    record = count(ballot_file.papers, ballot_file.contest(RuleId(rule)))
    assert [number(c) for c in record.elected] == strict["winners_in_order"]
