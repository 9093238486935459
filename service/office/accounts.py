"""Officers: passwords (Argon2id, RFC 9106), sessions."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from ballots.encoding import from_base64url, sha256, to_base64url
from ballots.errors import EncodingError
from ballots.reading import is_identifier
from service.db.office.store import Officer, OfficeStore
from service.errors import BadInput, NotSignedIn
from service.office.room import OfficeRoom

SHORTEST_PASSWORD = 12
SESSION_SECONDS = 8 * 3600
_WRONG = "The name or the password is wrong."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The officer who is signed in."""

    id: str
    name: str


# Each verification takes 64 MiB and a core for a moment: a rush of them must not starve the rooms.
_AT_ONCE = threading.BoundedSemaphore(2)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """The hash of no password: an unknown name takes as long as a wrong password."""
    return _hasher().hash(secrets.token_hex(16))


def add_officer(room: OfficeRoom, id_: str, name: str, password: str) -> None:
    """Add an officer, or give one a new password. Raises BadInput."""
    if not is_identifier(id_):
        raise BadInput("officer", f"'{id_}' is not an id of small letters, figures and hyphens.")
    if not name.strip():
        raise BadInput("officer", "An officer has a name.")
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(
            "password",
            f"A password has at least {SHORTEST_PASSWORD} characters. Three words do well.",
        )
    hashed = _hasher().hash(password)
    with room.database.transaction() as connection:
        OfficeStore(connection).put_officer(Officer(id_, name.strip(), hashed))


def add_colleague(room: OfficeRoom, id_: str, name: str, password: str) -> None:
    """What an officer may do: add another. Raises BadInput, also where the id is somebody's.

    Nobody gives a colleague a new password from here: who could, could act for both.
    """
    with room.database.reading() as connection:
        if OfficeStore(connection).officer(id_) is not None:
            raise BadInput("officer", f"There is an officer '{id_}' already. Choose another id.")
    add_officer(room, id_, name, password)


def sign_in(room: OfficeRoom, id_: str, password: str, address: str) -> tuple[SignedIn, str]:
    """The officer, and the token of a new session. Raises NotSignedIn, TooMany."""
    room.by_address.check(address)
    # By officer and address together: failing in an officer's name keeps nobody else out.
    who = f"{id_} {address}"
    room.by_officer.check(who)
    with room.database.reading() as connection:
        officer = OfficeStore(connection).officer(id_)
    try:
        with _AT_ONCE:
            _hasher().verify(officer.password_hash if officer else _nobody(), password)
    except (VerificationError, InvalidHashError):
        officer = None
    if officer is None:
        room.by_officer.failed(who)
        room.by_address.failed(address)
        raise NotSignedIn("password", _WRONG)
    room.by_officer.succeeded(who)
    token = secrets.token_bytes(32)
    with room.database.transaction() as connection:
        ends = room.now() + SESSION_SECONDS
        OfficeStore(connection).add_session(sha256(token), officer.id, ends, room.now())
    return SignedIn(officer.id, officer.name), to_base64url(token)


def signed_in(room: OfficeRoom, token: str | None) -> SignedIn:
    """Whose session this is. Raises NotSignedIn."""
    try:
        hashed = sha256(from_base64url(token or "", 32))
    except EncodingError:
        raise NotSignedIn("session", "Sign in first.") from None
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        id_ = store.session(hashed, room.now())
        officer = store.officer(id_) if id_ else None
    if officer is None:
        raise NotSignedIn("session", "Your session has ended. Sign in again.")
    return SignedIn(officer.id, officer.name)


def sign_out(room: OfficeRoom, token: str | None) -> None:
    """End the session, if there is one."""
    try:
        hashed = sha256(from_base64url(token or "", 32))
    except EncodingError:
        return
    with room.database.transaction() as connection:
        OfficeStore(connection).end_session(hashed)
