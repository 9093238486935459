"""A whole rehearsal: from a notice or a ballot file to the evidence."""

from __future__ import annotations

import asyncio
import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from ballots.evidence import Verdict, verify_evidence
from ballots.manifest import Manifest
from ballots.times import utc_text
from counting.canonical import canonical_json
from counting.formats import BallotFile
from service.notice import Notice, read_notice
from service.rehearsal.http import RehearsalError
from service.rehearsal.invented import Invented
from service.rehearsal.members import Members, Voter
from service.rehearsal.officers import Officers, Trustees
from service.rehearsal.server import OwnServer

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

ELECTION = "rehearsal"
CONTEST = "contest"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal gave: the verdict on its evidence, and where its files are."""

    verdict: Verdict
    evidence: Path
    record: Path
    members: int
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Plan:
    """What is rehearsed. `rankings`: one for each member who votes, by contest; in any order."""

    notice: str
    members: int
    choices: tuple[dict[str, tuple[int, ...]], ...]


def plan_from_papers(ballot_file: BallotFile, rule: str, members: int | None, seed: int) -> Plan:
    """One contest made from a ballot file: a member for each paper, or `members` of them at random."""
    rankings = [ranking for ranking, papers in ballot_file.papers for _ in range(papers)]
    rankings += [()] * ballot_file.papers.blank
    random.Random(seed).shuffle(rankings)  # noqa: S311 - a rehearsal is to be repeated
    if members is not None:
        rankings = rankings[:members]
    return Plan(
        notice_from_papers(ballot_file, rule),
        len(rankings),
        tuple({CONTEST: ranking} for ranking in rankings),
    )


def notice_from_papers(ballot_file: BallotFile, rule: str) -> str:
    """A notice of election for a rehearsal with a ballot file's candidates. Opens in an hour."""
    opens = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0, tzinfo=None)
    closes = opens + timedelta(days=7)
    lines = [
        f"title = {_toml(ballot_file.title.strip() or 'Rehearsal')}",
        f'id = "{ELECTION}"',
        'organisation = "Rehearsal"',
        'rules = "None: this is a rehearsal"',
        "[timetable]",
        'zone = "UTC"',
        f"roll_freezes = {(opens - timedelta(minutes=30)).isoformat()}",
        f'voting = {{ open = {opens.isoformat()}, close = {closes.isoformat()}, grace = "1m" }}',
        "[secrecy]",
        'mode = "secret"',
        "holding = { trustees = 3, threshold = 2 }",
        'batch = { interval = "1s", pool = 10 }',
        'publication = "full"',
        "[control]",
        'officers = "two"',
        "[rolls.members]",
        "[[contests]]",
        f'id = "{CONTEST}"',
        f"title = {_toml(ballot_file.title.strip() or 'Rehearsal')}",
        'roll = "members"',
        f"seats = {ballot_file.seats}",
        f'rule = "{rule}"',
    ]
    for number, name in enumerate(_names(ballot_file), start=1):
        if number not in ballot_file.withdrawn:
            lines += ["[[candidates]]", f'contest = ["{CONTEST}"]', f"name = {_toml(name)}"]
    return "\n".join(lines) + "\n"


def _names(ballot_file: BallotFile) -> list[str]:
    """Names as a notice can carry them: without control characters, and no two alike."""
    found: list[str] = []
    for number, name in enumerate(ballot_file.names, start=1):
        plain = (
            "".join(sign for sign in name if sign.isprintable()).strip() or f"Candidate {number}"
        )
        found.append(plain if plain not in found else f"{plain} ({number})")
    return found


def _toml(text: str) -> str:
    plain = "".join(sign for sign in text if sign.isprintable()).strip()
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plan_from_notice(notice_text: str, members: int, seed: int) -> Plan:
    """A notice as it is, whose voting has yet to open, and members who rank at random."""
    notice = read_notice(notice_text)
    chance = random.Random(seed)  # noqa: S311 - a rehearsal is to be repeated
    choices = []
    for _ in range(members):
        mine: dict[str, tuple[int, ...]] = {}
        for form in notice.contests:
            numbers = list(range(1, len(notice.candidates_of(form)) + 1))
            most = 1 if form.kind == "motion" else len(numbers)
            mine[form.id] = tuple(chance.sample(numbers, chance.randint(0, most)))
        choices.append(mine)
    return Plan(notice_text, members, tuple(choices))


