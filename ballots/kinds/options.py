"""Options: alternatives in order of preference, among them perhaps 'Neither'."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.plaintext import Choice, InvalidReason, read_plaintext, write_plaintext


@dataclass(frozen=True, slots=True)
class Options:
    """Alternatives instead of people; the encoding is that of a ranking."""

    name: str = "options"

    def write(self, choice: Choice, candidates: int) -> bytes:
        """See BallotKind."""
        return write_plaintext(choice, candidates)

    def read(self, plaintext: bytes, candidates: int) -> Choice | InvalidReason:
        """See BallotKind."""
        return read_plaintext(plaintext, candidates)

    def describe(self, choice: Choice, names: tuple[str, ...]) -> str:
        """See BallotKind."""
        if choice.abstains:
            return "You abstain: no option is chosen."
        first, *others = (names[number - 1] for number in choice.ranking)
        if not others:
            return f"You choose {first}, and nothing after it."
        return f"You choose {first}; failing that, {'; then '.join(others)}."


KIND = Options()
