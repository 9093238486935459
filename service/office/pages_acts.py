"""Steps, each on a page of its own: what will happen, what cannot be undone, the reason; then the
other officer's confirmation, or one more look where one officer decides alone."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from ballots.standing import Standing
from service.db.office.store import OfficeStore, Proposal
from service.errors import BadInput, NotFound, Refused
from service.office import steps
from service.office.deeds import standing_of
from service.office.facts import Facts
from service.office.motions import Undecided, undecided
from service.office.page_facts import own_facts
from service.office.pages_election import HERE
from service.office.room import OfficeRoom, manifest_of, require_state
from service.office.shell import Fault, Sent, Shell, Visitor, go, refusal_text
from service.office.step_words import (
    WORDS,
    mh_text,
    open_contests,
    parameter_words,
    parameters_of,
    typed_parameters,
    withdrawable,
)
from service.office.steps import STEPS
from service.office.timeline import blocks_of
from service.office.work import Works

LOOK_AGAIN_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of one election, as its page needs it."""

    step: steps.Step
    facts: Facts
    standing: Standing
    waiting: Proposal | None
    undecided: Mapping[str, Undecided]


def add(router: APIRouter, shell: Shell, works: Works) -> None:
    """Add these pages."""
    _add_step(router, shell, works)
    _add_proposal(router, shell, works)
    _add_work(router, shell, works)


def _scene(room: OfficeRoom, election: str, name: str) -> Scene:
    """Raises NotFound, or Refused with the reason where the step's turn has not come."""
    step = steps.step_of(name)
    facts = own_facts(room, election)
    require_state(facts.election, *step.states)
    with room.database.reading() as connection:
        standing = standing_of(manifest_of(facts.election), OfficeStore(connection))
        asks = name in ("casting-vote", "declare")
        equal = undecided(OfficeStore(connection), election) if asks else {}
    waiting = next((p for p in facts.waiting if p.step == name), None)
    return Scene(step, facts, standing, waiting, equal)


def _add_step(router: APIRouter, shell: Shell, works: Works) -> None:
    room = shell.room

    def shown(visitor: Visitor, scene: Scene, sent: Sent | None, faults: list[Fault]) -> Response:
        typed = {
            name: sent.text(name) if sent else ""
            for name in ("reason", "closes", "candidate", "contest", "number", "text")
        }
        return shell.page(
            "step.html", visitor, status=422 if faults else 200, faults=faults, scene=scene,
            words=WORDS[scene.step.name], typed=typed, mh=mh_text(scene.standing),
            contests=open_contests(scene.step.name, scene.standing),
            candidates=withdrawable(scene.standing), blocks=blocks_of(scene.facts, scene.step.name),
        )  # fmt: skip

    @router.get(HERE + "/steps/{step}")
    def get_step(request: Request, election: str, step: str) -> Response:
        visitor = shell.visitor(request)
        scene = _scene(room, election, step)
        if scene.waiting is not None:
            return go(f"/elections/{election}/proposals/{scene.waiting.number}")
        return shown(visitor, scene, None, [])

    @router.post(HERE + "/steps/{step}")
    async def post_step(request: Request, election: str, step: str) -> Response:
        visitor, sent = await shell.sent_by(request)
        scene = await run_in_threadpool(_scene, room, election, step)
        if blocks := blocks_of(scene.facts, step):
            raise Refused("out-of-order", blocks[0])
        reason = sent.text("reason").strip()
        faults: list[Fault] = []
        parameters: dict[str, str] = {}
        try:
            parameters = typed_parameters(step, sent, scene.standing, scene.facts.notice.timetable)
        except BadInput as error:
            faults.append(Fault(error.code, refusal_text(error)))
        if not reason or len(reason) > 2_000:
            faults.append(Fault("reason", "Give the reason, in at most 2,000 characters."))
        if faults:
            return shown(visitor, scene, sent, faults)
        if not scene.facts.two and sent.text("sure") != "yes":
            about = parameter_words(
                step, parameters, scene.standing, scene.facts.notice.timetable.zone
            )
            return shell.page(
                "sure.html", visitor, scene=scene, words=WORDS[step], about=about, reason=reason,
                kept={name: sent.text(name) for name in _KEPT if sent.text(name)},
            )  # fmt: skip
        proposing = steps.propose(room, election, step, parameters, reason, visitor.officer.id)
        if scene.facts.two:
            made = await proposing
            return go(f"/elections/{election}/proposals/{made.number}", done="proposed")
        return await _carried_out(works, election, step, proposing)


