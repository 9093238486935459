"""Sets the demonstration up through the service's own doors, and keeps it running."""

from __future__ import annotations

import asyncio
import csv
import fcntl
import io
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import httpx

from ballots.manifest import Manifest
from ballots.times import utc_text
from service.demo.state import DemoMember, DemoState, load_state, save_state
from service.demo.times import moved_to_now
from service.notice import Notice, read_notice
from service.rehearsal.members import Members, Voter
from service.rehearsal.officers import Officers
from service.rehearsal.server import OwnServer

VOTED_ALREADY = 36  # members who have cast before anybody looks
SHOWN = 5  # members whose links are kept
_SEED = 9

Say = Callable[[str], None]


class DemoError(Exception):
    """The demonstration cannot be set up; says why and what to do."""


def run_demo(folder: Path, *, reset: bool, port: int, say: Say) -> None:
    """Set the demonstration up, or take it up again, and serve it until it is interrupted."""
    if _is_running(folder):
        raise DemoError(f"The demonstration in {folder} is running already. Stop it with Ctrl-C.")
    if reset and folder.exists():
        _remove(folder)
    state = load_state(folder)
    if state is None and folder.exists() and any(folder.iterdir()):
        raise DemoError(
            f"{folder} holds something that is not a finished demonstration. "
            "Start afresh with --reset, or choose another folder with --directory."
        )
    with OwnServer(folder, mode="demo", port=port) as server:
        if state is None:
            say("Setting up a sample election. This takes some seconds.")
            state = _set_up(server, say)
            save_state(folder, state)
        for line in told(state, server.address, folder):
            say(line)
        server.wait()


def _is_running(folder: Path) -> bool:
    """Whether another process holds the ballot box in this folder."""
    file = folder / "keys" / "box" / "writer.lock"
    if not file.exists():
        return False
    with file.open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _remove(folder: Path) -> None:
    known = {"demo.json", "server.log", "keys", "clock", "published"}
    strange = [
        item.name
        for item in folder.iterdir()
        if item.name not in known and not item.name.startswith(("roll.", "box.", "office."))
    ]
    if strange:
        raise DemoError(
            f"{folder} holds {strange[0]}, which is not the demonstration's: nothing was removed."
        )
    shutil.rmtree(folder)


def _set_up(server: OwnServer, say: Say) -> DemoState:
    samples = files("service") / "samples" / "demo"
    text = moved_to_now((samples / "notice.toml").read_text("utf-8"), datetime.now(UTC))
    notice = read_notice(text)
    officers = Officers(server.address, server.data, notice.election_id)
    try:
        officers.set_up()
        officers.load_notice(text)
        officers.import_roll("members", (samples / "members.csv").read_bytes())
        officers.step("freeze", {"mh": officers.prepare()})
        response = httpx.get(
            f"{server.address}/box/api/v1/elections/{notice.election_id}/manifest", timeout=60
        )
        manifest = Manifest.load(response.raise_for_status().content)
        links = list(csv.DictReader(io.StringIO(officers.links())))
        officers.move_clock(utc_text(manifest.times.opens))
    finally:
        officers.close()
    say(f"{VOTED_ALREADY} members cast their ballots.")
    voters = _voters(notice, links, samples.joinpath("members.csv").read_text("utf-8"))
    # The last ones may vote in both contests: their links are printed, and they have not voted.
    late = voters[-SHOWN:]
    early = voters[-SHOWN - VOTED_ALREADY : -SHOWN]
    asyncio.run(Members(server.address, manifest).vote(early, lambda: None))
    by_number = {row["number"]: row for row in links}
    return DemoState(
        election=notice.election_id,
        title=notice.title,
        mh=manifest.mh.hex(),
        officer="ann",
        password=officers.password,
        voted=VOTED_ALREADY,
        members=tuple(
            DemoMember(row["number"], row["name"], row["link"].split("#", 1)[1])
            for row in (by_number[voter.number] for voter in late)
        ),
    )


def _voters(notice: Notice, links: list[dict[str, str]], roll: str) -> list[Voter]:
    """Everybody entitled, with rankings drawn from a fixed seed; the last ones vote in both contests."""
    rows = {row["number"]: row for row in csv.DictReader(io.StringIO(roll))}
    chance = random.Random(_SEED)  # noqa: S311 - a demonstration is to be the same each time
    voters = []
    for row in links:
        contests = ["executive"] + ["section"] * (rows[row["number"]]["section"] == "true")
        choices = {}
        for form in notice.contests:
            if form.id in contests:
                numbers = range(1, len(notice.candidates_of(form)) + 1)
                choices[form.id] = tuple(chance.sample(numbers, chance.randint(1, len(numbers))))
        fragment = dict(part.split("=", 1) for part in row["link"].split("#", 1)[1].split("&"))
        voters.append(Voter(row["number"], fragment["l"], choices))
    return sorted(voters, key=lambda voter: len(voter.choices))


def told(state: DemoState, address: str, folder: Path) -> list[str]:
    """What the demonstration prints."""
    member = state.members[0]
    public = f"{address}/elections/{state.election}"
    return [
        "",
        f"OMOV demonstration: {state.title}",
        f"Voting is open. {state.voted} members have voted already.",
        "",
        "  A member's link (membership number " + member.number + "):",
        f"    {address}/vote/{state.election}#{member.fragment}",
        "  An officer's sign-in:",
        f"    {address}/office/   name: {state.officer}   password: {state.password}",
        "  The page for auditors and everybody:",
        f"    {public}",
        "",
        "Next steps:",
        "  1. Open the member's link, give the membership number, rank, check and cast.",
        "  2. Sign in as the officer: move the demonstration's clock to the end of voting,",
        "     then close, open, count and declare.",
        "  3. Check everything yourself: download the evidence from the auditors' page, and run",
        f"     omov verify {state.election}-evidence.zip --expect {state.mh}",
        "",
        f"More links are in {folder / 'demo.json'}. Stop with Ctrl-C; a second run goes on here.",
    ]
