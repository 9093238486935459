"""`omov count`: the JSON contract field by field, the views, and how a file may come."""

from __future__ import annotations

import gzip
import hashlib
import json
from fractions import Fraction
from pathlib import Path

import pytest
import rfc8785

COUNT = ("--rule", "scottish-2011")


def counted(omov, *arguments: object) -> dict:
    ended = omov("count", *arguments, "--json")
    assert (ended.status, ended.err) == (0, "")
    return json.loads(ended.out)


def test_the_record_has_the_fields_of_the_contract(omov, ballots: Path) -> None:
    record = counted(omov, ballots, *COUNT)
    contract = {"format", "rule", "rule_version", "contest", "papers", "quota", "stages", "elected"}
    assert contract | {"digest"} <= record.keys()
    assert record["format"] == "omov/count-record/v1"
    assert (record["rule"], record["rule_version"]) == ("scottish-2011", 1)
    contest = record["contest"]
    assert (contest["title"], contest["seats"]) == ("Two officers", 2)
    assert contest["candidates"][0] == {"id": "1", "name": "Ada Abbott", "attributes": {}}
    assert [candidate["id"] for candidate in contest["candidates"]] == ["1", "2", "3", "4"]
    assert (contest["constraints"], contest["lots"], contest["withdrawn"]) == ([], [], [])
    assert set(record["papers"]) >= {"valid", "invalid", "distinct", "digest"}
    assert (record["papers"]["valid"], record["papers"]["invalid"]) == (16, 0)
    assert record["papers"]["distinct"] == 4


def test_the_stages_have_the_fields_of_the_contract(omov, ballots: Path) -> None:
    record = counted(omov, ballots, *COUNT)
    fields = (
        "number action tallies non_transferable rounding transfers elected excluded guarded doomed "
        "ties notes"
    )
    for number, stage in enumerate(record["stages"], start=1):
        assert set(fields.split()) <= stage.keys()
        assert stage["number"] == number
        assert {"type", "candidates"} <= stage["action"].keys()
    first = record["stages"][0]
    assert first["action"]["type"] == "first-preferences"
    assert first["action"]["candidates"] == []
    # By hand: 16 papers for 2 places, quota 16 // 3 + 1 = 6; Ada's 7 papers elect her.
    assert record["quota"] == "6"
    assert first["tallies"] == {"1": "7.00000", "2": "3.00000", "3": "4.00000", "4": "2.00000"}
    assert (first["non_transferable"], first["rounding"]) == ("0.00000", "0.00000")
    assert first["elected"] == ["1"]
    # 48(3): each of Ada's papers moves to Ben at 1/7, cut to 0.14285; 0.00005 is lost.
    second = record["stages"][1]
    assert second["action"]["type"] == "surplus"
    assert second["tallies"]["2"] == "3.99995"
    assert second["rounding"] == "0.00005"
    assert record["elected"] == [c for stage in record["stages"] for c in stage["elected"]]


def test_the_record_is_canonical_json_and_carries_its_digest(omov, ballots: Path) -> None:
    ended = omov("count", ballots, *COUNT, "--json")
    record = json.loads(ended.out)
    assert ended.out.encode() == rfc8785.dumps(record) + b"\n"
    digest = record.pop("digest")
    assert digest == "sha256:" + hashlib.sha256(rfc8785.dumps(record)).hexdigest()


def test_every_stage_accounts_for_every_valid_paper(omov, ballots: Path) -> None:
    record = counted(omov, ballots, *COUNT)
    for stage in record["stages"]:
        votes = sum(map(Fraction, stage["tallies"].values()))
        rest = Fraction(stage["non_transferable"]) + Fraction(stage["rounding"])
        assert votes + rest == record["papers"]["valid"]


def test_constraints_change_the_rule_that_the_record_names(
    omov, ballots: Path, tmp_path: Path
) -> None:
    bound = {"attribute": "g", "value": "w", "min": 1, "max": None, "label": "one w"}
    file = tmp_path / "c.json"
    file.write_text(json.dumps({"attributes": {"4": {"g": "w"}}, "constraints": [bound]}))
    record = counted(omov, ballots, *COUNT, "--seats", "3", "--constraints", file)
    assert record["rule"] == "scottish-2011+constraints"
    assert record["contest"]["constraints"] == [bound]
    assert record["contest"]["candidates"][3]["attributes"] == {"g": "w"}
    assert record["stages"][0]["guarded"] == ["4"]
    # By hand: quota 5; Ada's surplus leaves Ben at 4.99997; Cara (4) goes out, for Dai (2) is guarded.
    assert record["elected"] == ["1", "2", "4"]
    assert any("Dai Davies" in note for stage in record["stages"] for note in stage["notes"])


def test_seats_may_be_given_in_place_of_the_files(omov, ballots: Path) -> None:
    record = counted(omov, ballots, *COUNT, "--seats", "1")
    assert record["contest"]["seats"] == 1
    assert record["quota"] == "9"
    assert len(record["elected"]) == 1


