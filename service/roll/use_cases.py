"""What the roll office does before and around the vote, one public function an act.

What members do is in `service.roll.voting`.
"""

from __future__ import annotations

from ballots.documents import Endorsement
from ballots.encoding import from_base64url, to_base64url
from ballots.errors import ClosedError, ManifestError, NotEntitledError, RollError
from ballots.leaves import ActLeaf, ManifestLeaf, RollCloseLeaf, decode_leaf
from ballots.manifest import Manifest, ack_message
from ballots.marks import roll_close
from ballots.reading import is_identifier
from ballots.roll import RollOffice
from ballots.signing import public_key, sign, verify
from ballots.state import LogState
from counting.canonical import Json
from service.db.roll.papers import SqlRollStore
from service.db.roll.store import Person, Rolls
from service.db.session import Database
from service.documents import read_document, submission_message, write_document
from service.errors import BadInput, Refused
from service.roll.forms import Acknowledged, ContestTotal, ElectionOut, Imported, LeafOut
from service.roll.importing import Member, RollFileError, read_roll
from service.roll.links import link_address, links_csv, make_link
from service.roll.office import RollRoom, election_of, frozen
from service.roll.preparing import entitle, read_contests, root_of_rows, totals
from service.trust import trusted_office


def import_roll(database: Database, election: str, roll: str, data: bytes) -> Imported:
    """Put the members of a CSV file in the place of a roll's. All or nothing.

    Raises RollFileError with every bad row; Refused once the election is frozen.
    """
    for name in (election, roll):
        if not is_identifier(name):
            raise BadInput("name", f"'{name}' is no id: small letters, figures and hyphens only.")
    members = read_roll(data)
    with database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.hold(election)
        known = rolls.election(election)
        if known is not None and known.manifest is not None:
            raise Refused("frozen", "This election is frozen: its roll changes only by acts.")
        _refuse_other_names(rolls, election, roll, members)
        rows = [(Person(m.number, m.name, m.email), m.attributes) for m in members]
        rolls.replace_roll(election, roll, rows)
        # Whoever was worked out to be entitled by the roll before must not be frozen now.
        rolls.unprepare(election)
    return Imported(roll=roll, members=len(members), columns=sorted(members[0].attributes))


def _refuse_other_names(
    rolls: Rolls, election: str, roll: str, members: tuple[Member, ...]
) -> None:
    """A number is one person on every roll: a person on two rolls votes once."""
    others = {person.number.casefold(): person for person in rolls.people(election, besides=roll)}
    faults = []
    for member in members:
        other = others.get(member.number.casefold())
        if other is None:
            continue
        if not _same_person(other, member):
            what = (
                f"number {member.number} is somebody else on another roll. A number is one "
                "person on every roll: put the organisation before it."
            )
        elif other.number != member.number:
            what = (
                f"number {member.number} is written {other.number} on another roll. "
                "Write it alike, so that it is one person who votes once."
            )
        else:
            continue
        faults.append((member.line, what))
    if faults:
        raise RollFileError(faults)


def _same_person(other: Person, member: Member) -> bool:
    """A name may be corrected and an address may change, but not both at once."""
    same_name = other.name.casefold() == member.name.casefold()
    return same_name or bool(member.email and other.email.casefold() == member.email.casefold())


def prepare(room: RollRoom, election: str, document: str, signature: str) -> dict[str, str]:
    """Work out who is entitled, and make the issuer keys; the answer is signed by this room.

    Until the freeze it may be done again: the newest stands. Raises BadInput, Refused.
    """
    content = read_document(trusted_office(room.keys_folder), "prepare", document, signature)
    if content.get("election") != election:
        raise BadInput("prepare", "This document is of another election.")
    contests = read_contests(content)
    keys = {contest.id: room.issuers.key(election, contest.id) for contest in contests}
    with room.database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.hold(election)
        known = rolls.election(election)
        if known is not None and known.manifest is not None:
            raise Refused("frozen", "This election is frozen already.")
        rows = entitle(rolls, election, contests)
        rolls.put_prepared(election, from_base64url(document))
        rolls.replace_entitlements(election, rows)
    entitled = totals(rows, contests)
    answer: dict[str, Json] = {
        "election": election,
        "roll_root": to_base64url(root_of_rows(election, rows)),
        "contests": [
            {
                "id": contest.id,
                "entitled": entitled[contest.id],
                "n": to_base64url(keys[contest.id].public.n_bytes),
                "e": keys[contest.id].public.e,
            }
            for contest in contests
        ],
    }
    return write_document(room.seed, "prepared", answer)


def take_manifest(room: RollRoom, election: str, data: bytes, signature: bytes) -> Acknowledged:
    """Freeze: from here on the roll changes only by acts. The same manifest again changes nothing.

    Raises ManifestError where it does not say what this room knows of the roll and its keys.
    """
    manifest = Manifest.load(data)
    office = trusted_office(room.keys_folder)
    verify(office, submission_message(manifest.mh), signature)
    with room.database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.hold(election)
        known = rolls.election(election)
        if known is None:
            raise Refused(
                "not-prepared",
                "Nobody has been worked out to be entitled, or a roll has changed since: "
                "prepare the election again.",
            )
        if known.manifest is not None and known.manifest != data:
            raise Refused("another-manifest", "This election is frozen already, otherwise.")
        if known.manifest is None:
            _check_manifest(room, SqlRollStore(connection, election), manifest, election, office)
            rolls.put_manifest(election, data)
            SqlRollStore(connection, election).open_papers()
            rolls.put_documents(election, [ManifestLeaf(manifest.mh).encode()])
    ack = sign(room.seed, ack_message(manifest.mh, "roll"))
    return Acknowledged(mh=to_base64url(manifest.mh), ack=to_base64url(ack))


