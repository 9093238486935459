"""Promotion on the papers of a hundred real elections, with made-up categories: engine, text and check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from counting import Constraint, Contest, RuleId, count
from counting.check import check
from counting.formats import BallotFile
from counting.formats.blt import read_blt
from counting.record import CountRecord
from tests.counting.promotion_by_text import BASES, elected_by_the_text


def balanced(file: BallotFile, rule: str) -> Contest:
    """Every second candidate on the paper is 'w', and at least half of the places are theirs."""
    ids = tuple(str(k) for k in range(1, len(file.names) + 1))
    attributes = {id_: {"g": "w" if int(id_) % 2 else "m"} for id_ in ids}
    plain = file.contest(RuleId(rule), lots=ids, attributes=attributes)
    least = min(sum(held["g"] == "w" for held in attributes.values()), (plain.seats + 1) // 2)
    return replace(plain, constraints=(Constraint("g", "w", least, None, f"at least {least} w"),))


def promoted(record: CountRecord) -> int:
    return sum(len(d.candidates) for s in record.stages for d in s.decisions if d.act == "promote")


def test_real_elections_come_out_as_the_text_says_and_pass_the_check(shared: Path) -> None:
    counts = promotions = unlike = 0
    for path in sorted((shared / "elections" / "scottish").glob("*.blt")):
        if path.name.endswith(".unquoted.blt"):
            continue
        file = read_blt(path)
        contest = balanced(file, sorted(BASES)[counts % 2])
        record = count(file.papers, contest)
        assert record.elected == elected_by_the_text(file.papers, contest), path.name
        assert check(record, file.papers, contest).faults == (), path.name
        constrained = count(file.papers, replace(contest, rule=RuleId(BASES[contest.rule])))
        if not promoted(record):
            assert {*record.elected} == {*constrained.elected}, path.name
        counts += 1
        promotions += promoted(record) > 0
        unlike += {*record.elected} != {*constrained.elected}
    assert counts == 100
    assert promotions > 20 and unlike > 3
