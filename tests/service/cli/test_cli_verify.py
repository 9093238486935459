"""`omov verify`: a line for each check, a verdict, and an exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ballots.evidence import CHECK_NAMES, files
from tests.attacks.insider import honest, inventory_of, zip_of
from tests.service.cli.conftest import Omov


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "evidence.zip"
    path.write_bytes(zip_of(honest()[2]))
    return path


@pytest.fixture
def forged(tmp_path: Path) -> Path:
    """One paper changed, and the inventory with it; the officers did not sign again."""
    contents = dict(honest()[2])
    path = files.contest_file("executive", files.PAPERS)
    contents[path] = contents[path].replace(b'"papers":1', b'"papers":2', 1)
    contents[files.INVENTORY] = inventory_of(contents)
    forged = tmp_path / "forged.zip"
    forged.write_bytes(zip_of(contents))
    return forged


def mh() -> str:
    return honest()[0].manifest.mh.hex()


def test_good_evidence_with_the_expected_hash_is_verified_with_status_0(
    omov: Omov, evidence: Path
) -> None:
    ended = omov("verify", evidence, "--expect", mh())
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line for line in lines if line.startswith(("ok ", "not reached", "FAILED"))]
    for name in CHECK_NAMES:
        assert any(line.startswith("ok ") and f"  {name}  " in line for line in lines), name
    assert "Verified: every check holds" in ended.out
    assert "Elected, in this order:" in " ".join(ended.out.split())


@pytest.mark.parametrize(
    "form", [str.upper, lambda text: f"sha256:{text}", lambda text: f" {text} "]
)
def test_the_hash_may_be_written_as_people_write_it(omov: Omov, evidence: Path, form) -> None:  # type: ignore[no-untyped-def]
    assert omov("verify", evidence, "--expect", form(mh())).status == 0


def test_without_the_expected_hash_it_is_self_consistent_only(omov: Omov, evidence: Path) -> None:
    ended = omov("verify", evidence)
    assert ended.status == 0
    assert "Self-consistent only" in ended.out
    assert mh() in ended.out.replace("\n", "")
    assert "Verified" not in ended.out


def test_another_expected_hash_is_status_1(omov: Omov, evidence: Path) -> None:
    ended = omov("verify", evidence, "--expect", "0" * 64)
    assert ended.status == 1
    assert "FAILED: 1 check, 'expected manifest'" in ended.out


def test_forged_evidence_is_status_1_and_the_checks_are_named(omov: Omov, forged: Path) -> None:
    ended = omov("verify", forged, "--expect", mh())
    assert (ended.status, ended.err) == (1, "")
    assert "FAILED       plaintexts" in ended.out
    assert "not reached  recount" in ended.out
    assert "FAILED: 2 checks, 'plaintexts', 'declaration'" in ended.out.replace("\n", " ")


def test_json_is_one_object_for_programs(omov: Omov, evidence: Path, forged: Path) -> None:
    good = omov("verify", evidence, "--expect", mh(), "--json")
    found = json.loads(good.out)
    assert (good.status, found["overall"], found["manifest"]) == (0, "verified", mh())
    assert [check["name"] for check in found["checks"]] == list(CHECK_NAMES)
    bad = omov("verify", forged, "--json")
    assert (bad.status, json.loads(bad.out)["overall"]) == (1, "failed")


def test_a_recount_informs_and_changes_no_status(omov: Omov, evidence: Path) -> None:
    ended = omov("verify", evidence, "--expect", mh(), "--recount", "wigm-exact")
    assert ended.status == 0
    assert "Recounted, for information only" in ended.out
    assert "under wigm-exact" in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--expect", "abc"], "expected 64 hexadecimal digits"),
        (["--expect", "z" * 64], "expected 64 hexadecimal digits"),
        (["--recount", "by-acclamation"], "There is no rule 'by-acclamation'"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_bad_command_line_is_one_line_and_status_2(
    omov: Omov, evidence: Path, arguments: list[str], said: str
) -> None:
    ended = omov("verify", evidence, *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line_and_status_2(omov: Omov, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.zip", tmp_path):
        ended = omov("verify", path)
        assert (ended.status, ended.out) == (2, "")
        assert ended.err.startswith("omov verify: Evidence '")
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"not a zip", bytes(100_000)])
def test_whatever_the_bytes_there_is_a_verdict_and_no_traceback(
    omov: Omov, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "junk.zip"
    path.write_bytes(data)
    ended = omov("verify", path, "--expect", mh())
    assert (ended.status, ended.err) == (1, "")
    assert "FAILED       unpacking" in ended.out


def test_names_in_the_file_cannot_speak_to_the_terminal(omov: Omov, tmp_path: Path) -> None:
    path = tmp_path / "evil.zip"
    data = bytearray(zip_of(honest()[2]))
    at = data.rindex(b"PK\x01\x02" + b"\x14\x00")
    data[at + 46 : at + 50] = b"\x1b[2J"
    path.write_bytes(bytes(data))
    ended = omov("verify", path)
    assert ended.status == 1
    assert "\x1b" not in ended.out


def test_help_gives_an_example_and_the_exit_statuses(omov: Omov) -> None:
    ended = omov("verify", "--help")
    assert ended.status == 0
    assert "omov verify evidence.zip --expect" in ended.out
    assert "Exit status" in ended.out
