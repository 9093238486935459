"""Personal links: a lookup id and a 128-bit secret, of which only the SHA-256 is kept."""

from __future__ import annotations

import csv
import hmac
import io
import secrets
import unicodedata
from collections.abc import Sequence

from ballots.encoding import from_base64url, sha256, to_base64url
from ballots.manifest import Manifest
from service.db.roll.store import Link, Person

_ID_BYTES = 12
_SECRET_BYTES = 16


def make_link(election: str, number: str) -> tuple[Link, str]:
    """A new link for a member, and the text `id.secret` that goes into it."""
    id_ = to_base64url(secrets.token_bytes(_ID_BYTES))
    secret = secrets.token_bytes(_SECRET_BYTES)
    return Link(id_, election, number, sha256(secret)), f"{id_}.{to_base64url(secret)}"


def split_link(text: str) -> tuple[str, bytes]:
    """Lookup id and SHA-256 of the secret. Raises EncodingError."""
    id_, _, secret = text.strip().partition(".")
    from_base64url(id_, _ID_BYTES)
    return id_, sha256(from_base64url(secret, _SECRET_BYTES))


def is_link_of(link: Link, secret_hash: bytes) -> bool:
    """Whether the secret is this link's, in constant time."""
    return hmac.compare_digest(link.secret_hash, secret_hash)


def same_number(found: str, given: str) -> bool:
    """Whether a membership number is the one given; spaces, case and width aside, in constant time."""

    def plain(number: str) -> bytes:
        return "".join(unicodedata.normalize("NFKC", number).split()).casefold().encode()

    return hmac.compare_digest(plain(found), plain(given))


def link_address(address: str, manifest: Manifest, text: str) -> str:
    """The link as it is mailed. What is secret stands after `#`, which browsers never send."""
    fragment = f"l={text}&m={to_base64url(manifest.mh)}&k={to_base64url(manifest.log.key)}"
    return f"{address.rstrip('/')}/vote/{manifest.election.id}#{fragment}"


def links_csv(rows: Sequence[tuple[Person, str]]) -> str:
    """Number, name, e-mail and link of every member, for mail merge."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(("number", "name", "email", "link"))
    for person, link in rows:
        writer.writerow((_safe(person.number), _safe(person.name), _safe(person.email), link))
    return file.getvalue()


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
