"""What members do at the roll office: sign in, see where they may vote, draw papers."""

from __future__ import annotations

import secrets

from ballots.encoding import from_base64url, sha256, to_base64url
from ballots.errors import EncodingError, NotEntitledError
from ballots.manifest import Manifest
from ballots.marks import roll_row_hash
from ballots.roll import RollOffice
from ballots.standing import Phase
from service.db.roll.papers import SqlRollStore
from service.db.roll.store import Person, Rolls, Session
from service.errors import NotSignedIn
from service.roll.forms import Draw, Drawn, Me, MyContest, Proof, SignIn
from service.roll.links import is_link_of, same_number, split_link
from service.roll.office import RollRoom, frozen

SESSION_SECONDS = 3600
_COARSE = 900  # sessions end on the quarter hour, so that they say little of when one signed in
_WRONG_LINK = "This link is not one of this election. Use the newest invitation you were sent."
_WRONG_NUMBER = "This membership number does not go with the link. Look at your membership card."


def sign_in(room: RollRoom, election: str, form: SignIn, address: str) -> tuple[Person, str]:
    """The member, and the token of a new session. Raises NotSignedIn, TooMany."""
    room.by_address.check(address)
    try:
        id_, secret_hash = split_link(form.link)
    except EncodingError:
        room.by_address.failed(address)
        raise NotSignedIn("link", _WRONG_LINK) from None
    room.by_link.check(id_)
    with room.database.reading() as connection:
        rolls = Rolls(connection)
        frozen(room, rolls, election)
        link = rolls.link(id_)
        person = rolls.person(election, link.number) if link is not None else None
    if link is None or link.election != election or not is_link_of(link, secret_hash):
        room.by_address.failed(address)
        raise NotSignedIn("link", _WRONG_LINK)
    if person is None or not same_number(person.number, form.number):
        room.by_link.failed(id_)
        room.by_address.failed(address)
        raise NotSignedIn("number", _WRONG_NUMBER)
    token = secrets.token_bytes(32)
    ends = -(-(room.now() + SESSION_SECONDS) // _COARSE) * _COARSE
    with room.database.transaction() as connection:
        session = Session(election, person.number, ends)
        Rolls(connection).add_session(sha256(token), session, room.now())
    room.by_link.succeeded(id_)
    return person, to_base64url(token)


def sign_out(room: RollRoom, token: str | None) -> None:
    """End the session, if there is one."""
    if token:
        with room.database.transaction() as connection:
            Rolls(connection).end_session(_hash(token))


def _hash(token: str) -> bytes:
    try:
        return sha256(from_base64url(token, 32))
    except EncodingError:
        raise NotSignedIn("session", "Sign in again.") from None


def _member(room: RollRoom, rolls: Rolls, election: str, token: str | None) -> str:
    """The number of the member who is signed in to this election."""
    session = rolls.session(_hash(token)) if token else None
    if session is None or session.election != election or session.ends <= room.now():
        raise NotSignedIn("session", "You are not signed in any more. Open your link again.")
    return session.number


def me(room: RollRoom, election: str, token: str | None) -> Me:
    """Who is signed in, and how each of their contests stands."""
    with room.database.reading() as connection:
        rolls = Rolls(connection)
        number = _member(room, rolls, election, token)
        standing = frozen(room, rolls, election).standing
        store = SqlRollStore(connection, election)
        row = store.row(number)
        person = rolls.person(election, number)
        papers = {id_: store.paper(number, id_) for id_ in (row.contests if row else ())}
    opens = standing.manifest.times.opens <= room.clock() < standing.closes
    contests = [
        MyContest(
            id=id_,
            state=paper.state.value,
            may_draw=opens
            and standing.phase == Phase.OPEN
            and id_ not in standing.cancelled
            and not paper.on_paper
            and len(paper.drawn) <= paper.granted,
        )
        for id_, paper in papers.items()
    ]
    return Me(name=person.name if person else "", contests=contests)


def draw(room: RollRoom, election: str, token: str | None, form: Draw) -> Drawn:
    """The blind signature of z: committed first, signed afterwards; the same z again is signed again.

    Raises AlreadyDrawnError, NotEntitledError, ClosedError, RollError.
    """
    z = from_base64url(form.z)
    with room.database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.hold(election, shared=True)
        number = _member(room, rolls, election, token)
        standing = frozen(room, rolls, election).standing
        office = RollOffice(SqlRollStore(connection, election, to_change=True))
        office.draw(standing, number, form.contest, z, room.clock())
    key = room.issuers.key(election, form.contest)
    return Drawn(signature=to_base64url(room.signers.sign(key, z)))


def row_proof(room: RollRoom, election: str, token: str | None) -> Proof:
    """That the member's own row is in the roll that the manifest freezes."""
    with room.database.reading() as connection:
        rolls = Rolls(connection)
        number = _member(room, rolls, election, token)
        manifest: Manifest = frozen(room, rolls, election).manifest
        store = SqlRollStore(connection, election)
        row = store.row(number)
        if row is None:
            raise NotEntitledError("you are not on this roll any more")
        id_ = manifest.election.id
        tree = room.row_trees.tree(
            manifest.mh, lambda: [roll_row_hash(id_, each) for each in store.rows()]
        )
    hash_ = roll_row_hash(id_, row)
    index, size, proof = tree.proof(hash_)
    return Proof(
        leaf_hash=to_base64url(hash_),
        index=index,
        size=size,
        proof=[to_base64url(step) for step in proof],
    )
