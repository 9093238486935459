"""Pieces of sentences: lists of names, numbers of things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counting.contest import CandidateId, Contest


def join_words(items: Sequence[str], last: str = "and") -> str:
    """'A', 'A and B', 'A, B and C'; empty for none."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def number_of(count: int, one: str, many: str | None = None) -> str:
    """'1 seat', '2 seats'. `many`: where adding s is not the plural."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def display_name(contest: Contest, candidate: CandidateId) -> str:
    """The name as printed; with the id where another candidate bears the same name."""
    name = contest.name(candidate)
    same = sum(1 for other in contest.candidates if other.name == name)
    return name if same <= 1 else f"{name} ({candidate})"


def display_names(contest: Contest, candidates: Iterable[CandidateId], last: str = "and") -> str:
    """The names, joined: 'A, B and C'."""
    return join_words([display_name(contest, candidate) for candidate in candidates], last)


def is_or_are(count: int) -> str:
    """'is' for 1, else 'are'."""
    return "is" if count == 1 else "are"


def only(count: int, one: str, many: str | None = None) -> str:
    """'no seats', 'only 1 seat', 'only 2 seats'."""
    several = many or one + "s"
    return f"only {number_of(count, one, several)}" if count else f"no {several}"
