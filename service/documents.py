"""Documents that rooms sign for each other; the office carries them. JSON inside, canonical.

- `officer-pass`: an officer may do one thing at another room, for a short while.
- `prepare`: the contests, so that the roll office can work out who is entitled.
- `manifest-submission`: the office submits a frozen manifest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ballots.encoding import (
    from_base64url,
    from_unsigned,
    tagged,
    text,
    to_base64url,
    u64,
    untagged,
)
from ballots.errors import BallotsError, EncodingError
from ballots.signing import SIGNATURE_BYTES, sign, verify
from counting.canonical import Json, canonical_json
from service.errors import Forbidden, NotSignedIn

PASS_SECONDS = 300


@dataclass(frozen=True, slots=True)
class OfficerPass:
    """What an officer may do, in which election, until when (UTC seconds)."""

    election: str
    purpose: str
    officer: str
    ends: int

    def message(self) -> bytes:
        """What the office signs."""
        return tagged("officer-pass", self.election, self.purpose, self.officer, u64(self.ends))


def write_pass(office_seed: bytes, election: str, purpose: str, officer: str, now: datetime) -> str:
    """A pass, signed: base64url of signature ‖ message."""
    ends = int((now + timedelta(seconds=PASS_SECONDS)).timestamp())
    message = OfficerPass(election, purpose, officer, ends).message()
    return to_base64url(sign(office_seed, message) + message)


def read_pass(
    office: bytes, pass_text: str | None, election: str, purpose: str, now: datetime
) -> str:
    """The officer who holds a pass for this. Raises NotSignedIn or Forbidden."""
    if not pass_text:
        raise NotSignedIn("no-pass", "Sign in at the office first: this needs an officer's pass.")
    try:
        data = from_base64url(pass_text)
        verify(office, data[SIGNATURE_BYTES:], data[:SIGNATURE_BYTES])
        fields = untagged("officer-pass", data[SIGNATURE_BYTES:], 4)
        held = OfficerPass(
            text(fields[0]), text(fields[1]), text(fields[2]), from_unsigned(fields[3], 8)
        )
    except BallotsError:
        raise Forbidden("pass", "This is not a pass of this room's office.") from None
    if (held.election, held.purpose) != (election, purpose):
        raise Forbidden("pass", f"This pass is for '{held.purpose}' in '{held.election}'.")
    if now.timestamp() >= held.ends:
        raise NotSignedIn("pass-ended", "This pass has ended: ask the office for a new one.")
    return held.officer


def write_document(seed: bytes, name: str, content: Mapping[str, Json]) -> dict[str, str]:
    """A signed JSON document as it is sent: `{"document", "signature"}`, base64url."""
    data = canonical_json(content)
    signature = sign(seed, tagged(name, data))
    return {"document": to_base64url(data), "signature": to_base64url(signature)}


def read_document(public: bytes, name: str, document: str, signature: str) -> dict[str, Json]:
    """The content of a signed document. Raises BadSignatureError or EncodingError."""
    data = from_base64url(document)
    verify(public, tagged(name, data), from_base64url(signature, SIGNATURE_BYTES))
    try:
        content = json.loads(data)
    except ValueError:
        raise EncodingError("a signed document is not JSON") from None
    if not isinstance(content, dict) or canonical_json(content) != data:
        raise EncodingError("a signed document is not canonical JSON")
    return content


def submission_message(mh: bytes) -> bytes:
    """What the office signs when it submits a manifest to a room."""
    return tagged("manifest-submission", mh)