def test_the_withdrawn_are_passed_over_on_every_paper(omov, ballots: Path) -> None:
    record = counted(omov, ballots, *COUNT, "--withdrawn", "1")
    assert record["contest"]["withdrawn"] == ["1"]
    assert record["stages"][0]["tallies"] == {"2": "10.00000", "3": "4.00000", "4": "2.00000"}


@pytest.mark.parametrize(("lots", "elected"), [("1,2,3", "3"), ("2,1,3", "3")])
def test_lots_decide_who_is_excluded_first(lots: str, elected: str, omov, tmp_path: Path) -> None:
    path = tmp_path / "tied.blt"
    path.write_text('3 1\n2 1 3 0\n2 2 3 0\n3 3 0\n0\n"A"\n"B"\n"C"\n"T"\n')
    record = counted(omov, path, *COUNT, "--lots", lots)
    assert record["contest"]["lots"] == lots.split(",")
    assert record["stages"][1]["action"]["candidates"] == [lots[0]]
    assert record["stages"][1]["ties"][0]["by"] == "lot"
    assert record["elected"] == [elected]


def test_lots_may_be_written_with_spaces(omov, ballots: Path) -> None:
    assert counted(omov, ballots, *COUNT, "--lots", "4, 3, 2, 1")["contest"]["lots"][0] == "4"


def test_the_papers_may_come_from_standard_input(omov, ballots: Path) -> None:
    piped = omov("count", "-", *COUNT, "--json", stdin=ballots.read_bytes())
    assert piped.status == 0
    assert piped.out == omov("count", ballots, *COUNT, "--json").out


def test_a_compressed_file_gives_the_same_record(omov, ballots: Path, tmp_path: Path) -> None:
    packed = tmp_path / "ballots.blt.gz"
    packed.write_bytes(gzip.compress(ballots.read_bytes()))
    assert omov("count", packed, *COUNT, "--json").out == (
        omov("count", ballots, *COUNT, "--json").out
    )


def test_the_table_is_shown_unless_minutes_are_asked_for(omov, ballots: Path) -> None:
    table = omov("count", ballots, *COUNT)
    assert (table.status, table.err) == (0, "")
    assert table.out == omov("count", ballots, *COUNT, "--view", "table").out
    assert "Stage 1" in table.out and "Votes now" not in table.out
    minutes = omov("count", ballots, *COUNT, "--view", "minutes")
    assert (minutes.status, minutes.err) == (0, "")
    assert "Stage 1." in minutes.out and "Votes now" in minutes.out


def test_the_table_ends_with_the_result_in_a_sentence(omov, ballots: Path) -> None:
    # By hand: Ada at stage 1; then Dai (2) goes out, and his two papers give Cara 6, the quota.
    out = omov("count", ballots, *COUNT).out
    assert "Elected, in this order: Ada Abbott and Cara Cole." in out


def test_the_views_fit_the_width_that_the_terminal_has(omov, ballots: Path, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for view in ("table", "minutes"):
        out = omov("count", ballots, *COUNT, "--view", view).out
        assert max(map(len, out.splitlines())) <= 60


def test_a_name_cannot_write_to_the_terminal(omov, tmp_path: Path) -> None:
    # U+202E turns the text around; U+009B begins a terminal's command.
    names = '"A\u202eB"\n"C\u009b2J"\n"T"\n'
    path = tmp_path / "names.blt"
    path.write_text("2 1\n3 1 0\n1 2 0\n0\n" + names, encoding="utf-8")
    for view in ("table", "minutes"):
        out = omov("count", path, *COUNT, "--view", view).out
        assert "\u202e" not in out and "\u009b" not in out
        assert "A\\u202eB" in out and "C\\u009b2J" in out
    assert "A\u202eB" in omov("count", path, *COUNT, "--json").out


def test_progress_is_shown_only_where_somebody_looks(omov, ballots: Path, monkeypatch) -> None:
    monkeypatch.setattr("service.cli.reading._PATIENCE", 0)
    assert omov("count", ballots, *COUNT).err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    watched = omov("count", ballots, *COUNT, "--json")
    assert "Reading" in watched.err
    assert json.loads(watched.out)["elected"] == ["1", "3"]


@pytest.mark.parametrize("command", ["count", "check", "rules"])
def test_every_command_has_help_with_an_example(command: str, omov) -> None:
    ended = omov(command, "--help")
    assert (ended.status, ended.err) == (0, "")
    assert "Example" in ended.out and f"omov {command}" in ended.out
    assert "--json" in ended.out


def test_help_lists_every_command(omov) -> None:
    from service.cli.commands import names

    ended = omov("--help")
    assert (ended.status, ended.err) == (0, "")
    assert {"count", "check", "rules"} <= set(names())
    assert all(f"  {name} " in ended.out for name in names())
    assert omov().out == ended.out


def test_the_version_is_printed(omov) -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    ended = omov("--version")
    assert (ended.status, ended.out, ended.err) == (0, f"omov {project['version']}\n", "")
