"""A member votes in a real browser against the real rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import NewPage
from tests.browser.election import ContestPlan, Played
from tests.browser.election import begin as begin_election
from tests.browser.member import (
    begin,
    card,
    cast,
    confirm,
    heading,
    press,
    reference,
    sign_in,
    tap,
    vote,
    words_on,
)

pytestmark = pytest.mark.slow

EXECUTIVE = "Three members of the executive"
NAMES = ("Ada Example", "Ben Other", "Cai Third", "Dee Fourth", "Eve Fifth")
CONTESTS = (
    ContestPlan("executive", EXECUTIVE, NAMES, 3),
    ContestPlan("chair", "Chair", ("Gwen", "Hal"), 1, "av"),
)
NewDevice = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def poll(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """An election that is open for a week."""
    folder: Path = tmp_path_factory.mktemp("poll")
    played = begin_election(folder, "Executive 2027", CONTESTS)
    try:
        played.freeze()
        played.open()
        yield played
    finally:
        played.officers.close()
        played.server.stop()


def said(page: Page) -> str:
    # Not by a function as text: the pages' policy lets nobody evaluate one.
    expect(page.locator("#live")).not_to_be_empty()
    return page.locator("#live").inner_text()


def test_a_member_votes_and_votes_again_until_closing(poll: Played, new_page: NewPage) -> None:
    page = new_page()
    requests: list[tuple[str, dict[str, str]]] = []
    page.on("request", lambda request: requests.append((request.url, request.all_headers())))
    page.goto(poll.links["M-001"])
    assert "#" not in page.url
    press(page, "Begin")
    page.get_by_label("Your membership number").fill("m-999")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("does not go with your link")
    page.get_by_label("Your membership number").fill(" m-001 ")
    press(page, "Continue")
    heading(page, "Your ballots")

    first = vote(page, EXECUTIVE, "Cai Third", "Ada Example")
    assert len(first) == 43
    press(page, "Next ballot")
    heading(page, "Chair")
    page.get_by_role("link", name="Abstain in this contest").click()
    expect(page.get_by_text("You abstain: no candidate is chosen.")).to_be_visible()
    confirm(page)
    heading(page, "Your ballot is in")
    press(page, "Back to your ballots")
    expect(card(page, "Chair")).to_contain_text("Your ballot is in the box.")

    second = vote(page, EXECUTIVE, "Dee Fourth", button="Vote again")
    assert second != first
    expect(page.get_by_text("Ballot number 2 of yours")).to_be_visible()
    page.reload()
    heading(page, "Your ballot is in")
    assert reference(page) == second

    boxed = [headers for url, headers in requests if "/box/" in url]
    assert boxed
    assert all("cookie" not in headers and "authorization" not in headers for headers in boxed)
    assert all("#" not in url and ".zip" not in url for url, _ in requests)


def test_buttons_and_keyboard_make_any_order(poll: Played, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, poll, 2)
    begin(page, EXECUTIVE)
    press(page, "Check my ballot")
    expect(page.get_by_role("alert")).to_contain_text("Rank at least one candidate")

    page.locator("#candidate-1").focus()
    page.keyboard.press("Enter")
    assert said(page) == "Ada Example is your first preference."
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tap(page, "Cai Third")
    assert ranked(page) == ["Ada Example", "Ben Other", "Cai Third"]

    page.get_by_role("button", name="Move up: Cai Third").click()
    assert said(page) == "Cai Third is your second preference."
    expect(page.get_by_role("button", name="Move up: Cai Third")).to_be_focused()
    page.keyboard.press("Enter")
    assert ranked(page) == ["Cai Third", "Ada Example", "Ben Other"]
    expect(page.get_by_role("button", name="Move up: Cai Third")).to_have_attribute(
        "aria-disabled", "true"
    )
    page.get_by_role("button", name="Take out: Ada Example").click()
    expect(page.get_by_role("button", name="Take out: Ben Other")).to_be_focused()
    assert ranked(page) == ["Cai Third", "Ben Other"]
    press(page, "Clear")
    expect(page.get_by_text("Nobody yet.")).to_be_visible()
    press(page, "Undo")
    assert ranked(page) == ["Cai Third", "Ben Other"]

    page.reload()
    heading(page, EXECUTIVE)
    assert ranked(page) == ["Cai Third", "Ben Other"]
    tap(page, "Ben Other")
    assert ranked(page) == ["Cai Third"]


def ranked(page: Page) -> list[str]:
    found = page.locator(".ranked .name").all_inner_texts()
    return [text.rpartition(":")[2].strip() for text in found]


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_lost_answer_is_asked_for_again_with_the_same_ballot(
    poll: Played, new_page: NewPage, lost: str
) -> None:
    page = new_page()
    bodies: list[str | None] = []

    def lose_first(route: Route) -> None:
        bodies.append(route.request.post_data)
        if len(bodies) > 1:
            return route.continue_()
        if lost == "answer":
            route.fetch()
        return route.abort()

    page.route("**/cast", lose_first)
    sign_in(page, poll, 3 if lost == "request" else 4)
    vote(page, EXECUTIVE, "Ada Example")
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    expect(page.get_by_text("Ballot number 1 of yours")).to_be_visible()


def test_a_ballot_that_may_not_have_arrived_is_settled_later(
    poll: Played, new_page: NewPage
) -> None:
    page = new_page()
    sign_in(page, poll, 5)
    page.clock.install()
    page.route("**/cast", lambda route: route.abort())
    begin(page, EXECUTIVE)
    tap(page, "Ben Other")
    press(page, "Check my ballot")
    confirm(page)
    for _ in range(6):
        page.clock.run_for(10_000)
    heading(page, "No connection")
    press(page, "Back to your ballots")
    expect(card(page, EXECUTIVE)).to_contain_text("may not have arrived")
    page.unroute("**/cast")
    press(page, "Send it again")
    heading(page, "Your ballot is in")
    expect(page.get_by_text("Ballot number 1 of yours")).to_be_visible()


def test_another_device_needs_the_words_and_is_told_of_the_ballot_in_the_box(
    poll: Played, new_page: NewPage
) -> None:
    first = new_page()
    sign_in(first, poll, 6)
    vote(first, EXECUTIVE, "Ada Example")
    first.get_by_role("link", name="Keep your 24 words").click()
    heading(first, "Your 24 words")
    words = words_on(first)
    assert len(words.split()) == 24

    second = new_page()
    sign_in(second, poll, 6)
    expect(card(second, EXECUTIVE)).to_contain_text("Begun on another device")
    press(second, "Use my 24 words")
    heading(second, "Use your 24 words")
    field = second.get_by_label("Your 24 words")
    field.fill(words.replace(words.split()[4], "notaword", 1))
    press(second, "Continue")
    expect(second.get_by_role("alert")).to_contain_text("Word 5")
    field.fill(words.upper())
    press(second, "Continue")
    heading(second, EXECUTIVE)
    tap(second, "Eve Fifth")
    cast(second)
    heading(second, "There is already a ballot with your words")
    expect(second.get_by_text("Ballot number 1 is in the box")).to_be_visible()
    press(second, "Replace it with this ballot (number 2)")
    heading(second, "Your ballot is in")
    expect(second.get_by_text("Ballot number 2 of yours")).to_be_visible()


def test_a_paper_drawn_with_other_words_cannot_be_drawn_again(
    poll: Played, new_page: NewPage
) -> None:
    first = new_page()
    sign_in(first, poll, 7)
    vote(first, "Chair", "Gwen")
    second = new_page()
    sign_in(second, poll, 7)
    vote(second, EXECUTIVE, "Ada Example")
    press(second, "Back to your ballots")
    begin(second, "Chair")
    tap(second, "Hal")
    cast(second)
    heading(second, "This ballot was begun on another device")
    expect(second.get_by_text("Nothing was lost")).to_have_count(0)
    press(second, "type in your 24 words")
    expect(second.get_by_text("This device has other words of yours already")).to_be_visible()


def test_two_members_on_one_device_have_words_of_their_own(
    poll: Played, new_device: NewDevice, new_page: NewPage
) -> None:
    device = new_device()
    page = new_page(device)
    sign_in(page, poll, 8)
    vote(page, "Chair", "Gwen")
    press(page, "Keep your 24 words")
    heading(page, "Your 24 words")
    mine = words_on(page)

    other = new_page(device)
    sign_in(other, poll, 9)
    expect(card(other, "Chair")).to_contain_text("Not voted yet.")
    vote(other, "Chair", "Hal")
    press(other, "Keep your 24 words")
    heading(other, "Your 24 words")
    assert words_on(other) != mine

    # The first tab still shows the first member, but the session is now the second one's.
    page.evaluate("location.hash = '#rank/executive'")
    heading(page, EXECUTIVE)
    tap(page, "Ada Example")
    cast(page)
    heading(page, "Somebody else has signed in here")
    press(page, "Sign in again")
    page.get_by_label("Your membership number").fill("M-008")
    press(page, "Continue")
    expect(card(page, "Chair")).to_contain_text("Your ballot is in the box.")
