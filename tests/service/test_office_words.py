"""What officers' pages say of times, of how close a count was, and of what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from counting import Candidate, CandidateId, Contest, Papers, RuleId, count
from service.db.office.store import Election, Proposal
from service.notice import read_notice
from service.office.closeness import closest_exclusion
from service.office.facts import Facts
from service.office.pages import own_path
from service.office.timeline import Milestone, timeline, where_we_are
from service.web.times import length_words, time_words
from tests.service.office_pages import NOTICE

OPENS = datetime(2099, 6, 8, 8, tzinfo=UTC)
CLOSES = datetime(2099, 6, 22, 11, tzinfo=UTC)
BOX = CLOSES + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "Mon 8 June 2099, 09:00 in Europe/London (08:00 UTC)"),
        ("UTC", "Mon 8 June 2099, 08:00 UTC"),
        ("Pacific/Auckland", "Mon 8 June 2099, 20:00 in Pacific/Auckland (08:00 UTC)"),
        (
            "Pacific/Honolulu",
            "Sun 7 June 2099, 22:00 in Pacific/Honolulu (Mon 8 June 2099, 08:00 UTC)",
        ),
    ],
)
def test_a_time_stands_in_the_zone_with_utc_beside_it(zone: str, words: str) -> None:
    assert time_words(OPENS, zone) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (7_260, "2 hours 1 minute"),
        (86_400, "1 day"),
        (86_400 * 3 + 3_600 * 4 + 120, "3 days 4 hours"),
        (86_400 + 60, "1 day 1 minute"),
    ],
)
def test_a_length_of_time_has_at_most_two_units(seconds: int, words: str) -> None:
    assert length_words(timedelta(seconds=seconds)) == words


def candidates(*names: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(CandidateId(str(number)), name, {}) for number, name in enumerate(names, 1)
    )


def test_the_closest_exclusion_is_the_one_with_the_smallest_gap_to_the_next() -> None:
    # One seat, 21 papers, quota 11. Dot (2) goes, 1 behind Cyd (3); her papers go to Ada and Bea.
    # Then Cyd (3) goes, 5 behind Bea (8). So the first exclusion is the closest.
    people = candidates("Ada", "Bea", "Cyd", "Dot")
    contest = Contest("Chair", 1, people, RuleId("scottish-2011"))
    rankings = [((1,), 9), ((2,), 7), ((3, 1), 3), ((4, 1), 1), ((4, 2), 1)]
    record = count(Papers.from_rankings(rankings, 4), contest)
    found = closest_exclusion(record)
    assert found is not None
    assert (found.stage, found.excluded, found.next) == (2, "Dot", "Cyd")
    assert found.gap_text == "1.00000"


def test_a_count_without_exclusions_has_no_closest_one() -> None:
    contest = Contest("Chair", 1, candidates("Ada", "Bea"), RuleId("scottish-2011"))
    record = count(Papers.from_rankings([((1,), 9), ((2,), 2)], 2), contest)
    assert closest_exclusion(record) is None


def facts(state: str, now: datetime, **more: object) -> Facts:
    made = Facts(
        election=Election("committee-2099", state, NOTICE),
        notice=read_notice(NOTICE),
        now=now,
        opens=OPENS,
        closes=CLOSES,
        box_closes=BOX,
        officers=2,
        links_made=False,
        waiting=(),
        rolls={"members": 10},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def upcoming(given: Facts) -> list[Milestone]:
    return [m for m in timeline(given) if m.state in ("now", "blocked")]


@pytest.mark.parametrize(
    ("given", "where", "coming"),
    [
        (facts("draft", OPENS, rolls={}), "A draft.", ["rolls", "prepare"]),
        (facts("draft", OPENS - timedelta(days=1)), "A draft.", ["prepare"]),
        (facts("prepared", OPENS - timedelta(days=1)), "Prepared.", ["freeze"]),
        (
            facts("frozen", OPENS - timedelta(hours=1)),
            "Voting opens in 1 hour.",
            ["links", "opens"],
        ),
        (facts("frozen", OPENS, links_made=True), "Voting is open.", ["closes"]),
        (facts("frozen", CLOSES, links_made=True), "under way for 10 minutes", ["close"]),
        (facts("frozen", BOX, links_made=True), "can be closed now", ["close"]),
        (facts("closed", BOX), "still sealed", ["open"]),
        (facts("opened", BOX), "have not been counted", ["count"]),
        (facts("counted", BOX), "nobody else can see it", ["declare"]),
        (facts("declared", BOX), "has been declared", ["complaints"]),
        (facts("declared", BOX + timedelta(days=30)), "has been declared", []),
    ],
)
def test_each_state_says_where_it_is_and_what_is_next(
    given: Facts, where: str, coming: list[str]
) -> None:
    assert where in where_we_are(given)
    assert [milestone.key for milestone in upcoming(given)] == coming


@pytest.mark.parametrize(
    ("given", "block"),
    [
        (facts("draft", OPENS, rolls={}), "Import the roll 'members' first."),
        (facts("draft", OPENS, officers=1), "add another officer first"),
        (facts("prepared", OPENS), "change the timetable in the notice"),
        (facts("frozen", CLOSES, links_made=True), "still taken for 10 minutes"),
    ],
)
def test_what_is_held_up_says_by_what(given: Facts, block: str) -> None:
    last = upcoming(given)[-1]
    assert last.state == "blocked"
    assert any(block in text for text in last.blocks)


def test_a_proposal_stands_at_its_milestone() -> None:
    proposal = Proposal("committee-2099", 3, "close", "{}", "Over.", "ann", None, "proposed")
    given = facts("frozen", BOX, links_made=True, waiting=(proposal,))
    assert [m.key for m in timeline(given) if m.waits is proposal] == ["close"]


@pytest.mark.parametrize("path", ["/office/", "/office/elections/committee-2099/audit"])
def test_a_page_of_the_office_may_be_gone_on_to(path: str) -> None:
    assert own_path(path) == path
