"""Motion: for, against or abstain. The two candidates are For (1) and Against (2), in this order.

The plaintext bears one number only: a second preference between For and Against would say
nothing more, and would give one vote two encodings. Source: PROTOCOL, 'covert marks in the
plaintext: one canonical plaintext per ranking'.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballots.errors import EncodingError
from ballots.plaintext import Choice, InvalidReason, read_plaintext, write_plaintext

FOR = Choice((1,))
AGAINST = Choice((2,))


@dataclass(frozen=True, slots=True)
class Motion:
    """One choice of For or Against, or an abstention."""

    name: str = "motion"

    def write(self, choice: Choice, candidates: int) -> bytes:
        """See BallotKind."""
        if len(choice.ranking) > 1:
            raise EncodingError("a vote on a motion is For, Against or an abstention, not several")
        return write_plaintext(choice, candidates)

    def read(self, plaintext: bytes, candidates: int) -> Choice | InvalidReason:
        """See BallotKind."""
        found = read_plaintext(plaintext, candidates)
        if isinstance(found, Choice) and len(found.ranking) > 1:
            return InvalidReason.MORE_THAN_ONE
        return found

    def describe(self, choice: Choice, names: tuple[str, ...]) -> str:
        """See BallotKind."""
        if choice.abstains:
            return "You abstain."
        return f"You vote: {names[choice.ranking[0] - 1]}."


KIND = Motion()
