"""Twenty voters choose food for a party: a widely reproduced example, by the Scottish rules."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from counting import RuleId, count
from counting.formats.blt import read_blt
from tests.conformance.expected import load, number


def test_the_food_for_the_party_is_as_published(shared: Path) -> None:
    folder = shared / "elections" / "published"
    expected = load(folder / "food-20.expected.json")
    ballot_file = read_blt(folder / "food-20.blt")
    ids = [str(k) for k in range(1, len(ballot_file.names) + 1)]
    record = count(ballot_file.papers, ballot_file.contest(RuleId("scottish-2011"), lots=ids))
    assert record.papers.valid == expected["total_ballots"]
    assert str(record.quota) == expected["quota"]
    assert [number(c) for c in record.elected] == expected["winners_in_order"]
    assert len(record.stages) == expected["number_of_stages"]
    # The last stage shown transfers once more after the places are filled, which the rule does not.
    for found, wanted in zip(record.stages[:-1], expected["stages"][:-1], strict=True):
        assert {str(number(c)): votes for c, votes in found.tallies.items()} == {
            c: Fraction(votes) for c, votes in wanted["votes"].items()
        }
        lost = Fraction(wanted["nontransferable_and_rounding"])
        assert found.non_transferable + found.rounding == lost
        assert [number(c) for c in found.elected] == wanted["elected"]
