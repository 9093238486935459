"""Acts that change a frozen election: each a leaf of the log, or numbered on beside it after the close."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from ballots.acts import (
    AFTER_CLOSE,
    Annul,
    Cancel,
    CastingVote,
    Correct,
    Deed,
    Extend,
    Lot,
    Reissue,
    Withdraw,
    reason_hash,
    write_act,
)
from ballots.documents import Endorsement
from ballots.encoding import to_base64url
from ballots.endorse import attest, in_order
from ballots.leaves import ActLeaf, decode_leaf
from ballots.manifest import Manifest
from ballots.roll import grant_message
from ballots.standing import Phase, Standing, standing_at_first
from ballots.times import utc_from_text
from service.db.office.sending import Sending, begin, forget, under_way
from service.db.office.store import ActRow, OfficeStore, Proposal
from service.documents import write_pass
from service.errors import BadInput, Refused
from service.office.courier import Courier
from service.office.room import OfficeRoom, election_of, manifest_of, require_state

Parameters = Mapping[str, Any]


def endorsements(
    room: OfficeRoom, message: bytes, officers: tuple[str, ...]
) -> tuple[Endorsement, ...]:
    """The service's word that these officers have agreed."""
    return in_order(*(attest(officer, room.seed, message) for officer in officers))


def deed_of(step: str, parameters: Parameters) -> Deed:
    """The deed that a step's parameters say. Raises BadInput."""
    try:
        if step == "extend":
            return Extend(utc_from_text(str(parameters["closes"])))
        contest = str(parameters["contest"])
        if step == "withdraw":
            return Withdraw(contest, str(parameters["candidate"]))
        if step == "cancel":
            return Cancel(contest)
        if step == "reissue":
            return Reissue(contest)
        if step == "lot":
            return Lot(contest, tuple(str(item) for item in parameters["order"]))
        if step == "casting-vote":
            return CastingVote(contest, str(parameters["candidate"]))
        if step == "correct":
            return Correct(contest, str(parameters["text"]))
        if step == "annul":
            return Annul(contest, str(parameters["text"]))
    except KeyError as error:
        raise BadInput("parameters", f"'{error.args[0]}' is missing.") from None
    raise BadInput("step", f"There is no step '{step}'.")


def standing_of(manifest: Manifest, store: OfficeStore) -> Standing:
    """How the election stands after the acts that the office knows."""
    standing = standing_at_first(manifest)
    for row in store.acts(manifest.election.id):
        leaf = decode_leaf(row.leaf)
        if isinstance(leaf, ActLeaf):
            standing = standing.at(Phase.CLOSED if row.after_close else Phase.OPEN).after(leaf.act)
    return standing


async def act(
    room: OfficeRoom, proposal: Proposal, parameters: Parameters, officers: tuple[str, ...]
) -> None:
    """Carry an act out: into the log while it is open, beside it afterwards.

    It is kept before it is sent (`sending`). Confirmed again after the office stopped in between, the
    same act is finished: every part of it changes nothing where it has been done.
    """
    id_ = proposal.election
    with room.database.reading() as connection:
        begun = under_way(connection, id_)
    if begun is None:
        begun = await _begin(room, proposal, parameters, officers)
    if not begun.after_close:
        await _log(room, begun)
    _keep(room, begun)
    if not begun.after_close:
        await _tell_roll(room, id_)
    if begun.grant is not None:
        pass_ = write_pass(room.seed, id_, "reissue", officers[0], room.clock())
        await Courier(room.peers, id_).reissue(json.loads(begun.grant), pass_)


async def _begin(
    room: OfficeRoom, proposal: Proposal, parameters: Parameters, officers: tuple[str, ...]
) -> Sending:
    """The act as it will be sent, kept. Raises Refused where it may not come here."""
    id_, deed = proposal.election, deed_of(proposal.step, parameters)
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        standing = standing_of(manifest_of(election), store)
    require_state(election, "frozen", "closed", "opening", "opened", "counted", "declared")
    closed = election.state != "frozen"
    salt = secrets.token_bytes(32)
    number = standing.last_act + 1
    made = write_act(standing.manifest.mh, number, deed, reason_hash(salt, proposal.reason))
    standing.at(Phase.CLOSED if closed else Phase.OPEN).after(made)
    if closed and not isinstance(deed, (*AFTER_CLOSE, Withdraw, Cancel)):
        raise Refused("out-of-order", "The log is closed: this act would have come before.")
    leaf = ActLeaf(made, endorsements(room, made.message(), officers)).encode()
    grant = None
    if isinstance(deed, Reissue):
        # Asked before the act stands in the log for ever: a wrong number must change nothing.
        grant = json.dumps(await _grant(room, standing.manifest, parameters, officers))
    begun = Sending(id_, proposal.number, number, leaf, salt, proposal.reason, closed, grant)
    with room.database.transaction() as connection:
        begin(connection, begun)
    return begun


async def _log(room: OfficeRoom, begun: Sending) -> None:
    """Into the log, which may have it already. What the box has certainly not taken is forgotten."""
    courier = Courier(room.peers, begun.election)
    try:
        await courier.log_leaf(to_base64url(begun.leaf))
    except Refused as error:
        if error.code == "room-away":
            raise Refused(
                "room-away",
                "The ballot box does not answer, so nobody knows yet whether this act stands in the "
                "log. Confirm it again: it will not be logged twice.",
            ) from None
        if int((await courier.box_election())["last_act"]) < begun.number:
            with room.database.transaction() as connection:
                forget(connection, begun.election)
        raise


def _keep(room: OfficeRoom, begun: Sending) -> None:
    """The act among those that the office knows."""
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        if any(row.number == begun.number for row in store.acts(begun.election)):
            return
        store.add_act(
            ActRow(
                begun.election,
                begun.number,
                begun.leaf,
                begun.salt,
                begun.reason,
                begun.after_close,
            )
        )
        state = election_of(store, begun.election).state
        if begun.after_close and state in ("opened", "counted"):
            # What was counted before the act is not what stands now.
            store.replace_results(begun.election, [])
            store.change(begun.election, state="opened")


async def _tell_roll(room: OfficeRoom, id_: str) -> None:
    """Tell the roll office of every act in the log; of those it knows, nothing changes."""
    with room.database.reading() as connection:
        leaves = [row.leaf for row in OfficeStore(connection).acts(id_) if not row.after_close]
    for leaf in leaves:
        await Courier(room.peers, id_).tell_roll(to_base64url(leaf))


async def _grant(
    room: OfficeRoom, manifest: Manifest, parameters: Parameters, officers: tuple[str, ...]
) -> dict[str, Any]:
    """What tells the roll office which member may draw once more; the log does not say.

    Raises Refused where the roll office knows now that it would not be granted.
    """
    id_ = manifest.election.id
    who = {"number": str(parameters["number"]), "contest": str(parameters["contest"])}
    pass_ = write_pass(room.seed, id_, "reissue", officers[0], room.clock())
    again = await Courier(room.peers, id_).next_reissue(who, pass_)
    message = grant_message(manifest.mh, who["contest"], who["number"], again)
    signed = [
        {"officer": e.officer, "signature": to_base64url(e.signature)}
        for e in endorsements(room, message, officers)
    ]
    return {**who, "endorsements": signed}
