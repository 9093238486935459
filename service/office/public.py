"""What the office tells everybody."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from ballots.acts import Annul, Cancel, read_deed
from ballots.encoding import to_base64url
from ballots.leaves import ActLeaf, decode_leaf
from ballots.times import utc_text
from service.db.office.store import Election, OfficeStore, Result
from service.errors import NotFound
from service.notice import Notice, read_notice
from service.notice.forms import ContestForm
from service.office.declaring import EVIDENCE
from service.office.deeds import standing_of
from service.office.forms import (
    AuditLine,
    ContestOut,
    ContestResult,
    ElectionOut,
    ElectionSummary,
    ResultsOut,
)
from service.office.freezing import uncontested
from service.office.room import OfficeRoom, election_of, manifest_of

# Drafts are the officers' own; from the freeze on, everything is public.
_PUBLIC = ("frozen", "closed", "opening", "opened", "counted", "declared")


def state_by_clock(room: OfficeRoom, election: Election, closes: datetime, opens: datetime) -> str:
    """The state as people see it: a frozen election is waiting, open, or over and not yet closed."""
    if election.state != "frozen":
        return election.state
    now = room.clock()
    if now < opens:
        return "frozen"
    return "open" if now < closes else "closing"


def elections(room: OfficeRoom) -> list[ElectionSummary]:
    """Every election that has been frozen."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        found = [e for e in store.elections() if e.state in _PUBLIC]
        return [_summary(room, store, election) for election in found]


def _summary(room: OfficeRoom, store: OfficeStore, election: Election) -> ElectionSummary:
    notice = read_notice(election.notice)
    manifest = manifest_of(election)
    closes = standing_of(manifest, store).closes
    return ElectionSummary(
        id=election.id,
        title=notice.title,
        organisation=notice.organisation,
        state=state_by_clock(room, election, closes, manifest.times.opens),
        opens=utc_text(manifest.times.opens),
        closes=utc_text(closes),
    )


def _published(store: OfficeStore, id_: str) -> Election:
    election = election_of(store, id_)
    if election.state not in _PUBLIC:
        raise NotFound("no-election", f"There is no election '{id_}'.")
    return election


