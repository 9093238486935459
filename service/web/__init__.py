"""Pages and the booth: templates, and static files whose digests the manifest freezes."""

from __future__ import annotations

import hashlib
from pathlib import Path

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"


def booth_digests() -> dict[str, str]:
    """`sha256:` digest of each file that the booth runs, by name. Pin them, and no other booth will do."""
    scripts = sorted(STATIC.glob("*.js"))
    return {
        script.name: "sha256:" + hashlib.sha256(script.read_bytes()).hexdigest()
        for script in scripts
    }
