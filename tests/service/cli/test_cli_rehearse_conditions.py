"""A notice with conditions on the roll can be rehearsed as it is, and what is wrong with one is said."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from ballots.eligible import parse_condition
from service.notice import read_notice
from service.rehearsal.http import RehearsalError
from service.rehearsal.invented import Invented
from tests.service.office_pages import NOTICE

SAMPLE = Path(__file__).resolve().parents[3] / "service" / "samples" / "demo" / "notice.toml"
NORTH = """\
[[contests]]
id = "north"
title = "Representative of the north"
roll = "members"
electorate = "region = 'north' and grade >= 3"
rule = "av"

[[contests]]
id = "south"
title = "Representative of the south"
roll = "members"
electorate = "region = 'south' or not (honorary != true)"
rule = "av"

[[contests]]
"""


def notice(more: str = NORTH) -> str:
    text = NOTICE.replace("[[contests]]\n", more, 1)
    return text.replace('contest = ["committee"]', 'contest = ["committee", "north", "south"]')


def test_invented_members_meet_the_conditions_and_every_contest_has_voters() -> None:
    read = read_notice(notice())
    invented = Invented(read)
    rows = list(csv.DictReader(io.StringIO(invented.roll("members", 6).decode())))
    assert len(rows) == 6
    for form in read.contests:
        able = []
        for row in rows:
            conditions = (read.rolls["members"].eligible, form.electorate)
            able.append(all(parse_condition(text).holds(row) for text in conditions))
            assert invented.may_vote(row["number"], form.id) is able[-1]
        assert any(able), form.id


def test_conditions_that_nobody_can_meet_are_named() -> None:
    with pytest.raises(RehearsalError, match=r"who may vote in 'north', with .*grade >= 3"):
        Invented(read_notice(notice().replace("grade >= 3", "grade >= 3 and grade < 3")))


def test_the_sample_notice_is_rehearsed_and_verified(omov, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    later = tmp_path / "notice.toml"
    later.write_text(re.sub("2026-0([23])-", r"2099-0\1-", SAMPLE.read_text()))
    ended = omov("rehearse", later, "--members", "5", "--out", tmp_path / "tried")
    assert (ended.status, "The evidence: verified." in ended.out) == (0, True), ended.err


def test_everything_wrong_with_a_notice_is_said(omov, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    wrong = tmp_path / "notice.toml"
    wrong.write_text(NOTICE.replace("seats = 2", "seats = 0").replace('"10m"', '"soon"'))
    ended = omov("rehearse", wrong, "--out", tmp_path / "tried")
    assert ended.status == 2
    assert "contests[1].seats" in ended.err and "timetable.voting.grace" in ended.err
