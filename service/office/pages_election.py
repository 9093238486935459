"""Pages of one election up to the freeze, and its timeline, which is its home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from ballots.errors import EncodingError
from service.clock import DemoClock
from service.db.office.store import Election, OfficeStore
from service.documents import PASS_SECONDS
from service.errors import BadInput, Refused
from service.notice import NoticeError, read_notice
from service.office import ceremony, freezing
from service.office.courier import Courier
from service.office.facts import Facts
from service.office.motions import Undecided, undecided
from service.office.page_facts import read_facts
from service.office.passes import give_pass, roll_pass
from service.office.room import OfficeRoom, election_of, require_state
from service.office.shell import Fault, Sent, Shell, Visitor, go, refusal_text
from service.office.steps import STEPS
from service.office.timeline import available_acts, blocks_of, timeline, where_we_are

HERE = "/elections/{election}"
DONE = {
    "notice": "The notice has been taken. Nothing is published until the freeze.",
    "ceremony": "The public file of the key ceremony has been taken.",
    "prepare": "Prepared: look at what will be frozen, and compare it with the notice.",
    "proposed": "Proposed. Another officer has to confirm it.",
    "withdrawn": "The proposal has been withdrawn. Nothing was changed.",
    "clock": "The demonstration's clock has been moved.",
    **{name: f"Done: {step.title[:1].lower()}{step.title[1:]}." for name, step in STEPS.items()},
}


@dataclass(frozen=True, slots=True)
class Turnout:
    """What the public log holds of a contest: whole batches only."""

    title: str
    entitled: int
    ballots: int


def add(router: APIRouter, shell: Shell) -> None:
    """Add these pages."""
    _add_new(router, shell)
    _add_timeline(router, shell)
    _add_notice(router, shell)
    _add_rolls(router, shell)
    _add_ceremony(router, shell)
    _add_prepare(router, shell)


def _add_new(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    @router.get("/elections/new")
    def get_new(request: Request) -> Response:
        return shell.page("new.html", shell.visitor(request), text="")

    @router.post("/elections/new")
    async def post_new(request: Request) -> Response:
        visitor, sent = await shell.sent_by(request)
        text, faults = _notice_sent(sent)
        if not faults:
            faults = await run_in_threadpool(_load, room, text, visitor, None)
        if faults:
            return shell.page("new.html", visitor, status=422, text=text, faults=faults)
        return go(f"/elections/{read_notice(text).election_id}", done="notice")


def _notice_sent(sent: Sent) -> tuple[str, list[Fault]]:
    """The notice as text: of the file, where one was chosen, else as it was typed."""
    try:
        data = sent.file("file")
        text = sent.text("notice") if data is None else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return sent.text("notice"), [
            Fault("file", f"Line {line} of the file is not UTF-8 text. Save it as UTF-8.")
        ]
    if not text.strip():
        return text, [Fault("notice", "Paste the notice of election, or choose its file.")]
    return text.replace("\r\n", "\n"), []


def _load(room: OfficeRoom, text: str, visitor: Visitor, of: str | None) -> list[Fault]:
    """Take the notice in, for election `of` or for a new one; everything that is wrong with it."""
    try:
        id_ = read_notice(text).election_id
        if of is not None and id_ != of:
            words = f"This notice is of election '{id_}'. Add the line id = \"{of}\" at its top."
            return [Fault("notice", words)]
        with room.database.reading() as connection:
            known = OfficeStore(connection).election(id_)
        if of is None and known is not None:
            return [
                Fault(
                    "notice",
                    f"There is an election '{id_}' already. Change its notice on its own page, or "
                    'give this one another id: id = "…".',
                )
            ]
        freezing.load_notice(room, text, visitor.officer.id)
    except NoticeError as error:
        lines = text.splitlines()
        return [
            Fault(
                "notice",
                str(fault),
                lines[fault.line - 1].strip()[:120]
                if fault.line and fault.line <= len(lines)
                else "",
            )
            for fault in error.faults
        ]
    except Refused as error:
        return [Fault("notice", refusal_text(error))]
    return []


def _add_timeline(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    @router.get(HERE)
    async def get_election(request: Request, election: str, done: str = "") -> Response:
        visitor = await run_in_threadpool(shell.visitor, request)
        facts, away = await read_facts(room, election, visitor.officer.id)
        turnout, box_away = await _turnout(room, facts)
        names, equal = await run_in_threadpool(_kept, room, facts)
        return shell.page(
            "timeline.html", visitor, facts=facts, milestones=timeline(facts),
            where=where_we_are(facts), done=DONE.get(done, ""), turnout=turnout,
            away=[text for text in (away, box_away) if text], acts=available_acts(facts),
            steps=STEPS, demo=isinstance(room.clock, DemoClock),
            names=names, undecided=equal,
        )  # fmt: skip


def _kept(room: OfficeRoom, facts: Facts) -> tuple[Mapping[str, str], Mapping[str, Undecided]]:
    """The officers' names, and, once it is counted, what waits for a casting vote."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        names = {officer.id: officer.name for officer in store.officers()}
        counted = facts.election.state == "counted"
        return names, undecided(store, facts.election.id) if counted else {}


