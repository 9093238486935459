"""What a member does in the booth, in the words on the page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.election import Played


def heading(page: Page, text: str) -> None:
    """Wait for the page of this heading."""
    expect(page.get_by_role("heading", name=text, level=1)).to_be_visible(timeout=30_000)


def press(page: Page, name: str) -> None:
    """Press the button or link of this name."""
    page.get_by_role("button", name=name, exact=True).or_(
        page.get_by_role("link", name=name, exact=True)
    ).first.click()


def sign_in(page: Page, played: Played, member: int) -> None:
    """Open the member's link and give the number."""
    number = f"M-{member:03}"
    page.goto(played.links[number])
    press(page, "Begin")
    page.get_by_label("Your membership number").fill(number)
    press(page, "Continue")
    heading(page, "Your ballots")


def card(page: Page, title: str):  # type: ignore[no-untyped-def]
    """A contest on 'Your ballots'."""
    return page.get_by_role("region", name=title)


def begin(page: Page, title: str, button: str = "Vote") -> None:
    """Go to a contest's ranking."""
    card(page, title).get_by_role("link", name=button).click()
    heading(page, title)


def tap(page: Page, *names: str) -> None:
    """Tap candidates in order."""
    for name in names:
        exactly = page.get_by_text(name, exact=True)
        page.locator(".candidate").filter(has=exactly).click()


def cast(page: Page) -> None:
    """Check the ballot, keep the words if they are offered, cast."""
    press(page, "Check my ballot")
    heading(page, "Check your ballot")
    confirm(page)


def confirm(page: Page) -> None:
    """From 'Check your ballot' on to the receipt."""
    press(page, "Cast my ballot")
    words = page.get_by_role("heading", name="Keep these 24 words")
    receipt = page.get_by_role("heading", name="Your ballot is in")
    expect(words.or_(receipt).or_(page.locator(".notice.warning"))).to_be_visible()
    if words.is_visible():
        press(page, "Cast my ballot")


def words_on(page: Page) -> str:
    """The 24 words on the page."""
    return " ".join(page.locator(".words .word").all_inner_texts())


def vote(page: Page, title: str, *names: str, button: str = "Vote") -> str:
    """Rank, check and cast; the reference on the receipt."""
    begin(page, title, button)
    tap(page, *names)
    cast(page)
    heading(page, "Your ballot is in")
    return reference(page)


def reference(page: Page) -> str:
    """The reference on the receipt."""
    return page.locator(".receipt code").inner_text().replace(" ", "")
