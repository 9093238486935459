"""Who is entitled to what: conditions on the rolls, to rows with salts, to the roll's root."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from ballots.eligible import parse_condition
from ballots.errors import RollError
from ballots.marks import SALT_BYTES, roll_root
from ballots.reading import is_identifier
from ballots.roll import RollRow
from counting.canonical import Json
from service.db.roll.store import Rolls
from service.errors import BadInput, Refused


@dataclass(frozen=True, slots=True)
class ContestRoll:
    """A contest's roll and the two conditions on it."""

    id: str
    roll: str
    eligible: str
    electorate: str


def read_contests(content: Mapping[str, Json]) -> tuple[ContestRoll, ...]:
    """The contests of a `prepare` document. Raises BadInput."""
    contests = content.get("contests")
    if not isinstance(contests, list):
        raise BadInput("prepare", "The document lists no contests.")
    found = []
    for item in contests:
        if not isinstance(item, dict) or set(item) != {"id", "roll", "eligible", "electorate"}:
            raise BadInput("prepare", "A contest has id, roll, eligible and electorate.")
        if not all(isinstance(value, str) for value in item.values()):
            raise BadInput("prepare", "A contest's fields are words.")
        if not is_identifier(str(item["id"])):
            raise BadInput("prepare", "A contest's id is of small letters, figures and hyphens.")
        found.append(ContestRoll(**{name: str(value) for name, value in item.items()}))
    return tuple(found)


def entitle(rolls: Rolls, election: str, contests: tuple[ContestRoll, ...]) -> list[RollRow]:
    """The rows of everybody entitled to anything, with fresh salts.

    Contests stand in the document's order. Raises BadInput naming the roll, the member's number
    and the cell that a condition cannot read; Refused for a roll that has not been imported.
    """
    entitled: dict[str, list[str]] = {}
    for contest in contests:
        members = list(rolls.roll(election, contest.roll))
        if not members:
            raise Refused(
                "no-roll", f"Roll '{contest.roll}' has not been imported. Import it first."
            )
        conditions = (parse_condition(contest.eligible), parse_condition(contest.electorate))
        for number, attributes in members:
            try:
                # Both are looked at, so that an unreadable cell is never hidden by the other.
                holds = [condition.holds(attributes) for condition in conditions]
            except RollError as error:
                raise BadInput(
                    "roll-cell", f"Roll '{contest.roll}', member {number}: {error}"
                ) from None
            if all(holds):
                entitled.setdefault(number, []).append(contest.id)
    return [
        RollRow(secrets.token_bytes(SALT_BYTES), number, tuple(held))
        for number, held in sorted(entitled.items())
    ]


def totals(rows: list[RollRow], contests: tuple[ContestRoll, ...]) -> dict[str, int]:
    """E for each contest."""
    counts = dict.fromkeys((contest.id for contest in contests), 0)
    for row in rows:
        for contest in row.contests:
            counts[contest] += 1
    return counts


def root_of_rows(election: str, rows: list[RollRow]) -> bytes:
    """The root that the manifest freezes."""
    return roll_root(election, rows)
