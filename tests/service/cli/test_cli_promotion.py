"""`omov count --rule …-promotion`: counted, shown, checked, and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RULES = ("ers97-promotion", "scottish-2011-promotion")

# By the free count Ada (1) and Cara (3) are elected. Ben (2) and Dai (4) are of the other category.
BOUND = {"attribute": "g", "value": "w", "min": 1, "label": "one w"}


@pytest.fixture
def balance(tmp_path: Path):
    """Writes a constraints file in which candidates 2 and 4 are 'w'."""

    def write(*bounds: dict[str, object]) -> Path:
        file = tmp_path / "balance.json"
        held = {"1": {"g": "m"}, "2": {"g": "w"}, "3": {"g": "m"}, "4": {"g": "w"}}
        file.write_text(json.dumps({"attributes": held, "constraints": list(bounds)}))
        return file

    return write


@pytest.mark.parametrize("rule", RULES)
def test_the_record_names_the_bare_rule_and_the_check_passes_it(
    rule: str, omov, ballots: Path, tmp_path: Path, balance
) -> None:
    terms = ("--rule", rule, "--constraints", balance(BOUND), "--lots", "1,2,3,4")
    ended = omov("count", ballots, *terms, "--json")
    assert (ended.status, ended.err) == (0, "")
    record = json.loads(ended.out)
    assert record["rule"] == rule
    assert len(record["elected"]) == 2 and set(record["elected"]) & {"2", "4"}
    openings = [s["action"] for s in record["stages"] if "places" in s["action"]]
    assert [opening["places"] for opening in openings] == [3, 1]
    file = tmp_path / "record.json"
    file.write_text(ended.out)
    checked = omov("check", file, ballots, *terms)
    assert checked.status == 0, checked.out
    assert "Every check holds" in checked.out


@pytest.mark.parametrize("rule", RULES)
def test_a_maximum_is_bad_input_and_too_many_required_is_infeasible(
    rule: str, omov, ballots: Path, balance
) -> None:
    most = balance({"attribute": "g", "value": "m", "max": 1, "label": "few m"})
    ended = omov("count", ballots, "--rule", rule, "--constraints", most)
    assert (ended.status, ended.out) == (2, "")
    assert "'few m' sets a maximum" in ended.err
    many = balance(BOUND | {"min": 2}, {"attribute": "g", "value": "m", "min": 1, "label": "one m"})
    ended = omov("count", ballots, "--rule", rule, "--constraints", many)
    assert (ended.status, ended.out) == (3, "")
    assert "one w" in ended.err and "one m" in ended.err


def test_the_rule_page_has_the_text_of_promotion_and_no_schedule(omov) -> None:
    page = " ".join(omov("rules", "ers97-promotion").out.split())
    for point in range(1, 8):
        assert f" P{point}. " in page
    assert "Schedule of constraints" not in page
    assert "tie (promotion): P5" in page
    assert "tie (election): 5.6.2" in page
    assert omov("rules", "ers97-promotion+constraints").status == 2
