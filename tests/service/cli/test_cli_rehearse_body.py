"""A whole election of linked contests: rehearsed from its notice, and verified from its evidence alone."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

from tests.service.test_notice_bodies import LINKED


def test_an_election_of_a_body_is_rehearsed_and_verified(omov, tmp_path: Path) -> None:
    notice = tmp_path / "committee.toml"
    notice.write_text(LINKED, encoding="utf-8")
    out = tmp_path / "tried"
    ended = omov("rehearse", notice, "--members", "6", "--seed", "7", "--out", out)
    assert ended.status == 0, ended.err
    verified = omov("verify", out / "evidence.zip", "--json")
    assert verified.status == 0
    with ZipFile(out / "evidence.zip") as evidence:
        names = [name for name in evidence.namelist() if name.endswith("record.json")]
        records = {name: json.loads(evidence.read(name)) for name in names}
    assert len(records) == 2
    elected = [person for record in records.values() for person in record["elected"]]
    assert len(set(elected)) == 4  # nobody has two places
    women = {c["id"] for r in records.values() for c in r["contest"]["candidates"]
             if c["attributes"].get("gender") == "woman"}  # fmt: skip
    assert len(women.intersection(elected)) >= 2
