"""A whole service in one process, and officers who use nothing but its pages."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Literal

import httpx
import uvicorn

from service.app import create_app
from service.serving import migrate_rooms
from service.settings import ROOMS, Settings
from tests.service.ports import port_of_worker

Mode = Literal["service", "demo", "rehearsal", "test"]
PASSWORD = "three plain words"
NOTICE = """\
title = "Committee 2099"
organisation = "The Alliance"
rules = "Standing orders 7 to 12"

[timetable]
zone = "Europe/London"
roll_freezes = 2099-06-01T12:00
voting = { open = 2099-06-08T09:00, close = 2099-06-22T12:00, grace = "10m" }
complaints_until = 2099-07-01T12:00

[secrecy]
mode = "secret"
holding = "service"
batch = { interval = "5m", pool = 1 }
publication = "full"

[control]
officers = "two"

[rolls.members]
eligible = "status = 'paid'"

[[contests]]
id = "committee"
title = "Two members of the committee"
roll = "members"
seats = 2
rule = "scottish-2011"

[[candidates]]
contest = ["committee"]
name = "Ada Example"

[[candidates]]
contest = ["committee"]
name = "Bea <Example>"

[[candidates]]
contest = ["committee"]
name = "Cyd Example"
"""
ELECTION = "committee-2099"
ROLL = "number,name,email,status\r\n" + "".join(
    f"M{number},Member {number},m{number}@example.org,{'paid' if number < 9 else 'lapsed'}\r\n"
    for number in range(1, 11)
)


@dataclass
class Browser:
    """One officer's browser: keeps cookies, sends what a browser sends, fills forms in as they are."""

    client: httpx.Client

    def get(self, path: str, status: int = 200) -> str:
        """A page, wherever redirects lead."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == status, (answer.status_code, text_of(answer.text))
        return answer.text

    def post(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
        headers: dict[str, str] | None = None,
        follow: bool = True,
    ) -> httpx.Response:
        """Send a form to an address, as our own page would."""
        return self.client.post(
            path, data=fields or {}, files=files or None, follow_redirects=follow,
            headers={"Sec-Fetch-Site": "same-origin", **(headers or {})},
        )  # fmt: skip

    def send(
        self,
        page: str,
        action: str,
        fields: dict[str, str] | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> httpx.Response:
        """Fill in the form of a page (its HTML) whose address ends so, and send it."""
        form = form_of(page, action)
        return self.post(form.action, {**form.hidden, **(fields or {})}, files)

    def step(
        self, name: str, fields: dict[str, str] | None = None, reason: str = "As agreed."
    ) -> httpx.Response:
        """Propose a step on its page."""
        page = self.get(f"/office/elections/{ELECTION}/steps/{name}")
        return self.send(page, f"/steps/{name}", {"reason": reason, **(fields or {})})

    def confirm(self, page: str) -> httpx.Response:
        """Confirm the proposal whose page this is."""
        return self.send(page, "/confirm")


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, and its hidden fields."""

    action: str
    hidden: dict[str, str]


def form_of(page: str, action: str) -> Form:
    """The form of this page whose address ends so."""
    for found in re.finditer(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.S):
        if found[1].endswith(action):
            hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found[2])
            return Form(unescape(found[1]), {name: unescape(value) for name, value in hidden})
    raise AssertionError(f"no form to {action} on: {text_of(page)}")


def text_of(page: str) -> str:
    """What a person reads on a page, in one line."""
    main = page[page.find("<main") :] if "<main" in page else page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@dataclass(frozen=True)
class Service:
    """A running service: where it is, and its data folder."""

    address: str
    data: Path
    clients: list[httpx.Client] = field(default_factory=list)

    def browser(self) -> Browser:
        """A browser of somebody without a session."""
        client = httpx.Client(base_url=self.address, timeout=120)
        self.clients.append(client)
        return Browser(client)


@contextmanager
def service(data: Path, mode: Mode = "test") -> Iterator[Service]:
    """All rooms in one process on SQLite, behind a real server on a free port."""
    port = port_of_worker()
    address = f"http://127.0.0.1:{port}"
    settings = Settings(data=data, mode=mode, address=address)
    migrate_rooms(settings, ROOMS)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings), host="127.0.0.1", port=port, log_config=None, access_log=False
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    made = Service(address, data)
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        yield made
    finally:
        for client in made.clients:
            client.close()
        server.should_exit = True
        thread.join()


def officers(running: Service) -> tuple[Browser, Browser]:
    """Two officers, signed in, each with a browser of their own; all of it through pages."""
    ann = running.browser()
    code = (running.data / "keys" / "office" / "setup-code").read_text()
    fields = {"code": code, "id": "ann", "name": "Ann Officer", "password": PASSWORD}
    done = ann.send(ann.get("/office/set-up"), "/set-up", {**fields, "again": PASSWORD})
    assert done.status_code == 200, text_of(done.text)
    sign_in(ann, "ann")
    fields = {"id": "bob", "name": "Bob Officer", "password": PASSWORD, "again": PASSWORD}
    done = ann.send(ann.get("/office/officers"), "/officers", fields)
    assert "Officer 'bob' has been added" in text_of(done.text)
    bob = running.browser()
    sign_in(bob, "bob")
    return ann, bob


def sign_in(browser: Browser, officer: str, password: str = PASSWORD) -> httpx.Response:
    """Sign in on the page."""
    page = browser.get("/office/sign-in")
    return browser.send(page, "/sign-in", {"officer": officer, "password": password})


def load(ann: Browser, notice: str = NOTICE) -> str:
    """Load a notice on its page; the election's page."""
    page = ann.get("/office/elections/new")
    done = ann.send(page, "/elections/new", {"notice": notice})
    assert done.status_code == 200, text_of(done.text)
    return done.text


def import_roll(ann: Browser, roll: str = ROLL) -> httpx.Response:
    """Import the roll on its page."""
    page = ann.get(f"/office/elections/{ELECTION}/rolls")
    return ann.send(page, "/rolls/members", files={"file": ("members.csv", roll.encode())})


def freeze(ann: Browser, bob: Browser, notice: str = NOTICE) -> None:
    """From nothing to a frozen election, by two officers, on pages."""
    load(ann, notice)
    done = import_roll(ann)
    assert done.status_code == 200, text_of(done.text)
    page = ann.get(f"/office/elections/{ELECTION}/prepare")
    done = ann.send(page, "/prepare")
    assert "What is frozen" in text_of(done.text)
    proposal = ann.send(done.text, "/steps/freeze", {"reason": "Compared with the notice."})
    done = bob.confirm(bob.get(proposal.url.path))
    assert "Voting opens in" in text_of(done.text), text_of(done.text)
