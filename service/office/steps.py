"""Steps: what officers do to an election, each proposed by one and confirmed by another.

Where the notice says that one officer suffices, proposing carries the step out. A step is refused
out of order with the reason, before anything is asked of anybody.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi.concurrency import run_in_threadpool

from ballots.encoding import from_base64url, to_base64url
from counting.canonical import Json, canonical_json
from service.db.office.sending import forget, under_way
from service.db.office.store import Election, OfficeStore, Proposal
from service.errors import BadInput, Forbidden, NotFound, Refused
from service.notice import read_notice
from service.office import closing, declaring, deeds, freezing, motions, opening
from service.office.room import (
    OfficeRoom,
    election_of,
    manifest_of,
    require_state,
    write_audit,
)

Parameters = Mapping[str, Any]
Officers = tuple[str, ...]
Run = Callable[[OfficeRoom, Election, Proposal, Officers], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of step. `states`: where it may be taken; `warning`: what cannot be undone."""

    name: str
    title: str
    states: tuple[str, ...]
    warning: str
    parameters: tuple[str, ...]
    run: Run


async def _freeze(room: OfficeRoom, election: Election, proposal: Proposal, _: Officers) -> None:
    mh = from_base64url(str(_parameters(proposal).get("mh", "")), 32)
    await freezing.freeze(room, election.id, mh)


async def _close(room: OfficeRoom, election: Election, _p: Proposal, _o: Officers) -> None:
    await closing.close(room, election.id)


async def _open(room: OfficeRoom, election: Election, _p: Proposal, _o: Officers) -> None:
    await opening.begin(room, election.id)


async def _count(room: OfficeRoom, election: Election, _p: Proposal, _o: Officers) -> None:
    folder = await declaring.fetch_log(room, election)
    draft = await run_in_threadpool(declaring.draw_up, room, election.id, folder)
    await run_in_threadpool(declaring.keep_results, room, election.id, draft)


async def _declare(room: OfficeRoom, election: Election, _p: Proposal, officers: Officers) -> None:
    folder = await declaring.fetch_log(room, election)
    await run_in_threadpool(declaring.declare, room, election.id, folder, officers)


async def _act(
    room: OfficeRoom, _election: Election, proposal: Proposal, officers: Officers
) -> None:
    found = _parameters(proposal)
    await deeds.act(room, proposal, found, officers)


_LOGGED = ("frozen",)
_ALWAYS = ("frozen", "closed", "opened", "counted")
_ALL: Final = (
    Step(
        "freeze", "Freeze the election", ("prepared",),
        "Nothing that decides the result can be changed afterwards, except by published acts.",
        ("mh",), _freeze,
    ),
    Step(
        "close", "Close the ballot box", ("frozen",),
        "The box takes no ballot any more, for ever.", (), _close,
    ),
    Step(
        "open", "Open the ballots", ("closed",),
        "The sealed ballots are opened. They cannot be sealed again.", (), _open,
    ),
    Step("count", "Count", ("opened",), "Nothing is published yet.", (), _count),
    Step(
        "declare", "Declare the result", ("counted",),
        "The result and the evidence are published. They can be corrected only in public.",
        (), _declare,
    ),
    Step(
        "extend", "Extend voting", _LOGGED,
        "Voting closes later, for everybody. It cannot be shortened again.", ("closes",), _act,
    ),
    Step(
        "withdraw", "Withdraw a candidate", _ALWAYS,
        "The candidate is struck from every ballot before the count.", ("contest", "candidate"), _act,
    ),
    Step(
        "cancel", "Cancel a contest", _ALWAYS,
        "No more ballots are taken in it, and it has no result.", ("contest",), _act,
    ),
    Step(
        "reissue", "Re-issue a paper", _LOGGED,
        "The member may vote a second time: the first paper cannot be cancelled.",
        ("contest", "number"), _act,
    ),
    Step(
        "casting-vote", "Record the casting vote", ("counted",),
        "The vote is published, and cannot be changed. It is counted again with it.",
        ("contest", "candidate"), _act,
    ),
    Step(
        "correct", "Correct the declaration", ("declared",),
        "The correction is published beside the declaration.", ("contest", "text"), _act,
    ),
    Step(
        "annul", "Annul a result", ("declared",),
        "The result is set aside, in public.", ("contest", "text"), _act,
    ),
)  # fmt: skip
STEPS: Final[Mapping[str, Step]] = {step.name: step for step in _ALL}

# Two confirmations of one step must not run it twice at once in this process.
_running: dict[str, asyncio.Lock] = {}


def step_of(name: str) -> Step:
    """The step of this name. Raises NotFound."""
    if name not in STEPS:
        raise NotFound("step", f"There is no step '{name}'.")
    return STEPS[name]


def open_proposals(room: OfficeRoom, id_: str) -> Sequence[Proposal]:
    """The proposals that wait for somebody."""
    with room.database.reading() as connection:
        return [p for p in OfficeStore(connection).proposals(id_) if p.state == "proposed"]


