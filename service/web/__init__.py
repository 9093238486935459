"""What browsers are given: templates, the stylesheet and the built booth, with their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
TEMPLATES = FOLDER / "templates"
BOOTH_FILES = ("booth.js", "omov.css")
_NAME_DIGITS = 16  # hexadecimal digits of the digest in a file's address


@lru_cache(maxsize=1)
def static_files() -> Mapping[str, bytes]:
    """Every file that browsers may ask for, by name."""
    return {
        file.name: file.read_bytes() for file in sorted(STATIC.iterdir()) if file.suffix != ".py"
    }


@lru_cache(maxsize=1)
def booth_digests() -> Mapping[str, str]:
    """`sha256:` and the digest of each file of the booth: what the manifest pins as `booth`."""
    return {name: f"sha256:{_digest(name)}" for name in BOOTH_FILES}


def static_path(name: str) -> str:
    """The address of a file, with its digest: another content is another address."""
    stem, _, ending = name.rpartition(".")
    return f"/static/{stem}.{_digest(name)[:_NAME_DIGITS]}.{ending}"


@lru_cache(maxsize=1)
def static_addresses() -> Mapping[str, str]:
    """The name of the file behind each address of `static_path`."""
    return {static_path(name): name for name in static_files()}


@lru_cache(maxsize=64)
def _digest(name: str) -> str:
    return hashlib.sha256(static_files()[name]).hexdigest()
