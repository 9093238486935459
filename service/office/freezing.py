"""From a notice to a frozen election: prepare (the roll's totals, the keys), then freeze."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ballots.contest_policy import IF_INFEASIBLE, NONE, policy_text
from ballots.credential import IssuerPublicKey
from ballots.encoding import from_base64url, to_base64url
from ballots.errors import BadSignatureError, EncodingError
from ballots.manifest import Election as ManifestElection
from ballots.manifest import LogTerms, Manifest, Seal, Times, ack_message
from ballots.manifest_contest import ContestTerms, RuleText
from ballots.manifest_people import Officer as ManifestOfficer
from ballots.manifest_people import RoomKeys
from ballots.motion_policy import CASTING_VOTE, digest_of_rule, policy_of
from ballots.seal import SealingKey
from ballots.signing import public_key, sign, verify
from counting.canonical import Json, canonical_json
from service.db.office.store import Election, OfficeStore
from service.documents import read_document, submission_message, write_document
from service.errors import Refused
from service.keys import write_private
from service.notice import Notice, read_notice
from service.notice.bodies import frozen_bodies
from service.notice.consistency import contest_of
from service.notice.forms import ContestForm
from service.notice.motions import motion_terms_of
from service.office.ceremony import seal_of_ceremony
from service.office.courier import Courier
from service.office.room import (
    OfficeRoom,
    election_of,
    manifest_of,
    require_state,
    write_audit,
)
from service.web import booth_digests


def load_notice(room: OfficeRoom, text: str, officer: str) -> Election:
    """Keep a notice as a draft. Raises NoticeError; Refused once the election is frozen."""
    notice = read_notice(text)
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        known = store.election(notice.election_id)
        if known is not None:
            require_state(known, "draft", "prepared")
        store.put_notice(notice.election_id, text)
        if known is not None and known.ceremony is not None:
            store.change(notice.election_id, ceremony=known.ceremony)
        write_audit(room, store, notice.election_id, officer, "load-notice", {"notice": text})
        return election_of(store, notice.election_id)


async def prepare(room: OfficeRoom, id_: str, officer: str) -> Manifest:
    """Ask the roll office who is entitled, and draw up the manifest that is to be frozen."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        officers = store.officers()
    require_state(election, "draft", "prepared")
    notice = read_notice(election.notice)
    _check_officers(notice, len(officers))
    courier = Courier(room.peers, id_)
    roll_key = from_base64url((await courier.keys("roll"))["room"])
    answer = await courier.prepare(write_document(room.seed, "prepare", _question(notice)))
    prepared = read_document(roll_key, "prepared", answer["document"], answer["signature"])
    box_keys = await courier.keys("box")
    manifest = Manifest(
        election=ManifestElection(id_, notice.title),
        contests=_contests(notice, prepared),
        bodies=frozen_bodies(notice),
        times=_times(notice),
        seal=_seal(room, election, notice),
        officers=tuple(ManifestOfficer(o.id, o.name, None) for o in officers),
        mode=notice.control.officers,
        rooms=RoomKeys(roll_key, from_base64url(box_keys["room"]), public_key(room.seed)),
        promise_key=from_base64url(box_keys["promise"]),
        log=LogTerms(f"{box_keys['origin']}/{id_}", from_base64url(box_keys["log"]), (), 0),
        roll_root=from_base64url(str(prepared["roll_root"])),
        lot_method="opening",
        publication=notice.secrecy.publication,
        auditors=tuple(notice.secrecy.auditors),
        booth=booth_digests(),
    )
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        require_state(election_of(store, id_), "draft", "prepared")
        store.change(id_, state="prepared", manifest=manifest.data)
        write_audit(room, store, id_, officer, "prepare", {"mh": to_base64url(manifest.mh)})
    return manifest


def _check_officers(notice: Notice, officers: int) -> None:
    needed = 2 if notice.control.officers == "two" else 1
    if officers < needed:
        raise Refused(
            "officers",
            f"The notice says that acts need {needed} officers, but there are {officers}. "
            "Add officers first.",
        )
    if notice.secrecy.mode == "recorded":
        raise Refused("recorded", "Recorded votes come in a later version.")
    if notice.secrecy.witnesses:
        raise Refused("witnesses", "Witnesses of the log come in a later version.")


def _question(notice: Notice) -> dict[str, Json]:
    return {
        "election": notice.election_id,
        "contests": [
            {
                "id": form.id,
                "roll": form.roll,
                "eligible": notice.rolls[form.roll].eligible,
                "electorate": form.electorate,
            }
            for form in _voted(notice)
        ],
    }


def uncontested(notice: Notice, form: ContestForm) -> bool:
    """Whether nobody needs to vote: as many stand as there are places, and the notice elects them."""
    enough = len(notice.candidates_of(form)) == form.seats
    return form.uncontested == "elect" and form.none != "ron" and enough


