"""What is inside a sealed ballot: one length for all ballots of a contest, one encoding per choice.

`kind u8 ‖ N × u16`: kind 0 abstains, kind 1 ranks; then the candidates' numbers (from 1, their
places in the manifest), the first preference first, filled up with zeros to the N candidates.
A plaintext that is anything else is invalid, for one named reason, and is never repaired.
Source: PROTOCOL, 'The life of a ballot', 6 and 9.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum

from ballots.encoding import u8, u16
from ballots.errors import EncodingError

ABSTAIN = 0
RANKED = 1


class InvalidReason(StrEnum):
    """Why an opened ballot does not count. Where several apply, the first in this order is given."""

    DOES_NOT_OPEN = "does-not-open"
    WRONG_LENGTH = "wrong-length"
    UNKNOWN_KIND = "unknown-kind"
    ABSTAIN_WITH_NUMBERS = "abstain-with-numbers"
    EMPTY_RANKING = "empty-ranking"
    GAP = "gap"
    OUT_OF_RANGE = "out-of-range"
    DUPLICATE = "duplicate"
    MORE_THAN_ONE = "more-than-one"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a valid ballot says: candidates' numbers from 1, best first. Empty: an abstention."""

    ranking: tuple[int, ...]

    @property
    def abstains(self) -> bool:
        """Whether the voter took part without choosing."""
        return not self.ranking


ABSTENTION = Choice(())


def plaintext_bytes(candidates: int) -> int:
    """Length in bytes of every plaintext of a contest with this many candidates."""
    return 1 + 2 * candidates


def write_plaintext(choice: Choice, candidates: int) -> bytes:
    """The one encoding of a choice.

    Raises EncodingError for a ranking that a reader would call invalid.
    """
    filled = choice.ranking + (0,) * (candidates - len(choice.ranking))
    data = u8(ABSTAIN if choice.abstains else RANKED) + b"".join(map(u16, filled))
    found = read_plaintext(data, candidates)
    if found != choice:
        raise EncodingError(f"this ranking cannot be cast: {found}")
    return data


def read_plaintext(data: bytes, candidates: int) -> Choice | InvalidReason:
    """What an opened ballot says, or why it is invalid. Never raises."""
    if len(data) != plaintext_bytes(candidates):
        return InvalidReason.WRONG_LENGTH
    kind, *numbers = struct.unpack(f">B{candidates}H", data)
    if kind == RANKED:
        return _read_ranking(numbers)
    if kind == ABSTAIN:
        return InvalidReason.ABSTAIN_WITH_NUMBERS if any(numbers) else ABSTENTION
    return InvalidReason.UNKNOWN_KIND


def _read_ranking(numbers: list[int]) -> Choice | InvalidReason:
    if not any(numbers):
        return InvalidReason.EMPTY_RANKING
    length = numbers.index(0) if 0 in numbers else len(numbers)
    ranking = tuple(numbers[:length])
    if any(numbers[length:]):
        return InvalidReason.GAP
    if max(ranking) > len(numbers):
        return InvalidReason.OUT_OF_RANGE
    if len(set(ranking)) != length:
        return InvalidReason.DUPLICATE
    return Choice(ranking)
