"""Ranked: candidates in order of preference, as many as the voter likes."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.plaintext import Choice, InvalidReason, read_plaintext, write_plaintext


@dataclass(frozen=True, slots=True)
class Ranked:
    """People in order of preference."""

    name: str = "ranked"

    def write(self, choice: Choice, candidates: int) -> bytes:
        """See BallotKind."""
        return write_plaintext(choice, candidates)

    def read(self, plaintext: bytes, candidates: int) -> Choice | InvalidReason:
        """See BallotKind."""
        return read_plaintext(plaintext, candidates)

    def describe(self, choice: Choice, names: tuple[str, ...]) -> str:
        """See BallotKind."""
        if choice.abstains:
            return "You abstain: no candidate is chosen."
        places = (
            f"{place}. {names[number - 1]}" for place, number in enumerate(choice.ranking, start=1)
        )
        return "Your order of preference: " + "; ".join(places) + "."


KIND = Ranked()