def _voted(notice: Notice) -> list[ContestForm]:
    voted = [form for form in notice.contests if not uncontested(notice, form)]
    if not voted:
        raise Refused("uncontested", "Every contest is uncontested: there is nothing to vote on.")
    return voted


def _contests(notice: Notice, prepared: Mapping[str, Any]) -> tuple[ContestTerms, ...]:
    answered = {item["id"]: item for item in prepared["contests"]}
    found = []
    for form in _voted(notice):
        held = contest_of(notice, form)
        answer = answered[form.id]
        policy: dict[str, str] = {"ties": form.ties, "uncontested": form.uncontested}
        if form.kind == "motion":
            policy = policy_of(motion_terms_of(form))
        if form.if_infeasible:
            policy[IF_INFEASIBLE] = policy_text(form.if_infeasible)
        if form.none:
            policy[NONE] = form.none
        if form.order:
            policy["order"] = form.order
        if held.casting_vote:
            policy[CASTING_VOTE] = held.casting_vote.holder
        if form.order_of_last:
            policy["order-of-last"] = form.order_of_last
        found.append(
            ContestTerms(
                id=form.id,
                title=form.title,
                kind=form.kind,
                seats=form.seats,
                candidates=held.candidates,
                rule=RuleText(form.rule_id, digest_of_rule(form.rule_id)),
                entitled=answer["entitled"],
                issuer=IssuerPublicKey.from_bytes(from_base64url(answer["n"]), answer["e"]),
                constraints=held.constraints,
                policy=policy,
            )
        )
    return tuple(found)


def _times(notice: Notice) -> Times:
    table = notice.timetable
    return Times(
        opens=table.utc(table.voting.open),
        closes=table.utc(table.voting.close),
        grace=table.voting.grace,
        interval=notice.secrecy.batch.interval,
        pool=notice.secrecy.batch.pool,
    )


def _seal(room: OfficeRoom, election: Election, notice: Notice) -> Seal:
    if notice.secrecy.holding != "service":
        if election.ceremony is None:
            raise Refused(
                "no-ceremony",
                "Trustees hold the opening key: hold the key ceremony and load its public file.",
            )
        holding = notice.secrecy.holding
        return seal_of_ceremony(election.id, election.ceremony, holding.trustees, holding.threshold)
    file = sealing_key_file(room, election.id)
    if not file.exists():
        write_private(file, to_base64url(secrets.token_bytes(32)).encode())
    key = SealingKey.from_seed(from_base64url(file.read_text(encoding="ascii"), 32))
    return Seal(key.public.data, "service", 0, ())


def sealing_key_file(room: OfficeRoom, election: str) -> Path:
    """Where the opening seed lies, where the service holds it."""
    return room.keys_folder / "sealing" / f"{election}.key"


async def freeze(room: OfficeRoom, id_: str, mh: bytes) -> None:
    """Submit the manifest to the roll office and the box; both acknowledge it. Can be done again."""
    with room.database.reading() as connection:
        election = election_of(OfficeStore(connection), id_)
    require_state(election, "prepared")
    manifest = manifest_of(election)
    if manifest.mh != mh:
        raise Refused("changed", "The election has been prepared anew since: look at it again.")
    if room.clock() >= manifest.times.opens:
        raise Refused(
            "too-late", "Voting was to open before now: change the timetable and prepare again."
        )
    courier = Courier(room.peers, id_)
    signature = sign(room.seed, submission_message(mh))
    acks: dict[str, str] = {}
    for name in ("roll", "box"):
        answer = await courier.submit_manifest(
            "roll" if name == "roll" else "box", manifest.data, signature
        )
        try:
            verify(
                manifest.rooms.of(name), ack_message(mh, name), from_base64url(answer["ack"], 64)
            )
        except (BadSignatureError, EncodingError):
            raise Refused("ack", f"The {name} acknowledges with another key.") from None
        acks[name] = answer["ack"]
    acks["office"] = to_base64url(sign(room.seed, ack_message(mh, "office")))
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        require_state(election_of(store, id_), "prepared")
        store.change(
            id_, state="frozen", acknowledgements=canonical_json({"rooms": acks, "trustees": {}})
        )


def read_acknowledgements(election: Election) -> tuple[dict[str, bytes], dict[int, bytes]]:
    """Who has confirmed a frozen election: rooms by name, trustees by place."""
    found = json.loads(election.acknowledgements or b'{"rooms":{},"trustees":{}}')
    rooms = {name: from_base64url(ack, 64) for name, ack in found["rooms"].items()}
    trustees = {int(place): from_base64url(ack, 64) for place, ack in found["trustees"].items()}
    return rooms, trustees
