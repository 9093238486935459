"""Every page on a phone and a desktop, light and dark, with 1 and 60 candidates and long names.

Each is checked for sideways scrolling, for targets too small to touch, and by axe-core. With
OMOV_SCREENSHOTS the pictures are kept in that folder, to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from service.web import FOLDER
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.election import ContestPlan, Played
from tests.browser.election import begin as begin_election
from tests.browser.member import begin, confirm, heading, press, sign_in, tap

pytestmark = pytest.mark.slow

AXE = FOLDER / "booth" / "node_modules" / "axe-core" / "axe.min.js"
LONG = "Executive committee and officers of the confederation of alliances, 2027 to 2029"
SIXTY = "Nine members of the executive committee, of whom at least four shall be women"
ONE = "Representative of the Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch branch"
OPTIONS = "Where shall the conference be held?"
NAMES = tuple(
    {
        3: "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe",
        7: "The Right Honourable Dame Marguerite Anastasia Featherstonehaugh-Cholmondeley of Upper Slaughter",
        8: "Núria Þórðardóttir-Ní Bhraonáin",
    }.get(number, f"Candidate Number {number}")
    for number in range(1, 61)
)
CONTESTS = (
    ContestPlan("sixty", SIXTY, NAMES, 9),
    ContestPlan("one", ONE, ("Gwen Only",), 1),
    ContestPlan(
        "place",
        OPTIONS,
        (),
        1,
        "av",
        'kind = "options"\noptions = ["Aberystwyth", "By post", "Caernarfon and online together"]',
    ),
)


@dataclass(frozen=True)
class Look:
    """A size and a scheme, and the member who looks."""

    name: str
    member: int
    viewport: ViewportSize
    scheme: str


LOOKS = (
    Look("phone-light", 1, PHONE, "light"),
    Look("phone-dark", 2, PHONE, "dark"),
    Look("desktop-light", 3, DESKTOP, "light"),
    Look("desktop-dark", 4, DESKTOP, "dark"),
)


@pytest.fixture(scope="module")
def poll(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    played = begin_election(tmp_path_factory.mktemp("look"), LONG, CONTESTS)
    try:
        played.freeze()
        played.open()
        yield played
    finally:
        played.officers.close()
        played.server.stop()


def looker(look: Look, folder: Path) -> Callable[[Page, str], None]:
    """Looks at a page: how it fits, what axe says, and a picture."""
    kept = Path(os.environ.get("OMOV_SCREENSHOTS", str(folder)))
    kept.mkdir(parents=True, exist_ok=True)
    if not AXE.exists():
        pytest.skip("run `npm ci` in service/web/booth: axe-core is not there")
    axe = AXE.read_text(encoding="utf-8")

    def look_at(page: Page, name: str) -> None:
        page.screenshot(path=kept / f"{name}-{look.name}.png")
        width, shown = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width <= shown, f"{name}: {width} pixels wide on a screen of {shown}"
        assert small_targets(page) == []
        page.evaluate(axe)
        assert [violation(found) for found in page.evaluate(RUN_AXE)] == []

    return look_at


RUN_AXE = "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)"


def violation(found: dict[str, Any]) -> str:
    return f"{found['id']}: {found['help']}: {[node['html'][:120] for node in found['nodes']]}"


def small_targets(page: Page) -> list[str]:
    """Buttons and fields under 44 by 44 pixels. Links inside a sentence may be smaller."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll('button, .button, input, textarea, select, summary')]
        .map((one) => [one, (one.closest('label') ?? one).getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
        .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""
    )
    return found


@pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
def test_every_page_of_the_booth_fits_and_can_be_used_by_all(
    poll: Played, new_page: NewPage, tmp_path: Path, look: Look
) -> None:
    page = new_page(viewport=look.viewport, color_scheme=look.scheme)
    look_at = looker(look, tmp_path)
    number = f"M-{look.member:03}"
    page.goto(poll.links[number])
    heading(page, "You are invited to vote")
    look_at(page, "01-invited")
    press(page, "Begin")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page, "02-sign-in")
    sign_in(page, poll, look.member)
    look_at(page, "03-ballots")
    begin(page, SIXTY)
    look_at(page, "04-rank-60")
    tap(page, NAMES[2], NAMES[6], NAMES[59], NAMES[0], NAMES[29], NAMES[7])
    look_at(page, "05-ranked-60")
    page.evaluate("window.scrollTo(0, 0)")
    look_at(page, "06-ranked-60-top")
    press(page, "Check my ballot")
    heading(page, "Check your ballot")
    look_at(page, "07-check")
    press(page, "Cast my ballot")
    heading(page, "Keep these 24 words")
    look_at(page, "08-words")
    press(page, "Cast my ballot")
    heading(page, "Your ballot is in")
    look_at(page, "09-receipt")
    press(page, "Next ballot")
    heading(page, ONE)
    look_at(page, "10-rank-1")
    tap(page, "Gwen Only")
    press(page, "Check my ballot")
    confirm(page)
    heading(page, "Your ballot is in")
    press(page, "Next ballot")
    heading(page, OPTIONS)
    tap(page, "By post", "Aberystwyth")
    look_at(page, "11-options")
    page.evaluate("location.hash = '#ballots'")
    heading(page, "Your ballots")
    look_at(page, "12-ballots-later")
    page.evaluate("location.hash = '#recover/place'")
    heading(page, "Use your 24 words")
    look_at(page, "13-recover")
    page.evaluate("location.hash = '#my-ballot'")
    heading(page, "Check my ballot")
    look_at(page, "14-check-my-ballot")
    press(page, "Find my ballot with this device")
    expect(page.get_by_text("What was checked")).to_be_visible()
    look_at(page, "15-found")


@pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
def test_every_public_page_fits_and_can_be_used_by_all(
    poll: Played, new_page: NewPage, tmp_path: Path, look: Look
) -> None:
    page = new_page(viewport=look.viewport, color_scheme=look.scheme)
    look_at = looker(look, tmp_path)
    for name, path in (
        ("20-home", "/"),
        ("21-about", "/about"),
        ("22-election", "/elections/poll"),
        ("23-no-result", "/elections/poll/result"),
        ("24-nothing", "/nothing-here"),
    ):
        page.goto(f"{poll.address}{path}")
        for summary in page.locator("summary").all():
            summary.click()
        page.evaluate("window.scrollTo(0, 0)")
        look_at(page, name)


def test_the_result_fits_and_can_be_read_by_all(
    poll: Played, new_page: NewPage, tmp_path: Path
) -> None:
    # The last of this file: it ends the election.
    voter = new_page()
    sign_in(voter, poll, 5)
    begin(voter, SIXTY)
    tap(voter, *NAMES[:12])
    press(voter, "Check my ballot")
    confirm(voter)
    heading(voter, "Your ballot is in")
    poll.end_voting()
    poll.finish()
    for look in LOOKS:
        page = new_page(viewport=look.viewport, color_scheme=look.scheme)
        look_at = looker(look, tmp_path)
        page.goto(f"{poll.address}/elections/poll/result")
        heading(page, f"Result: {LONG}")
        look_at(page, "30-result")
        page.get_by_role("table").first.scroll_into_view_if_needed()
        look_at(page, "31-sheet")
        page.goto(f"{poll.address}/")
        look_at(page, "32-home")
