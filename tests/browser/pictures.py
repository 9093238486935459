"""Takes the pictures in docs/images from the demonstration: python -m tests.browser.pictures

Run it when a page has changed its looks, look at the pictures, and commit them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from service.demo.state import DemoState, load_state
from service.rehearsal.officers import Officers
from tests.browser.conftest import ARGUMENTS, DESKTOP, PHONE
from tests.browser.member import begin, heading, press, tap

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
PORT = 18_999
_PATIENCE = 120  # seconds until the demonstration is set up


def main() -> None:
    """Start the demonstration, vote in it, end it, and take a picture of each step."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        command = [sys.executable, "-c", "from service.cli import main; main()", "demo"]
        demo = subprocess.Popen(
            [*command, "--directory", str(data), "--port", str(PORT)], stdout=subprocess.PIPE
        )
        try:
            take(wait_for(data), f"http://127.0.0.1:{PORT}", data)
        finally:
            demo.terminate()
            demo.wait()


def wait_for(data: Path) -> DemoState:
    """The demonstration's state, once voting is open."""
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        if (data / "demo.json").exists():
            state = load_state(data)
            if state is not None:
                return state
        time.sleep(0.5)
    raise SystemExit("the demonstration did not start")


def take(state: DemoState, address: str, data: Path) -> None:
    """All pictures."""
    path = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        member_pictures(browser, state, address)
        finish(state, address, data)
        page = browser.new_page(viewport=DESKTOP)
        page.goto(f"{address}/elections/{state.election}/result")
        heading(page, f"Result: {state.title}")
        page.screenshot(path=IMAGES / "result.png")
        browser.close()


def member_pictures(browser: Browser, state: DemoState, address: str) -> None:
    """The member's way on a phone."""
    member = state.members[0]
    page: Page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}/vote/{state.election}#{member.fragment}")
    press(page, "Begin")
    page.get_by_label("Your membership number").fill(member.number)
    press(page, "Continue")
    heading(page, "Your ballots")
    page.screenshot(path=IMAGES / "ballots.png")
    begin(page, "Nine members of the executive")
    names = page.locator(".candidate .name").all_inner_texts()
    tap(page, *(names[place] for place in (4, 1, 6)))
    page.locator("#ranking-title").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.mine').scrollIntoView()")
    page.screenshot(path=IMAGES / "rank.png")
    press(page, "Check my ballot")
    heading(page, "Check your ballot")
    press(page, "Cast my ballot")
    heading(page, "Keep these 24 words")
    press(page, "Cast my ballot")
    heading(page, "Your ballot is in")
    page.screenshot(path=IMAGES / "receipt.png")


def finish(state: DemoState, address: str, data: Path) -> None:
    """End voting, count and declare, as the demonstration's officer."""
    officers = Officers(address, data, state.election)
    login = {"officer": state.officer, "password": state.password}
    officers.one.post(f"{address}/office/api/v1/sign-in", json=login).raise_for_status()
    box = httpx.get(f"{address}/box/api/v1/elections/{state.election}").json()
    officers.move_clock(box["box_closes"])
    officers.step("close")
    officers.open(None)
    officers.step("count")
    officers.step("declare")
    officers.close()


if __name__ == "__main__":
    main()