_KEPT = ("mh", "closes", "candidate", "contest", "number", "text", "reason")


async def _carried_out(
    works: Works, election: str, step: str, doing: Coroutine[Any, Any, object]
) -> Response:
    """Start a step; the page of its progress, or of the election if it is done by now."""
    work = await works.begin(election, step, doing)
    if work.running:
        return go(f"/elections/{election}/work")
    if work.error is not None:
        raise work.error
    return go(f"/elections/{election}", done=step)


def _add_proposal(router: APIRouter, shell: Shell, works: Works) -> None:
    room = shell.room

    @router.get(HERE + "/proposals/{number}")
    def get_proposal(request: Request, election: str, number: int, done: str = "") -> Response:
        visitor = shell.visitor(request)
        facts = own_facts(room, election)
        with room.database.reading() as connection:
            store = OfficeStore(connection)
            proposal = next((p for p in store.proposals(election) if p.number == number), None)
            if proposal is None:
                raise NotFound("proposal", f"There is no proposal {number}.")
            standing = standing_of(manifest_of(facts.election), store)
            proposed_at = _proposed_at(store, proposal)
            names = {officer.id: officer.name for officer in store.officers()}
            asks = (proposal.step, proposal.state) == ("declare", "proposed")
            equal = undecided(store, election) if asks else {}
        about = parameter_words(
            proposal.step, parameters_of(proposal), standing, facts.notice.timetable.zone
        )
        return shell.page(
            "proposal.html", visitor, facts=facts, proposal=proposal, about=about, names=names,
            step=STEPS[proposal.step], words=WORDS[proposal.step], proposed_at=proposed_at,
            mine=proposal.proposer == visitor.officer.id, just_proposed=done == "proposed",
            manifest=standing.manifest if proposal.step == "freeze" else None, undecided=equal,
        )  # fmt: skip

    @router.post(HERE + "/proposals/{number}/confirm")
    async def post_confirm(request: Request, election: str, number: int) -> Response:
        visitor, _ = await shell.sent_by(request)
        proposal = next(
            (p for p in await run_in_threadpool(steps.open_proposals, room, election)
             if p.number == number),
            None,
        )  # fmt: skip
        if proposal is None:
            raise Refused("settled", f"Proposal {number} is not waiting to be confirmed any more.")
        confirming = steps.confirm(room, election, number, visitor.officer.id)
        return await _carried_out(works, election, proposal.step, confirming)

    @router.post(HERE + "/proposals/{number}/withdraw")
    async def post_withdraw(request: Request, election: str, number: int) -> Response:
        visitor, _ = await shell.sent_by(request)
        await run_in_threadpool(steps.withdraw, room, election, number, visitor.officer.id)
        return go(f"/elections/{election}", done="withdrawn")


def _proposed_at(store: OfficeStore, proposal: Proposal) -> datetime | None:
    """When it was proposed, as the audit chain says."""
    wanted = f'{{"proposal":{proposal.number}}}'
    for entry, details in store.audit(proposal.election):
        if entry.act == f"propose-{proposal.step}" and details == wanted:
            return entry.time
    return None


def _add_work(router: APIRouter, shell: Shell, works: Works) -> None:
    room = shell.room

    @router.get(HERE + "/work")
    def get_work(request: Request, election: str) -> Response:
        visitor = shell.visitor(request)
        facts = own_facts(room, election)
        work = works.of(election)
        if work is None:
            return go(f"/elections/{election}")
        error = work.error
        return shell.page(
            "work.html", visitor, facts=facts, work=work, step=STEPS[work.step],
            words=WORDS[work.step], failed=_failure(error),
            refresh=LOOK_AGAIN_SECONDS if work.running else None,
        )  # fmt: skip


def _failure(error: BaseException | None) -> str:
    from ballots.errors import BallotsError
    from counting.errors import CountingError

    if error is None:
        return ""
    if isinstance(error, Refused | BallotsError | CountingError):
        return refusal_text(error)
    return "Something went wrong here. Nothing was changed; the step can be confirmed again."
