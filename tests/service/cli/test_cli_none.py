"""`--none`: an entry on the paper that is nobody, counted, checked, shown and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

BALLOTS = """3 2
1 1 0
99 3 0
4 2 1 0
0
"Ann"
"Bob"
"Re-open nominations"
"Committee"
"""
RULE = ("--rule", "scottish-2011", "--lots", "1,2,3")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "papers.blt"
    path.write_text(BALLOTS, encoding="utf-8")
    return path


def test_the_places_that_nobody_takes_stay_vacant(omov, papers: Path) -> None:
    ended = omov("count", papers, *RULE, "--none", "3")
    assert ended.status == 0
    assert "Nobody is elected: 2 places stay vacant." in ended.out
    record = json.loads(omov("count", papers, *RULE, "--none", "3", "--json").out)
    assert (record["rule"], record["elected"], record["vacant"]) == ("scottish-2011+ron", [], 2)


def test_the_check_takes_it_from_the_notice_or_from_the_record_and_says_so(
    omov, papers: Path, tmp_path: Path
) -> None:
    record = tmp_path / "record.json"
    record.write_text(omov("count", papers, *RULE, "--none", "3", "--json").out, encoding="utf-8")
    taken = omov("check", record, papers)
    assert taken.status == 0
    assert "withdrawn and none" in " ".join(taken.out.split())
    given = omov("check", record, papers, "--none", "3")
    assert given.status == 0
    assert "none" not in given.out
    assert omov("check", record, papers, "--none", "2").status == 1
    assert omov("check", record, papers, "--none", "3:neither").status == 1


def test_neither_is_an_ordinary_option_and_means_that_none_is_chosen(omov, papers: Path) -> None:
    ended = omov("count", papers, "--rule", "av", "--seats", "1", "--none", "3:neither")
    assert "No option is chosen (Re-open nominations)." in ended.out


@pytest.mark.parametrize("wrong", ["x", "0", "3:nobody", "3,2"])
def test_what_is_no_entry_is_refused_in_one_line(omov, papers: Path, wrong: str) -> None:
    ended = omov("count", papers, *RULE, "--none", wrong)
    assert ended.status == 2
    assert "expected the number of the entry that is nobody" in ended.err


def test_an_entry_that_is_not_on_the_paper_is_refused(omov, papers: Path) -> None:
    ended = omov("count", papers, *RULE, "--none", "4")
    assert ended.status == 2
    assert "is not on the paper" in ended.err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--margins",), "no margins are worked out"),
        (("--second-opinion",), "leaves no place vacant"),
    ],
)
def test_what_has_no_meaning_with_vacant_places_is_refused_with_the_reason(
    omov, papers: Path, options: tuple[str, ...], why: str
) -> None:
    ended = omov("count", papers, *RULE, "--none", "3", *options)
    assert ended.status == 2
    assert why in ended.err


def test_the_views_tell_of_the_successor(omov, papers: Path) -> None:
    minutes = omov("count", papers, *RULE, "--none", "3", "--view", "minutes").out
    assert "Re-open nominations (place 2) stands from now on." in " ".join(minutes.split())
    why = omov("count", papers, *RULE, "--none", "3", "--why", "3").out
    assert "takes a place, which stays vacant" in " ".join(why.split())
    followed = omov("count", papers, *RULE, "--none", "3", "--follow", "3,1").out
    assert "with Re-open nominations (place 2)" in " ".join(followed.split())
    for view in ("csv", "markdown", "html"):
        assert "place 2" in omov("count", papers, *RULE, "--none", "3", "--view", view).out
    assert omov("count", papers, *RULE, "--none", "3", "--compare", "ers97").status == 0
    assert omov("count", papers, *RULE, "--none", "3", "--tie-tree").status == 0


def test_the_policy_in_the_constraints_file_is_carried_out(
    omov, papers: Path, tmp_path: Path
) -> None:
    file = tmp_path / "constraints.json"
    document = {
        "attributes": {"1": {"gender": "woman"}, "2": {"gender": "man"}},
        "constraints": [{"attribute": "gender", "value": "woman", "min": 1, "label": "a woman"}],
    }
    file.write_text(json.dumps(document), encoding="utf-8")
    options = (*RULE, "--none", "3", "--constraints", file)
    refused = omov("count", papers, *options)
    assert refused.status == 3
    assert "By the votes 2 places stay vacant" in refused.err
    file.write_text(json.dumps({**document, "if_infeasible": ["leave vacant"]}), encoding="utf-8")
    record = omov("count", papers, *options, "--json")
    (stage,) = [stage for stage in json.loads(record.out)["stages"] if "applied" in stage]
    assert stage["applied"] == [{"conflict": ["a woman"], "step": "leave vacant", "vacant": 0}]
    path = tmp_path / "record.json"
    path.write_text(record.out, encoding="utf-8")
    assert omov("check", path, papers).status == 0


def test_the_schedule_is_printed_with_the_rule(omov) -> None:
    page = " ".join(omov("rules", "scottish-2011+constraints+ron").out.split())
    assert "Schedule of constraints" in page
    assert "Schedule of None" in page
    assert "schedule_of_none" in json.loads(omov("rules", "av+ron", "--json").out)
    refused = omov("rules", "bottoms-up+ron")
    assert refused.status == 2
    assert "no entry on the paper can be nobody" in refused.err