def _check_manifest(
    room: RollRoom, store: SqlRollStore, manifest: Manifest, election: str, office: bytes
) -> None:
    rows = list(store.rows())
    if manifest.election.id != election:
        raise ManifestError("this manifest is of another election")
    if (manifest.rooms.roll, manifest.rooms.office) != (public_key(room.seed), office):
        raise ManifestError("this manifest names other keys than those of this roll office")
    if manifest.roll_root != root_of_rows(election, rows):
        raise ManifestError("this manifest freezes another roll: prepare the election again")
    for terms in manifest.secret_contests:
        entitled = sum(terms.id in row.contests for row in rows)
        if terms.entitled != entitled:
            raise ManifestError(f"'{terms.id}': {entitled} are entitled, not {terms.entitled}")
        if terms.issuer != room.issuers.key(election, terms.id).public:
            raise ManifestError(f"'{terms.id}': this is not the issuer key of this roll office")


def make_links(room: RollRoom, election: str) -> str:
    """A new personal link for everybody entitled, as CSV for mail merge; earlier ones stop working."""
    with room.database.transaction() as connection:
        rolls = Rolls(connection)
        manifest = frozen(room, rolls, election).manifest
        people = {person.number: person for person in rolls.people(election)}
        made = []
        rows = []
        for row in sorted(SqlRollStore(connection, election).rows(), key=lambda row: row.member):
            link, text = make_link(election, row.member)
            made.append(link)
            address = link_address(room.settings.address, manifest, text)
            rows.append((people[row.member], address))
        rolls.replace_links(election, made)
    return links_csv(rows)


def take_leaf(room: RollRoom, election: str, encoded: bytes) -> None:
    """Take an act in, as it stands in the log. The same one again changes nothing."""
    leaf = decode_leaf(encoded)
    if not isinstance(leaf, ActLeaf):
        raise BadInput("leaf", "Only acts are told to the roll office.")
    with room.database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.hold(election)
        known = election_of(rolls, election)
        if encoded in known.documents:
            return
        frozen(room, rolls, election).after(leaf)
        rolls.put_documents(election, [*known.documents, encoded])


def close_roll(room: RollRoom, election: str) -> LeafOut:
    """The roll's closing statement, signed, once drawing has ended; the same one ever after.

    Raises ClosedError while papers may still be drawn.
    """
    with room.database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.hold(election)
        state = frozen(room, rolls, election)
        documents = election_of(rolls, election).documents
        if state.roll_close is not None:
            (leaf,) = [d for d in documents if isinstance(decode_leaf(d), RollCloseLeaf)]
            return LeafOut(leaf=to_base64url(leaf))
        if room.clock() < state.standing.closes:
            raise ClosedError("papers can still be drawn: the roll closes when voting does")
        statement = roll_close(state.standing, SqlRollStore(connection, election).whole())
        leaf = RollCloseLeaf(statement, sign(room.seed, statement.message())).encode()
        state.after(decode_leaf(leaf))
        rolls.put_documents(election, [*documents, leaf])
    return LeafOut(leaf=to_base64url(leaf))


def next_reissue(room: RollRoom, election: str, number: str, contest: str) -> int:
    """Which re-issue of a member would be the next, from 1. Nothing changes.

    Raises NotEntitledError, or RollError where it would not be granted now.
    """
    with room.database.reading() as connection:
        frozen(room, Rolls(connection), election)
        store = SqlRollStore(connection, election)
        row = store.row(number)
        if row is None or contest not in row.contests:
            raise NotEntitledError(f"nobody with this number may vote in contest '{contest}'")
        paper = store.paper(number, contest)
    if not paper.drawn:
        raise RollError("nothing has been drawn, so nothing can be re-issued: simply draw")
    if paper.granted >= len(paper.drawn):
        raise RollError("a re-issue has been granted already and waits to be used")
    return paper.granted + 1


def reissue(
    room: RollRoom, election: str, number: str, contest: str, endorsements: tuple[Endorsement, ...]
) -> None:
    """Let a member draw once more: a possible second vote, counted as R."""
    with room.database.transaction() as connection:
        state = _before_roll_close(room, Rolls(connection), election)
        office = RollOffice(SqlRollStore(connection, election, to_change=True))
        office.reissue(state.standing, number, contest, endorsements)


def mark_on_paper(room: RollRoom, election: str, number: str, contest: str) -> None:
    """Mark a member as voting on paper."""
    with room.database.transaction() as connection:
        _before_roll_close(room, Rolls(connection), election)
        store = SqlRollStore(connection, election, to_change=True)
        RollOffice(store).mark_on_paper(number, contest)


def _before_roll_close(room: RollRoom, rolls: Rolls, election: str) -> LogState:
    """How the election stands; nothing may change a mark once the closing statement is signed."""
    rolls.hold(election)
    state = frozen(room, rolls, election)
    if state.roll_close is not None:
        raise ClosedError("the roll has been closed: its marks are signed and stay as they are")
    return state


def describe(room: RollRoom, election: str) -> ElectionOut:
    """What anybody may know of an election at the roll office."""
    with room.database.reading() as connection:
        state = frozen(room, Rolls(connection), election)
    return ElectionOut(
        mh=to_base64url(state.manifest.mh),
        roll_root=to_base64url(state.manifest.roll_root),
        contests=[
            ContestTotal(id=id_, entitled=entitled)
            for id_, entitled in state.standing.entitled.items()
        ],
    )


def tidy(room: RollRoom) -> None:
    """Forget sessions that have ended, and leave no order of draws in the write-ahead log."""
    with room.database.transaction() as connection:
        Rolls(connection).forget_sessions(room.now())
    room.database.forget_writes()
