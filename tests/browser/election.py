"""A whole service of its own with one election in it, played through its real doors."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from ballots.manifest import Manifest
from ballots.times import utc_text
from service.rehearsal.http import answer
from service.rehearsal.officers import Officers
from service.rehearsal.server import OwnServer

ORGANISATION = "The Alliance"
CONTACT = "Jo Smith, elections@example.org"
MEMBERS = 12


@dataclass(frozen=True)
class ContestPlan:
    """A contest of the notice."""

    id: str
    title: str
    names: tuple[str, ...]
    seats: int = 1
    rule: str = "scottish-2011"
    more: str = ""

    @property
    def persons(self) -> bool:
        """Whether candidates stand, and no options or motion."""
        return "kind = " not in self.more


@dataclass
class Played:
    """The running service with its election. `links`: of each member, by number."""

    server: OwnServer
    officers: Officers
    election: str
    manifest: Manifest | None = None
    links: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.server.address

    def freeze(self) -> None:
        """Freeze the election and make the members' links."""
        self.officers.step("freeze", {"mh": self.officers.prepare()})
        box = f"{self.address}/box/api/v1/elections/{self.election}/manifest"
        self.manifest = Manifest.load(httpx.get(box, timeout=60).content)
        rows = csv.DictReader(io.StringIO(self.officers.links()))
        self.links = {row["number"]: row["link"] for row in rows}

    def open(self) -> None:
        """Move the clock to the opening of the poll."""
        assert self.manifest is not None
        self.officers.move_clock(utc_text(self.manifest.times.opens))

    def end_voting(self) -> None:
        """Move the clock past the close and its grace."""
        assert self.manifest is not None
        times = self.manifest.times
        self.officers.move_clock(utc_text(times.closes + timedelta(seconds=times.grace + 1)))

    def finish(self) -> None:
        """Close, open, count and declare."""
        self.officers.step("close")
        self.officers.open(None)
        self.officers.step("count")
        self.officers.step("declare")

    def published(self) -> dict[str, object]:
        """The election, as the office publishes it."""
        url = f"{self.address}/office/api/v1/elections/{self.election}"
        found: dict[str, object] = answer(httpx.get(url, timeout=60))
        return found


def begin(folder: Path, title: str, contests: tuple[ContestPlan, ...], pool: int = 1) -> Played:
    """A service with an election that is drawn up, its roll imported, and not yet frozen."""
    server = OwnServer(folder, mode="rehearsal")
    server.start()
    officers = Officers(server.address, server.data, "poll")
    officers.set_up()
    officers.load_notice(notice(title, contests, pool))
    rows = [f"M-{number:03},Member {number},m{number}@example.org" for number in _numbers()]
    officers.import_roll("members", "\n".join(["number,name,email", *rows, ""]).encode())
    return Played(server, officers, "poll")


def _numbers() -> range:
    return range(1, MEMBERS + 1)


def counted_under(contest: ContestPlan) -> list[str]:
    """Places and rule; a motion has neither."""
    if 'kind = "motion"' in contest.more:
        return []
    return [f"seats = {contest.seats}", f'rule = "{contest.rule}"']


def notice(title: str, contests: tuple[ContestPlan, ...], pool: int) -> str:
    """A notice whose voting opens in an hour."""
    opens = (datetime.now(UTC) + timedelta(hours=1)).replace(second=0, microsecond=0, tzinfo=None)
    closes = opens + timedelta(days=7)
    lines = [
        f'title = "{title}"',
        'id = "poll"',
        f'organisation = "{ORGANISATION}"',
        f'contact = "{CONTACT}"',
        'rules = "Standing orders 7 to 12"',
        "[timetable]",
        'zone = "Europe/London"',
        f"roll_freezes = {(opens - timedelta(minutes=30)).isoformat()}",
        f'voting = {{ open = {opens.isoformat()}, close = {closes.isoformat()}, grace = "1m" }}',
        f"complaints_until = {(closes + timedelta(days=7)).isoformat()}",
        "[secrecy]",
        'mode = "secret"',
        'holding = "service"',
        f'batch = {{ interval = "1s", pool = {pool} }}',
        'publication = "full"',
        "[control]",
        'officers = "two"',
        "[rolls.members]",
    ]
    for contest in contests:
        lines += [
            "[[contests]]",
            f'id = "{contest.id}"',
            f'title = "{contest.title}"',
            'roll = "members"',
            *counted_under(contest),
            contest.more,
        ]
    for contest in contests:
        if not contest.persons:
            continue
        for name in contest.names:
            lines += ["[[candidates]]", f'contest = ["{contest.id}"]', f'name = "{name}"']
    return "\n".join(lines) + "\n"
