"""From the invitation before the opening to the member's own ballot in the declared count."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ballots.encoding import to_base64url
from service.rehearsal.members import Members, Voter
from tests.browser.conftest import DESKTOP, NewPage
from tests.browser.election import ContestPlan, Played
from tests.browser.election import begin as begin_election
from tests.browser.member import heading, press, reference, sign_in, vote, words_on

pytestmark = pytest.mark.slow

EXECUTIVE = "Three members of the executive"
CONTESTS = (
    ContestPlan("executive", EXECUTIVE, ("Ada Example", "Ben Other", "Cai Third", "Dee"), 3),
    ContestPlan(
        "motto", "Our motto", (), 1, "av", 'kind = "options"\noptions = ["Onwards", "Together"]'
    ),
)
OTHERS: dict[int, dict[str, tuple[int, ...]]] = {
    2: {"executive": (1, 2), "motto": (1,)},
    3: {"executive": (1, 3, 2), "motto": (2,)},
    4: {"executive": (2, 1), "motto": (2, 1)},
    5: {"executive": (), "motto": ()},
}


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    made = begin_election(tmp_path, "Executive 2027", CONTESTS)
    try:
        yield made
    finally:
        made.officers.close()
        made.server.stop()


def others_vote(played: Played) -> None:
    assert played.manifest is not None
    voters = []
    for member, choices in OTHERS.items():
        number = f"M-{member:03}"
        link = played.links[number].partition("#l=")[2].partition("&")[0]
        voters.append(Voter(number, link, choices))
    members = Members(played.address, played.manifest)
    # The browser's interface has an event loop in this thread; the members take another.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(members.vote(voters, lambda: None))).result()


def test_a_member_follows_a_ballot_from_the_invitation_to_the_count(
    played: Played, new_page: NewPage
) -> None:
    played.freeze()
    member, reader = new_page(), new_page(viewport=DESKTOP)

    member.goto(played.links["M-001"])
    heading(member, "You are invited to vote")
    expect(member.get_by_text("Voting opens on")).to_be_visible()
    expect(member.get_by_role("button", name="Begin")).to_have_count(0)

    played.open()
    sign_in(member, played, 1)
    kept = vote(member, EXECUTIVE, "Cai Third", "Ada Example")
    member.get_by_role("link", name="Keep your 24 words").click()
    heading(member, "Your 24 words")
    words = words_on(member)
    others_vote(played)
    before_the_close(played, member, reader)

    played.end_voting()
    member.goto(played.links["M-001"])
    heading(member, "Voting has closed")
    reader.goto(f"{played.address}/elections/poll/result")
    heading(reader, "There is no result yet")

    played.finish()
    the_result(played, reader)
    my_ballot(played, member)
    by_words(played, new_page(), words)
    receipt_by_its_code(played, new_page(), member, kept)


def before_the_close(played: Played, member: Page, reader: Page) -> None:
    reader.goto(f"{played.address}/elections/poll")
    expect(reader.get_by_text("Voting is open.")).to_be_visible()
    expect(reader.get_by_text("members have a ballot in the public log so far")).to_have_count(2)
    press(member, "Back to your ballots")
    press(member, "Check my ballot")
    press(member, "Find my ballot with this device")
    expect(member.get_by_text("The whole public log")).to_be_visible()
    expect(member.get_by_text("Accepted")).to_be_visible()
    waiting = member.get_by_text("Waiting for the public log")
    expect(waiting.or_(member.get_by_text("Not opened yet"))).to_be_visible()


def the_result(played: Played, reader: Page) -> None:
    reader.goto(f"{played.address}/elections/poll/result")
    heading(reader, "Result: Executive 2027")
    expect(reader.locator(".outcome").first).to_contain_text("Elected, in this order: ")
    for turnout in ("5 of 12 members", "4 of 12 members"):
        expect(reader.get_by_text(f"{turnout} entitled to vote took part")).to_be_visible()
    expect(reader.get_by_text("(41.7%). 1 ballot abstained.")).to_be_visible()
    expect(reader.get_by_role("table")).to_have_count(2)
    reader.get_by_text("The minutes", exact=True).first.click()
    expect(reader.get_by_role("heading", name="Stage 1", exact=True).first).to_be_visible()
    with reader.expect_download() as download:
        reader.get_by_role("link", name="the record").first.click()
    assert download.value.suggested_filename == "poll-executive-record.json"
    assert played.manifest is not None
    expect(reader.get_by_text(f"--expect {played.manifest.mh.hex()}")).to_be_visible()


def my_ballot(played: Played, member: Page) -> None:
    member.goto(f"{played.address}/check/poll")
    press(member, "Find my ballot with this device")
    expect(
        member.get_by_text("Your order of preference: 1. Cai Third; 2. Ada Example.")
    ).to_be_visible()
    expect(member.get_by_text("closed for ever")).to_be_visible()
    expect(member.get_by_text("Our motto")).to_have_count(0)


def by_words(played: Played, page: Page, words: str) -> None:
    page.goto(f"{played.address}/check/poll")
    heading(page, "Check my ballot")
    page.get_by_label("Your 24 words").fill("one two")
    press(page, "Find my ballot")
    expect(page.get_by_role("alert")).to_contain_text("There are 24 words; you typed 2")
    page.get_by_label("Your 24 words").fill(words)
    press(page, "Find my ballot")
    expect(page.get_by_text("Your order of preference: 1. Cai Third")).to_be_visible()
    expect(page.get_by_text("are not kept")).to_be_visible()


def receipt_by_its_code(played: Played, page: Page, member: Page, kept: str) -> None:
    member.goto(f"{played.address}/vote/poll")
    heading(member, "Voting has closed")
    member.evaluate("location.hash = '#receipt/executive'")
    heading(member, "Your ballot is in")
    assert reference(member) == kept
    member.get_by_text("The whole receipt").click()
    promise = member.locator("details code").nth(1).inner_text().replace(" ", "")
    page.goto(f"{played.address}/check/poll#r=executive.1.{kept}.{promise}")
    expect(page.get_by_text("This receipt is genuine")).to_be_visible()
    page.goto("about:blank")
    false = to_base64url(bytes(32))
    page.goto(f"{played.address}/check/poll#r=executive.1.{false}.{promise}")
    expect(page.get_by_text("This is not a receipt of this election.")).to_be_visible()