def describe(room: OfficeRoom, id_: str, *, for_officers: bool = False) -> ElectionOut:
    """An election, as anybody may know it; officers see their drafts too."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_) if for_officers else _published(store, id_)
        return _described(room, store, election)


def _described(room: OfficeRoom, store: OfficeStore, election: Election) -> ElectionOut:
    notice = read_notice(election.notice)
    table = notice.timetable
    opens, closes = table.utc(table.voting.open), table.utc(table.voting.close)
    entitled: dict[str, int] = {}
    if election.manifest is not None:
        standing = standing_of(manifest_of(election), store)
        closes, entitled = standing.closes, dict(standing.entitled)
    state = state_by_clock(room, election, closes, opens)
    until = table.complaints_until
    holding = notice.secrecy.holding
    return ElectionOut(
        id=election.id,
        title=notice.title,
        organisation=notice.organisation,
        rules=notice.rules,
        contact=notice.contact,
        language=notice.language,
        state=state,
        zone=table.zone,
        opens=utc_text(opens),
        closes=utc_text(closes),
        complaints_until=utc_text(table.utc(until)) if until else None,
        officers=[officer.name for officer in store.officers()],
        control=notice.control.officers,
        holding=holding if holding == "service" else "trustees",
        publication=notice.secrecy.publication,
        mh=to_base64url(manifest_of(election).mh) if election.manifest else None,
        contests=[
            _contest(notice, form, contest_state(store, election, notice, form, state), entitled)
            for form in notice.contests
        ],
        acts=_acts(store, election),
    )


def _contest(notice: Notice, form: ContestForm, state: str, entitled: dict[str, int]) -> ContestOut:
    return ContestOut(
        id=form.id,
        title=form.title,
        kind=form.kind,
        state=state,
        seats=form.seats,
        rule=form.rule_id,
        candidates=[candidate.name for candidate in notice.candidates_of(form)],
        entitled=entitled.get(form.id),
    )


def contest_state(
    store: OfficeStore, election: Election, notice: Notice, form: ContestForm, state: str
) -> str:
    """Where one contest is: nominated, uncontested, void, open, counted, declared or annulled."""
    if uncontested(notice, form):
        return "uncontested"
    deeds = [read_deed(leaf.act) for leaf in _leaves(store, election)]
    if any(isinstance(deed, Cancel) and deed.contest == form.id for deed in deeds):
        return "void"
    if any(isinstance(deed, Annul) and deed.contest == form.id for deed in deeds):
        return "annulled"
    later = {"open": "open", "counted": "counted", "declared": "declared"}
    if state in ("closing", "closed", "opening", "opened"):
        return "closed"
    return later.get(state, "nominated")


def _leaves(store: OfficeStore, election: Election) -> list[ActLeaf]:
    found = (decode_leaf(row.leaf) for row in store.acts(election.id))
    return [leaf for leaf in found if isinstance(leaf, ActLeaf)]


def _acts(store: OfficeStore, election: Election) -> list[dict[str, object]]:
    rows = store.acts(election.id)
    return [
        {
            "number": leaf.act.number,
            "kind": leaf.act.kind,
            "parameters": json.loads(leaf.act.parameters),
            "reason": row.reason,
            "officers": [endorsement.officer for endorsement in leaf.endorsements],
        }
        for row, leaf in zip(rows, _leaves(store, election), strict=True)
    ]


def notice_text(room: OfficeRoom, id_: str) -> str:
    """The notice, as it was loaded."""
    with room.database.reading() as connection:
        return _published(OfficeStore(connection), id_).notice


def results(room: OfficeRoom, id_: str, *, for_officers: bool = False) -> ResultsOut:
    """What has been declared; officers see what has been counted. Raises NotFound before that."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        election = _published(store, id_) if not for_officers else election_of(store, id_)
        if election.declaration is None and not (for_officers and store.results(id_)):
            raise NotFound("no-result", "The result has not been declared yet.")
        notice = read_notice(election.notice)
        found = {result.contest: result for result in store.results(id_)}
        state = "declared" if election.declaration else "counted"
        declared = [entry for entry, _ in store.audit(id_) if entry.act == "declare"]
        return ResultsOut(
            contests=[
                _result(store, election, notice, form, found.get(form.id), state)
                for form in notice.contests
            ],
            declared_at=utc_text(declared[-1].time) if declared else "",
            declaration=json.loads(election.declaration or b"{}"),
        )


def _result(
    store: OfficeStore,
    election: Election,
    notice: Notice,
    form: ContestForm,
    result: Result | None,
    state: str,
) -> ContestResult:
    names = [candidate.name for candidate in notice.candidates_of(form)]
    where = contest_state(store, election, notice, form, state)
    if result is None:
        elected = names if where == "uncontested" else []
        return ContestResult(
            id=form.id, title=form.title, state=where, elected=elected,
            record=None, minutes=None, totals=None,
        )  # fmt: skip
    record = json.loads(result.record)
    known = {c["id"]: c["name"] for c in record.get("contest", {}).get("candidates", ())}
    return ContestResult(
        id=form.id,
        title=form.title,
        state=where,
        elected=[known[candidate] for candidate in record.get("elected", ())],
        record=record,
        minutes=result.minutes,
        totals=json.loads(result.totals),
    )


def opening_seed(room: OfficeRoom, id_: str) -> bytes:
    """The published opening seed: after the declaration, where publication is full."""
    with room.database.reading() as connection:
        election = _published(OfficeStore(connection), id_)
    full = read_notice(election.notice).secrecy.publication == "full"
    if not full or election.declaration is None or election.opening_seed is None:
        raise NotFound("no-opening", "The opening key has not been published.")
    return election.opening_seed


def evidence(room: OfficeRoom, id_: str) -> Path:
    """The evidence file. Raises NotFound before the declaration."""
    with room.database.reading() as connection:
        election = _published(OfficeStore(connection), id_)
    file = room.published(id_) / EVIDENCE
    if election.declaration is None or not file.exists():
        raise NotFound("no-evidence", "The evidence is published with the declaration.")
    return file


def audit_lines(room: OfficeRoom, id_: str) -> list[AuditLine]:
    """The audit chain."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        election_of(store, id_)
        return [
            AuditLine(
                number=entry.number,
                time=utc_text(entry.time),
                actor=entry.actor,
                act=entry.act,
                hash=to_base64url(entry.hash()),
            )
            for entry, _ in store.audit(id_)
        ]