def rehearse(plan: Plan, out: Path, progress: Progress) -> Rehearsed:
    """Run the rehearsal on a server of its own; writes `evidence.zip` and `record.json` to `out`.

    Raises RehearsalError or ServerError, saying where it stopped; the server's log stays in `out`.
    """
    out.mkdir(parents=True, exist_ok=True)
    notice = read_notice(plan.notice)
    with OwnServer(out / "server") as server:
        officers = Officers(server.address, server.data, notice.election_id)
        try:
            return _run(plan, notice, out, server, officers, progress)
        finally:
            officers.close()


def _run(
    plan: Plan, notice: Notice, out: Path, server: OwnServer, officers: Officers, progress: Progress
) -> Rehearsed:
    progress("set up", 0, 1)
    invented = Invented(notice)
    officers.set_up()
    id_ = officers.load_notice(plan.notice)
    for roll in notice.rolls:
        officers.import_roll(roll, invented.roll(roll, plan.members))
    trustees = None
    if notice.secrecy.holding != "service":
        holding = notice.secrecy.holding
        trustees = Trustees(id_, holding.trustees, holding.threshold)
        officers.hold_ceremony(trustees)
    progress("freeze", 0, 1)
    mh = officers.prepare()
    officers.step("freeze", {"mh": mh})
    manifest = _manifest(server.address, id_)
    if trustees is not None:
        officers.confirm_shares(trustees, manifest.mh)
    voters = _voters(officers.links(), plan, manifest, invented)
    officers.move_clock(utc_text(manifest.times.opens))
    members = Members(server.address, manifest)
    _vote(members, voters, progress)
    progress("close", 0, 1)
    grace = timedelta(seconds=manifest.times.grace)
    officers.move_clock(utc_text(manifest.times.closes + grace))
    officers.step("close")
    progress("open", 0, 1)
    officers.open(trustees)
    progress("count", 0, 1)
    officers.step("count")
    progress("declare", 0, 1)
    officers.step("declare")
    return _finish(out, officers, manifest, len(voters), progress)


def _vote(members: Members, voters: list[Voter], progress: Progress) -> None:
    done = 0

    def voted() -> None:
        nonlocal done
        done += 1
        progress("vote", done, len(voters))

    progress("vote", 0, len(voters))
    asyncio.run(members.vote(voters, voted))


def _manifest(address: str, id_: str) -> Manifest:
    response = httpx.get(f"{address}/box/api/v1/elections/{id_}/manifest", timeout=60)
    response.raise_for_status()
    return Manifest.load(response.content)


def _voters(links: str, plan: Plan, manifest: Manifest, invented: Invented) -> list[Voter]:
    secret = {terms.id for terms in manifest.secret_contests}
    found = []
    for row, choices in zip(csv.DictReader(io.StringIO(links)), plan.choices, strict=True):
        fragment = dict(part.split("=", 1) for part in row["link"].split("#", 1)[1].split("&"))
        number = row["number"]
        able = (id_ for id_ in choices if id_ in secret and invented.may_vote(number, id_))
        found.append(Voter(number, fragment["l"], {id_: choices[id_] for id_ in able}))
    return found


def _finish(
    out: Path, officers: Officers, manifest: Manifest, members: int, progress: Progress
) -> Rehearsed:
    progress("verify", 0, 1)
    evidence = out / "evidence.zip"
    with evidence.open("wb") as stream:
        officers.evidence(stream.write)
    results = officers.results()["contests"]
    if not isinstance(results, list) or not results:
        raise RehearsalError("nothing was declared")
    records = {item["id"]: item["record"] for item in results if item["record"] is not None}
    record = out / "record.json"
    first, *others = records.values()
    record.write_bytes(canonical_json(first))
    for id_, other in records.items():
        if others:
            (out / f"record-{id_}.json").write_bytes(canonical_json(other))
    with evidence.open("rb") as stream:
        verdict = verify_evidence(stream, manifest.mh)
    progress("verify", 1, 1)
    return Rehearsed(verdict, evidence, record, members, manifest)