async def _turnout(room: OfficeRoom, facts: Facts) -> tuple[list[Turnout], str]:
    """How many ballots the log holds, and why it is not known where the box does not answer."""
    if not facts.past("frozen") or facts.now < facts.opens:
        return [], ""
    try:
        found = await Courier(room.peers, facts.election.id).box_election()
    except Refused as error:
        return [], refusal_text(error)
    titles = {contest.id: contest.title for contest in facts.notice.contests}
    entitled = facts.entitled
    return [
        Turnout(titles[item["id"]], entitled[item["id"]], item["keys"])
        for item in found["contests"]
        if item["id"] in titles
    ], ""


def _add_notice(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    @router.get(HERE + "/notice")
    def get_notice(request: Request, election: str) -> Response:
        visitor = shell.visitor(request)
        known = _election(room, election)
        early = known.state in ("draft", "prepared")
        page = "notice.html" if early else "notice_frozen.html"
        return shell.page(page, visitor, election=known, text=known.notice)

    @router.post(HERE + "/notice")
    async def post_notice(request: Request, election: str) -> Response:
        visitor, sent = await shell.sent_by(request)
        known = await run_in_threadpool(_election, room, election)
        text, faults = _notice_sent(sent)
        if not faults:
            faults = await run_in_threadpool(_load, room, text, visitor, election)
        if faults:
            return shell.page(
                "notice.html", visitor, status=422, election=known, text=text, faults=faults
            )
        return go(f"/elections/{election}", done="notice")


def _election(room: OfficeRoom, id_: str) -> Election:
    with room.database.reading() as connection:
        return election_of(OfficeStore(connection), id_)


def _add_rolls(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    @router.get(HERE + "/rolls")
    async def get_rolls(request: Request, election: str) -> Response:
        visitor = await run_in_threadpool(shell.visitor, request)
        facts, away = await read_facts(room, election, visitor.officer.id)
        require_state(facts.election, "draft", "prepared")
        return shell.page(
            "rolls.html", visitor, facts=facts, away=away, minutes=PASS_SECONDS // 60,
            roll_pass=roll_pass(room, election, visitor.officer.id),
        )  # fmt: skip

    @router.get(HERE + "/links")
    def get_links(request: Request, election: str) -> Response:
        visitor = shell.visitor(request)
        known = _election(room, election)
        require_state(known, "frozen")
        return shell.page("links.html", visitor, election=known, notice=read_notice(known.notice))

    @router.post(HERE + "/links")
    async def post_links(request: Request, election: str) -> Response:
        visitor, _ = await shell.sent_by(request)
        made = await run_in_threadpool(give_pass, room, election, "links", visitor.officer.id)
        known = await run_in_threadpool(_election, room, election)
        # No redirect: the pass is for this page alone and must stand in no address.
        return shell.page(
            "links_ready.html", visitor, election=known, notice=read_notice(known.notice),
            links_pass=made, minutes=PASS_SECONDS // 60,
        )  # fmt: skip


def _add_ceremony(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    def shown(visitor: Visitor, election: str, text: str, faults: list[Fault]) -> Response:
        known = _election(room, election)
        require_state(known, "draft", "prepared")
        holding = read_notice(known.notice).secrecy.holding
        if holding == "service":
            raise Refused("ceremony", "The notice says that the service holds the opening key.")
        return shell.page(
            "ceremony.html", visitor, status=422 if faults else 200, election=known,
            holding=holding, text=text, faults=faults,
        )  # fmt: skip

    @router.get(HERE + "/ceremony")
    def get_ceremony(request: Request, election: str) -> Response:
        return shown(shell.visitor(request), election, "", [])

    @router.post(HERE + "/ceremony")
    async def post_ceremony(request: Request, election: str) -> Response:
        visitor, sent = await shell.sent_by(request)
        text = sent.text("ceremony").strip()
        words = "Choose the public file, or paste what is in it."
        try:
            data = sent.file("file") or text.encode()
            text = data.decode()
            if data:
                await run_in_threadpool(
                    ceremony.load_ceremony, room, election, data, visitor.officer.id
                )
                return go(f"/elections/{election}", done="ceremony")
        except UnicodeDecodeError:
            words = "The file is not text: choose the public file of the ceremony."
        except (BadInput, EncodingError) as error:
            words = refusal_text(error)
        faults = [Fault("ceremony", words)]
        return await run_in_threadpool(shown, visitor, election, text, faults)


def _add_prepare(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    @router.get(HERE + "/prepare")
    async def get_prepare(request: Request, election: str) -> Response:
        visitor = await run_in_threadpool(shell.visitor, request)
        facts, away = await read_facts(room, election, visitor.officer.id)
        require_state(facts.election, "draft", "prepared")
        return shell.page(
            "prepare.html", visitor, facts=facts, away=away, blocks=blocks_of(facts, "prepare")
        )

    @router.post(HERE + "/prepare")
    async def post_prepare(request: Request, election: str) -> Response:
        visitor, _ = await shell.sent_by(request)
        await freezing.prepare(room, election, visitor.officer.id)
        return go(f"/elections/{election}/steps/freeze", done="prepare")
