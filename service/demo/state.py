"""What the demonstration remembers between runs: links and sign-ins, for its owner's eyes only."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from service.keys import write_private

FILE = "demo.json"


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A member who has not voted yet. `fragment`: of the personal link, after `#`."""

    number: str
    name: str
    fragment: str


@dataclass(frozen=True, slots=True)
class DemoState:
    """What is printed. `mh`: hash of the manifest, hexadecimal."""

    election: str
    title: str
    mh: str
    officer: str
    password: str
    voted: int
    members: tuple[DemoMember, ...]


def load_state(folder: Path) -> DemoState | None:
    """What an earlier run left, or None."""
    file = folder / FILE
    if not file.exists():
        return None
    found = json.loads(file.read_text(encoding="utf-8"))
    found["members"] = tuple(DemoMember(**member) for member in found["members"])
    return DemoState(**found)


def save_state(folder: Path, state: DemoState) -> None:
    """Keep it in a file that only its owner can read."""
    (folder / FILE).unlink(missing_ok=True)
    write_private(folder / FILE, json.dumps(asdict(state), indent=1).encode())
