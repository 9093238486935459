"""A member votes on a motion, on options and with re-open nominations: on a phone, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, NewPage
from tests.browser.election import ContestPlan, Played
from tests.browser.election import begin as begin_election
from tests.browser.member import begin, card, confirm, heading, press, sign_in, vote
from tests.browser.test_look import Look, looker

pytestmark = pytest.mark.slow

MOTION = "Composite 2: that subscriptions rise to 12 pounds a year from next January"
VENUE = "Where the next conference meets"
COMMITTEE = "Two members of the committee"
RON = "Re-open nominations"
TERMS = (
    'kind = "motion"\nthreshold = { share = "1/2", of = "for and against", strict = true }\n'
    'quorum = 3\ncasting_vote = "chair"'
)
OPTIONS = (
    'kind = "options"\noptions = ["York", "Bath"]\nnone = "neither"\n'
    'casting_vote = "the chair of conference"'
)
CONTESTS = (
    ContestPlan("composite-2", MOTION, (), more=TERMS),
    ContestPlan("venue", VENUE, (), rule="av", more=OPTIONS),
    ContestPlan("committee", COMMITTEE, ("Ada Example", "Ben Other"), 2, more='none = "ron"'),
)
NARROW: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def poll(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """An election that is open for a week."""
    played = begin_election(tmp_path_factory.mktemp("motions"), "Conference 2027", CONTESTS)
    try:
        played.freeze()
        played.open()
        yield played
    finally:
        played.officers.close()
        played.server.stop()


def find(page: Page) -> None:
    page.evaluate("location.hash = '#my-ballot'")
    heading(page, "Check my ballot")
    press(page, "Find my ballot with this device")
    expect(page.get_by_text("What was checked")).to_be_visible()


def test_a_motion_says_what_it_needs_and_takes_one_of_three(
    poll: Played, new_page: NewPage
) -> None:
    page = new_page(viewport=NARROW)
    sign_in(page, poll, 1)
    expect(card(page, MOTION)).to_contain_text("For or against")
    begin(page, MOTION)
    needed = page.get_by_text("Needed: more than 1/2 of the votes for and against.")
    expect(needed).to_contain_text("The quorum is 3 accepted ballots, abstentions included.")
    expect(needed).to_contain_text("If as many vote for as against, there is a casting vote: chair")
    press(page, "Check my ballot")
    expect(page.get_by_role("alert")).to_contain_text("Choose one of the three.")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Choose one of the three.").click()
    expect(page.get_by_label("For", exact=True)).to_be_focused()
    page.get_by_label("For", exact=True).check()
    press(page, "Check my ballot")
    heading(page, "Check your ballot")
    expect(page.locator(".choice")).to_have_text("You vote: For.")
    confirm(page)
    heading(page, "Your ballot is in")
    find(page)
    expect(page.get_by_text("Accepted")).to_be_visible()


def test_a_motion_is_voted_on_and_changed_by_keyboard(poll: Played, new_page: NewPage) -> None:
    page = new_page(viewport=NARROW)
    sign_in(page, poll, 2)
    begin(page, MOTION)
    page.keyboard.press("Tab")
    expect(page.get_by_label("For", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Against")).to_be_checked()
    page.keyboard.press("Enter")
    heading(page, "Check your ballot")
    expect(page.locator(".choice")).to_have_text("You vote: Against.")
    confirm(page)
    heading(page, "Your ballot is in")
    page.evaluate("location.hash = '#ballots'")
    heading(page, "Your ballots")
    begin(page, MOTION, "Vote again")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_label("Abstain").check()
    page.keyboard.press("Enter")
    heading(page, "Check your ballot")
    expect(page.locator(".choice")).to_have_text("You abstain.")
    expect(page.get_by_text("This ballot will replace the one")).to_be_visible()
    confirm(page)
    expect(page.get_by_text("Ballot number 2 of yours")).to_be_visible()


def test_options_and_nobody_are_explained_where_they_are_ranked(
    poll: Played, new_page: NewPage
) -> None:
    page = new_page(viewport=NARROW)
    sign_in(page, poll, 3)
    expect(card(page, COMMITTEE)).to_contain_text("2 places, 2 candidates")
    begin(page, VENUE)
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    expect(page.get_by_text("‘None of these’ is for whoever wants no option")).to_be_visible()
    page.evaluate("location.hash = '#ballots'")
    heading(page, "Your ballots")
    begin(page, COMMITTEE)
    expect(page.get_by_text("a place that it wins stays vacant")).to_be_visible()
    page.evaluate("location.hash = '#ballots'")
    heading(page, "Your ballots")
    assert len(vote(page, COMMITTEE, RON, "Ben Other")) == 43


@pytest.mark.parametrize(
    "look",
    [Look("phone-light", 4, NARROW, "light"), Look("desktop-dark", 5, DESKTOP, "dark")],
    ids=["phone", "desktop"],
)
def test_the_motion_screen_fits_and_can_be_used_by_all(
    poll: Played, new_page: NewPage, tmp_path: Path, look: Look
) -> None:
    page = new_page(viewport=look.viewport, color_scheme=look.scheme)
    look_at = looker(look, tmp_path)
    sign_in(page, poll, look.member)
    begin(page, MOTION)
    look_at(page, "16-motion")
    press(page, "Check my ballot")
    look_at(page, "17-motion-fault")
    page.get_by_label("Against").check()
    press(page, "Check my ballot")
    heading(page, "Check your ballot")
    look_at(page, "18-motion-check")
    page.evaluate("location.hash = '#ballots'")
    heading(page, "Your ballots")
    begin(page, COMMITTEE)
    look_at(page, "19-nobody")
