"""A room's private keys: files that only its owner can read, never rows of a database.

So a dump or backup of the database holds none of them. Losing a key file ends what the key
signs: back the folder up apart from the database.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ballots.encoding import from_base64url, to_base64url
from ballots.errors import EncodingError
from ballots.signing import generate_private_seed

SEED_BYTES = 32


def signing_seed(folder: Path, name: str) -> bytes:
    """The Ed25519 seed kept under this name (32 bytes); made at first use."""
    file = folder / f"{name}.key"
    if not file.exists():
        write_private(file, to_base64url(generate_private_seed()).encode())
    try:
        return from_base64url(file.read_text(encoding="ascii").strip(), SEED_BYTES)
    except (EncodingError, UnicodeDecodeError):
        raise EncodingError(f"{file.name} is not a key: restore it from its backup") from None


def write_private(file: Path, data: bytes) -> None:
    """Write a file that only its owner can read; whole or absent, and on disk before it is used."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A name of its own: two who make the same key at once must not write into one file.
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        # Never over an existing key: whoever came first has won.
        os.link(temporary, file)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
