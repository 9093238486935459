"""Which office a room believes: the public key it was given, and nothing it is told.

In one process the office writes its key beside the other rooms' at first start; on separate
hosts the operator copies the file `trusted-office.pub` into each room's key folder.
"""

from __future__ import annotations

from pathlib import Path

from ballots.encoding import from_base64url, to_base64url
from ballots.signing import PUBLIC_KEY_BYTES
from service.errors import Refused

NAME = "trusted-office.pub"


def trust_office(keys_folder: Path, public: bytes) -> None:
    """Let this room believe this office. Does nothing if it believes one already."""
    file = keys_folder / NAME
    if not file.exists():
        file.write_text(to_base64url(public), encoding="ascii")


def trusted_office(keys_folder: Path) -> bytes:
    """The office's public key. Raises Refused where none has been given."""
    file = keys_folder / NAME
    if not file.exists():
        raise Refused(
            "no-office", f"This room does not know its office yet: put {NAME} into its key folder."
        )
    return from_base64url(file.read_text(encoding="ascii").strip(), PUBLIC_KEY_BYTES)
