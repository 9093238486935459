"""Officers and trustees in a browser, by keyboard and on a phone: a whole election, looked at."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Page, expect

from ballots.encoding import from_base64url, to_base64url
from ballots.manifest import Manifest
from ballots.signing import sign
from service.rehearsal.members import Members, Voter
from service.rehearsal.officers import Trustees
from tests.browser.test_look import AXE, RUN_AXE, small_targets, violation
from tests.service.office_pages import ELECTION, NOTICE, PASSWORD, ROLL, Service, service

pytestmark = pytest.mark.slow

NewPage = Callable[..., Page]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SCHEMES_TRIED: dict[str, tuple[Scheme, ...]] = {"phone": ("light",), "desktop": ("dark",)}
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
HERE = f"/office/elections/{ELECTION}"
LONG = "Ottoline Featherstonehaugh-Cholmondeley of the North-Western Federation of Societies"
WITH_TRUSTEES = NOTICE.replace(
    'holding = "service"', "holding = { trustees = 3, threshold = 2 }"
).replace("Cyd Example", LONG)


class Office:
    """One officer's page, and where screenshots go (OMOV_SCREENSHOTS), if anywhere."""

    def __init__(self, page: Page, running: Service) -> None:
        self.page = page
        self.address = running.address
        folder = os.environ.get("OMOV_SCREENSHOTS")
        self._folder = Path(folder) if folder else None

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def press(self, name: str) -> None:
        """Press the one button or link of this name, and wait for the next page."""
        target = self.page.get_by_role("button", name=name, exact=True)
        if not target.count():
            target = self.page.get_by_role("link", name=name, exact=True)
        target.first.click()
        self.page.wait_for_load_state()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def look(self, name: str) -> None:
        """No page is wider than the window, targets are large enough, axe is content; a picture."""
        for size, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide at {width} px"
            assert small_targets(self.page) == []
            # Each size once with each half of what differs: light on the phone, dark on the desktop.
            for scheme in SCHEMES if self._folder else SCHEMES_TRIED[size]:
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                if AXE.exists() and scheme in SCHEMES_TRIED[size]:
                    self.page.evaluate(AXE.read_text(encoding="utf-8"))
                    assert [violation(found) for found in self.page.evaluate(RUN_AXE)] == []
                if self._folder:
                    file = self._folder / f"office-{name}-{size}-{scheme}.png"
                    self.page.screenshot(path=str(file), full_page=True)


@pytest.fixture
def running(tmp_path: Path) -> object:
    with service(tmp_path / "data") as made:
        yield made


def sign_in(office: Office, officer: str) -> None:
    office.go("/office/")
    office.fill("Your officer id", officer)
    office.fill("Password", PASSWORD)
    office.page.keyboard.press("Enter")
    office.page.wait_for_load_state()


def test_officers_and_trustees_run_an_election_in_a_browser(
    running: Service, new_page: NewPage
) -> None:
    ann, bob = Office(new_page(), running), Office(new_page(), running)
    trustees = Trustees(ELECTION, 3, 2)
    set_up(ann, bob, running)
    load_a_notice(ann)
    import_a_roll(ann)
    ann.press("Back to the election")
    ann.press("Load the public file")
    ann.look("ceremony")
    ann.fill("Or paste what is in it", trustees.public_file)
    ann.press("Load the public file")
    ann.press("Prepare")
    ann.look("prepare")
    ann.press("Prepare")
    ann.look("freeze")
    propose(ann, bob, "Compared with the notice.", "proposal")
    links = download_links(ann)
    ann.press("I have the file: back to the election")
    ann.look("frozen")
    ann.press("Move the clock to the opening of voting")
    vote(running, links)
    ann.look("open")
    extend(ann)
    ann.press("Move the clock to the close of the ballot box")
    ann.press("Close the ballot box")
    propose(ann, bob, "The time is over.", "close")
    ann.go(HERE)
    ann.press("Begin the opening")
    propose(ann, bob, "The box is closed.", "open")
    open_by_trustees(Office(new_page(), running), trustees)
    count_and_declare(ann, bob)


def set_up(ann: Office, bob: Office, running: Service) -> None:
    ann.go("/office/")
    ann.look("sign-in")
    ann.press("Set the office up")
    ann.fill("Set-up code", (running.data / "keys" / "office" / "setup-code").read_text())
    fill_officer(ann, "Ann Officer", "ann")
    ann.look("set-up")
    ann.press("Add the first officer")
    sign_in(ann, "ann")
    ann.says("There is no election yet.")
    ann.look("home-empty")
    ann.press("Officers")
    fill_officer(ann, "Bob Officer", "bob", again="not the same one")
    ann.press("Add the officer")
    ann.says("The two passwords differ")
    ann.look("officers-wrong")
    fill_officer(ann, "Bob Officer", "bob")
    ann.press("Add the officer")
    ann.says("Officer 'bob' has been added.")
    ann.look("officers")
    sign_in(bob, "bob")


def fill_officer(office: Office, name: str, id_: str, again: str = PASSWORD) -> None:
    office.fill("Name", name)
    office.fill("Officer id", id_)
    office.fill("Password", PASSWORD)
    office.fill("The same password again", again)


