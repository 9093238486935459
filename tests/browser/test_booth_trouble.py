"""What a member is told when something is not as it should be, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.election import ContestPlan, Played
from tests.browser.election import begin as begin_election
from tests.browser.member import begin, heading, press, sign_in, tap

pytestmark = pytest.mark.slow

CONTESTS = (ContestPlan("chair", "Chair", ("Gwen", "Hal"), 1, "av"),)


@pytest.fixture(scope="module")
def poll(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """An election that is open for a week."""
    played = begin_election(tmp_path_factory.mktemp("trouble"), "Chair 2027", CONTESTS)
    try:
        played.freeze()
        played.open()
        yield played
    finally:
        played.officers.close()
        played.server.stop()


def test_a_link_that_names_another_election_stops_everything(
    poll: Played, new_page: NewPage
) -> None:
    page = new_page()
    link = poll.links["M-010"]
    before, _, after = link.partition("&m=")
    page.goto(f"{before}&m={'A' * 43}&{after.partition('&')[2]}")
    heading(page, "This is not the election you were invited to")
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_link_that_was_cut_short_or_is_unknown_is_said_to_be_so(
    poll: Played, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{poll.address}/vote/poll")
    press(page, "Begin")
    page.get_by_label("The link in your invitation").fill("http://example.org/vote/poll#l=abc")
    page.get_by_label("Your membership number").fill("M-010")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Paste the link")
    unknown = f"{'A' * 16}.{'A' * 22}"
    page.get_by_label("The link in your invitation").fill(unknown)
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("This link does not work")
    page.get_by_label("The link in your invitation").fill(poll.links["M-010"])
    page.get_by_label("Your membership number").fill("M-010")
    press(page, "Continue")
    heading(page, "Your ballots")


def test_where_nothing_is_kept_the_words_are_all_there_is(poll: Played, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    sign_in(page, poll, 10)
    expect(page.get_by_text("This browser keeps nothing")).to_be_visible()
    begin(page, "Chair")
    tap(page, "Hal")
    press(page, "Check my ballot")
    press(page, "Cast my ballot")
    heading(page, "Keep these 24 words")
    expect(page.get_by_text("This browser keeps nothing")).to_be_visible()
    press(page, "Cast my ballot")
    heading(page, "Your ballot is in")


def test_an_address_alone_never_casts_or_removes_anything(poll: Played, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, poll, 11)
    drawn: list[str] = []
    page.on(
        "request", lambda r: drawn.append(r.url) if r.url.endswith(("/draw", "/cast")) else None
    )
    for state in ("cast/chair", "cast/chair/abstain", "resume/chair", "keep/chair/abstain"):
        page.evaluate("state => { location.hash = `#${state}`; }", state)
        page.wait_for_timeout(200)
    expect(page.get_by_role("heading", name="Keep these 24 words")).to_be_visible()
    assert drawn == []


def test_whoever_has_signed_out_is_asked_who_they_are(poll: Played, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, poll, 12)
    press(page, "Sign out")
    heading(page, "You are invited to vote")
    page.evaluate("location.hash = '#rank/chair'")
    heading(page, "Show that it is you")


def test_an_old_browser_is_told_which_ones_work(poll: Played, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(
        "const old = crypto.subtle.importKey;"
        "SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...more) {"
        "  if (algorithm === 'Ed25519') return Promise.reject(new DOMException('', 'NotSupportedError'));"
        "  return old.call(this, format, data, algorithm, ...more);"
        "};"
    )
    page.goto(poll.links["M-012"])
    heading(page, "This browser is too old for secret voting")
