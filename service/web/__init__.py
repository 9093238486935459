"""What browsers are given: templates, stylesheet and the built booth, with their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
TEMPLATES = FOLDER / "templates"
BOOTH_FILES = ("booth.js", "omov.css")


@lru_cache(maxsize=1)
def booth_digests() -> Mapping[str, str]:
    """`sha256:` and the digest of each file of the booth: what the manifest pins as `booth`."""
    return {
        name: "sha256:" + hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
        for name in BOOTH_FILES
    }