async def propose(
    room: OfficeRoom, id_: str, name: str, parameters: Parameters, reason: str, officer: str
) -> Proposal:
    """Propose a step; where one officer suffices, it is carried out at once.

    Raises Refused out of order, BadInput for wrong parameters or no reason.
    """
    step = step_of(name)
    if not reason.strip() or len(reason) > 2_000:
        raise BadInput("reason", "Give the reason, in at most 2,000 characters.")
    if set(parameters) != set(step.parameters):
        wanted = ", ".join(step.parameters) or "none"
        raise BadInput("parameters", f"This step's parameters are: {wanted}.")
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        _check(store, election, step, parameters)
        text = canonical_json(dict(parameters)).decode()
        made = store.add_proposal(id_, name, text, reason.strip(), officer)
        number = made.number
        write_audit(room, store, id_, officer, f"propose-{name}", {"proposal": number})
    if read_notice(election.notice).control.officers == "one":
        await _carry_out(room, made, (officer,))
    return made


def _check(store: OfficeStore, election: Election, step: Step, parameters: Parameters) -> None:
    require_state(election, *step.states)
    for waiting in store.proposals(election.id):
        if waiting.state == "proposed" and waiting.step == step.name:
            raise Refused("proposed", "This has been proposed already and waits to be confirmed.")
    if step.name == "freeze" and parameters["mh"] != to_base64url(manifest_of(election).mh):
        raise Refused("changed", "The election has been prepared anew since: look at it again.")
    if step.run is _act:
        deeds.deed_of(step.name, parameters)
    if step.name == "casting-vote":
        motions.require_undecided(
            store, election.id, str(parameters["contest"]), str(parameters["candidate"])
        )


async def confirm(room: OfficeRoom, id_: str, number: int, officer: str) -> Proposal:
    """Confirm another officer's proposal, and carry it out. Raises Forbidden for one's own.

    Where one officer suffices, one's own is carried out again after it was refused or broke off.
    """
    proposal = _proposal(room, id_, number)
    officers = tuple(dict.fromkeys((proposal.proposer, officer)))
    with room.database.reading() as connection:
        notice = read_notice(election_of(OfficeStore(connection), id_).notice)
    if notice.control.officers == "two" and len(officers) < 2:
        raise Forbidden(
            "own-proposal", "You proposed this yourself: another officer must confirm it."
        )
    await _carry_out(room, proposal, officers)
    return proposal


def withdraw(room: OfficeRoom, id_: str, number: int, officer: str) -> None:
    """Withdraw a proposal that has not been confirmed."""
    proposal = _proposal(room, id_, number)
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        begun = under_way(connection, id_)
        if begun is not None and begun.proposal == number:
            raise Refused(
                "unfinished",
                "This was broken off while it was carried out, and may stand in the log: it cannot be "
                "withdrawn. Confirm it again to finish it.",
            )
        if not store.settle(proposal, "withdrawn", officer, _kept(proposal)):
            raise Refused("settled", "This proposal has been settled already.")
        details = {"proposal": number}
        write_audit(room, store, id_, officer, f"withdraw-{proposal.step}", details)


def _proposal(room: OfficeRoom, id_: str, number: int) -> Proposal:
    for proposal in open_proposals(room, id_):
        if proposal.number == number:
            return proposal
    raise NotFound("proposal", f"There is no open proposal {number}.")


async def _carry_out(room: OfficeRoom, proposal: Proposal, officers: Officers) -> None:
    id_ = proposal.election
    lock = _running.setdefault(id_, asyncio.Lock())
    if lock.locked():
        raise Refused("busy", "Another step of this election is being carried out. Wait for it.")
    async with lock:
        with room.database.reading() as connection:
            election = election_of(OfficeStore(connection), id_)
            begun = under_way(connection, id_)
        step = step_of(proposal.step)
        if begun is None:
            require_state(election, *step.states)
        elif begun.proposal != proposal.number:
            raise Refused(
                "unfinished",
                f"Proposal {begun.proposal} was broken off while it was carried out, and may stand in "
                "the log. Confirm it again first.",
            )
        if step.name == "declare":
            # The chain in the evidence ends with the declaration: settle first, then declare.
            _settle(room, proposal, officers)
            await step.run(room, election, proposal, officers)
            return
        await step.run(room, election, proposal, officers)
        _settle(room, proposal, officers)


def _settle(room: OfficeRoom, proposal: Proposal, officers: Officers) -> None:
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        if not store.settle(proposal, "done", officers[-1], _kept(proposal)):
            raise Refused("settled", "This proposal has been settled already.")
        forget(connection, proposal.election)
        names: list[Json] = list(officers)
        details: Json = {"proposal": proposal.number, "officers": names}
        write_audit(
            room, store, proposal.election, officers[-1], f"confirm-{proposal.step}", details
        )


def _kept(proposal: Proposal) -> str:
    """The parameters of a settled proposal: the office keeps no member's number."""
    found = {name: value for name, value in _parameters(proposal).items() if name != "number"}
    return canonical_json(found).decode()


def _parameters(proposal: Proposal) -> Parameters:
    found: Parameters = json.loads(proposal.parameters)
    return found
