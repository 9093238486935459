"""The schedule of constraints: printed as the documentation has it, cited as it is numbered."""

from __future__ import annotations

import re
from pathlib import Path

from counting.rules import all_rules
from counting.schedule import CONSTRAINTS, LEFT_TO_NOBODY, NONE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "constraints.md"


def test_the_documentation_quotes_the_schedule_word_for_word() -> None:
    quoted = [line.removeprefix("> ") for line in PAGE.read_text().splitlines() if line[:2] == "> "]
    assert quoted == [CONSTRAINTS.introduction, *CONSTRAINTS.sentences]


def test_the_points_are_numbered_from_1_to_7() -> None:
    assert [sentence[:3] for sentence in CONSTRAINTS.sentences] == [f"{n}. " for n in range(1, 8)]


def test_every_point_that_a_rule_cites_is_there() -> None:
    text = " ".join(CONSTRAINTS.sentences)
    cited = {
        clause
        for rule in all_rules()
        for clause in rule.clauses.values()
        if clause.startswith("schedule ")
    }
    assert cited
    for clause in cited:
        number, letter = re.fullmatch(r"schedule (\d)(\([a-c]\))?", clause).groups()
        assert f"{number}. " in text
        assert letter is None or letter in text


def test_the_documentation_has_the_schedule_of_none_word_for_word() -> None:
    page = PAGE.read_text()
    assert "\n\n".join((NONE.introduction, *NONE.sentences)) in page
    assert [sentence[:3] for sentence in NONE.sentences] == [f"{n}. " for n in range(1, 6)]
    assert LEFT_TO_NOBODY[1] == "schedule of None 3"