def load_a_notice(ann: Office) -> None:
    ann.go("/office/elections/new")
    wrong = WITH_TRUSTEES.replace("seats = 2", "seats = 9").replace('"10m"', '"soon"')
    ann.fill("Notice of election", wrong)
    ann.press("Load the notice")
    ann.says("There is a problem")
    ann.look("notice-wrong")
    fault = ann.page.get_by_role("link", name=re.compile("Notice line"))
    fault.click()
    expect(ann.page.get_by_label("Notice of election", exact=True)).to_have_value(wrong)
    ann.fill("Notice of election", WITH_TRUSTEES)
    ann.press("Load the notice")
    ann.says("The notice has been taken.")
    ann.look("draft")


def import_a_roll(ann: Office) -> None:
    ann.press("Import a roll")
    ann.look("rolls")
    file = ann.page.get_by_label("CSV file of roll ‘members’")
    bad = "number,name,email,status\nM1,Ann,ann-at-example,paid\nM2,,m2@example.org,paid\n"
    file.set_input_files({"name": "m.csv", "mimeType": "text/csv", "buffer": bad.encode()})
    ann.press("Import the roll")
    ann.says("Nothing was imported.")
    ann.look("roll-refused")
    ann.press("Choose another file")
    file.set_input_files({"name": "m.csv", "mimeType": "text/csv", "buffer": ROLL.encode()})
    ann.press("Import the roll")
    ann.says("10 members are on roll ‘members’ now.")
    ann.look("roll-imported")


def propose(ann: Office, bob: Office, reason: str, name: str) -> None:
    """Ann proposes what stands on her page; Bob confirms it from the timeline."""
    ann.fill("Reason", reason)
    ann.press("Propose")
    ann.says("You proposed this yourself, so another officer must confirm it.")
    bob.go(HERE)
    bob.look(f"{name}-waits")
    bob.press("Look at it and decide")
    bob.look(f"{name}-confirm")
    bob.page.get_by_role("button", name=re.compile("^Confirm: ")).click()
    bob.page.wait_for_load_state()
    for _ in range(60):
        if not bob.page.url.endswith("/work"):
            break
        if not bob.page.locator("progress").count():
            bob.look(f"{name}-done")
            bob.press("Back to the election")
            break
        bob.press("Look now")
    expect(bob.page.get_by_role("heading", name="Timeline")).to_be_visible()


def download_links(ann: Office) -> list[dict[str, str]]:
    ann.go(HERE)
    ann.press("Make the links")
    ann.look("links")
    ann.press("Go on")
    ann.look("links-ready")
    with ann.page.expect_download() as waiting:
        ann.page.get_by_role("button", name="Download links.csv").click()
    text = Path(waiting.value.path()).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def vote(running: Service, links: list[dict[str, str]]) -> None:
    address = f"{running.address}/box/api/v1/elections/{ELECTION}/manifest"
    manifest = Manifest.load(httpx.get(address).raise_for_status().content)
    rankings = [(1, 2), (1, 3), (1,), (1, 2), (2, 3), (2,), (3, 1), ()]
    voters = []
    for row, ranking in zip(links, rankings, strict=True):
        link = re.search("#l=([^&]+)", row["link"])
        assert link
        voters.append(Voter(row["number"], link[1], {"committee": ranking}))
    voting = Members(running.address, manifest).vote(voters, lambda: None)
    with ThreadPoolExecutor(1) as apart:  # the browser's driver has this thread's loop
        apart.submit(asyncio.run, voting).result()


def extend(ann: Office) -> None:
    ann.press("Extend voting")
    ann.page.get_by_label("Voting closes instead at").fill("2099-06-20T12:00")
    ann.press("Propose")
    ann.says("There are 2 problems")
    ann.look("extend-wrong")
    ann.press("Do not")


def open_by_trustees(somebody: Office, trustees: Trustees) -> None:
    somebody.go(f"{HERE}/opening")
    somebody.look("opening")
    for share in (trustees.shares[2], trustees.shares[0]):
        somebody.fill("The 27 words of your share, or its line", share.to_words())
        somebody.press("Release my share")
        somebody.says("The share is right and has been taken.")
    somebody.look("opening-sign")
    statement = somebody.page.get_by_label("Statement to sign").inner_text()
    for place in (1, 3):
        seed = trustees.shares[place - 1].signing_seed
        somebody.page.get_by_label("Trustee", exact=True).select_option(str(place))
        somebody.fill("Your signature", to_base64url(sign(seed, from_base64url(statement))))
        somebody.press("Give my signature")
    somebody.says("The ballots have been opened.")
    somebody.look("opened")


def count_and_declare(ann: Office, bob: Office) -> None:
    ann.go(HERE)
    ann.press("Count")
    propose(ann, bob, "The ballots are open.", "count")
    ann.go(HERE)
    ann.press("The result, for officers only")
    ann.says("Elected, in this order: Ada Example and Bea <Example>.")
    ann.look("results")
    ann.press("Go on to the declaration")
    propose(ann, bob, "The count agrees with the check.", "declare")
    ann.go(HERE)
    ann.says("The result has been declared and the evidence is published.")
    ann.look("declared")
    ann.press("The audit log")
    ann.look("audit")
    ann.go("/office/")
    ann.look("home")
