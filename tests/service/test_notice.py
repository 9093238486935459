"""The notice of election: what is taken, and what is refused with its line."""

from __future__ import annotations

from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notice import NoticeError, notice_schema, read_notice
from service.notice.consistency import contest_of

GOOD = """\
title = "Executive and reserved seat 2027"
organisation = "The Alliance"
language = ["en", "cy"]
rules = "Standing orders 7–12"

[timetable]
zone = "Europe/London"
roll_freezes = 2027-02-01T12:00
nominations  = { open = 2027-01-04T09:00, close = 2027-01-25T12:00 }
voting       = { open = 2027-06-08T09:00, close = 2027-06-22T12:00, grace = "10m" }
complaints_until = 2027-07-01T12:00

[secrecy]
mode = "secret"
holding = { trustees = 5, threshold = 3 }
batch = { interval = "5m", pool = 20 }
publication = "full"
witnesses = []

[control]
officers = "two"

[rolls.members]
file = "members.csv"
eligible = "joined <= 2026-12-31 and status = 'paid'"

[[categories]]
attribute = "gender"
values = ["woman", "man", "other"]
basis = "Rule 7.3; self-declared at nomination"

[[contests]]
id = "executive"
title = "Two members of the executive"
kind = "ranked"
roll = "members"
seats = 2
rule = "scottish-2011"
constraints = [ { attribute = "gender", value = "woman", min = 1, label = "at least one woman" } ]
if_infeasible = ["extend nominations 7d", "leave vacant"]
none = false
ties = "lot"

[[candidates]]
contest = ["executive"]
name = "Ada Example"
attributes = { gender = "woman" }

[[candidates]]
contest = ["executive"]
name = "Bea Example"
attributes = { gender = "woman" }

[[candidates]]
contest = ["executive"]
name = "Cyd Example"
attributes = { gender = "man" }
"""


def test_a_notice_is_read_as_it_is_written() -> None:
    notice = read_notice(GOOD)
    assert notice.election_id == "executive-and-reserved-seat-2027"
    assert notice.secrecy.batch.interval == 300
    assert notice.timetable.voting.grace == 600
    assert [c.name for c in notice.candidates_of(notice.contests[0])] == [
        "Ada Example",
        "Bea Example",
        "Cyd Example",
    ]


def test_a_bound_may_be_a_part_of_the_places_with_its_rounding() -> None:
    half = 'min_share = { part = "1/2", rounding = "up" },'
    notice = read_notice(
        GOOD.replace("min = 1,", half).replace(', label = "at least one woman"', "")
    )
    (constraint,) = contest_of(notice, notice.contests[0]).constraints
    assert [constraint.least(places) for places in (2, 3, 5)] == [1, 2, 3]
    assert constraint.label == "at least 1/2 (rounded up) with gender 'woman'"


def test_times_are_local_to_the_notice_s_zone() -> None:
    timetable = read_notice(GOOD).timetable
    # London is an hour ahead of UTC in June.
    assert timetable.utc(timetable.voting.open) == datetime(2027, 6, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "line_of", "message"),
    [
        ('rules = "Standing orders 7–12"\n', "", None, "rules: it is missing"),
        ('title = "Exec', 'colour = "red"\ntitle = "Exec', "colour", "there is no such key"),
        ("seats = 2", "seats = 4", "seats = 4", "only 3 candidates"),
        ('rule = "scottish-2011"', 'rule = "lottery"', 'rule = "lottery', "no rule 'lottery'"),
        ('rule = "scottish-2011"', 'rule = "av"', "[[contests]]", "fills 1 seat"),
        ('roll = "members"', 'roll = "friends"', 'roll = "friends', "no roll 'friends'"),
        ("min = 1,", "min = 3,", "constraints", "at least one woman"),
        (
            "min = 1,",
            'min_share = { part = "1/0", rounding = "up" },',
            "constraints",
            "should match pattern",
        ),
        (
            "min = 1,",
            'min = 1, min_share = { part = "1/2", rounding = "up" },',
            "constraints",
            "not both",
        ),
        (
            "min = 1,",
            'min_share = { part = "3/2", rounding = "up" },',
            "[[contests]]",
            "from 0 to 1, not 3/2",
        ),
        ('value = "woman", min', 'value = "wizard", min', "constraints", "not a value of 'gender'"),
        (
            'gender = "man"',
            'gender = "wizard"',
            'attributes = { gender = "wizard',
            "not a value of 'gender'",
        ),
        ("grace = ", "grease = ", "voting", "there is no such key"),
        ('"10m"', '"ten minutes"', "voting", "length of time"),
        ("2027-06-22T12:00", "2027-06-01T12:00", "voting", "closes before it opens"),
        ("2027-06-08T09:00", "2027-03-28T01:30", "[timetable]", "does not happen exactly once"),
        ("2027-06-08T09:00", "2027-06-08T09:00Z", "voting", "local date and time"),
        ("Europe/London", "Europe/Atlantis", "[timetable]", "not a time zone"),
        ("trustees = 5, threshold = 3", "trustees = 2, threshold = 3", "holding", "more trustees"),
        ("threshold = 3", "threshold = 1", "holding", "greater than or equal to 2"),
        ('grace = "10m"', 'early_close = true, grace = "10m"', "voting", "no such key"),
        ("status = 'paid'", "status = paid", "eligible", "'text'"),
        ('publication = "full"', 'publication = "auditors"', "[secrecy]", "name the auditors"),
        ("none = false", 'none = "nobody"', "none =", "'ron'"),
        ('"leave vacant"]', '"leave it vacant"]', "if_infeasible =", "no step of a policy"),
        ('kind = "ranked"', 'kind = "election"', "kind =", "ranked"),
        ('name = "Bea Example"', 'name = "Ada Example"', "[[contests]]", "stands twice"),
        (
            'contest = ["executive"]\nname = "Cyd',
            'contest = ["exec"]\nname = "Cyd',
            'contest = ["exec"]',
            "no contest",
        ),
        ('organisation = "The Alliance"', "organisation = ", "organisation", "Invalid value"),
        ("[control]", '[[nominating_bodies]]\nid = "x"\n\n[control]', "[[nom", "later version"),
        ('7d", "leave vacant"]', '7d"]', "if_infeasible", "the count must go on"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(
    old: str, new: str, line_of: str | None, message: str
) -> None:
    assert old in GOOD
    changed = GOOD.replace(old, new, 1)
    with pytest.raises(NoticeError) as refused:
        read_notice(changed)
    line = changed[: changed.index(line_of)].count("\n") + 1 if line_of else None
    assert any(message in fault.what or message in str(fault) for fault in refused.value.faults)
    matching = [fault for fault in refused.value.faults if message in str(fault)]
    assert matching[0].line == line, [str(fault) for fault in refused.value.faults]


def test_everything_wrong_is_said_at_once() -> None:
    worse = GOOD.replace('"10m"', '"soon"').replace("threshold = 3", "threshold = 9")
    with pytest.raises(NoticeError) as refused:
        read_notice(worse)
    assert len(refused.value.faults) == 2


def test_the_published_schema_takes_what_is_taken_and_refuses_unknown_keys() -> None:
    schema = notice_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) >= {"title", "organisation", "timetable", "contests"}


@given(st.text(max_size=200))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(NoticeError):
        read_notice(text)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(list("\"'[]{}=#\n\\\x00é9")))
def test_one_wrong_sign_never_breaks_the_reader(at: int, sign: str) -> None:
    try:
        read_notice(GOOD[:at] + sign + GOOD[at + 1 :])
    except NoticeError as refused:
        assert refused.faults
