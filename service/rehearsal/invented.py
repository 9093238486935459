"""Invented members who may vote: attributes that meet the conditions of a notice.

Of each attribute the values are tried that the conditions compare it with, and those beside them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice, product

from ballots.eligible import parse_condition
from ballots.errors import RollError
from service.notice import Notice
from service.rehearsal.http import RehearsalError

_COMPARED = re.compile(
    r"([A-Za-z_][\w-]*)\s*(?:<=|>=|!=|=|<|>)\s*"
    r"(?:'((?:[^']|'')*)'|(\d{4}-\d{2}-\d{2})|(-?\d+)|(\w+))"
)
_MOST_TRIED = 20_000
_DAY = timedelta(days=1)


class Invented:
    """Members of every roll of a notice, who together may vote in every contest.

    Raises RehearsalError where nobody can be found who meets the conditions of a contest.
    """

    def __init__(self, notice: Notice) -> None:
        self._kinds = {roll: _kinds(notice, roll) for roll in notice.rolls}
        self._rolls = {form.id: form.roll for form in notice.contests}

    def roll(self, roll: str, members: int) -> bytes:
        """The file of a roll: so many members, of each kind in turn."""
        columns = list(self._kinds[roll][0][0])
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(("number", "name", "email", *columns))
        for number in range(1, members + 1):
            attributes, _ = self._kind(roll, number)
            row = (f"M{number:06d}", f"Member {number}", f"m{number}@example.org")
            writer.writerow((*row, *(attributes[column] for column in columns)))
        return file.getvalue().encode()

    def may_vote(self, number: str, contest: str) -> bool:
        """Whether the member with this number of the roll may vote in a contest."""
        _, contests = self._kind(self._rolls[contest], int(number.removeprefix("M")))
        return contest in contests

    def _kind(self, roll: str, number: int) -> tuple[Mapping[str, str], frozenset[str]]:
        kinds = self._kinds[roll]
        return kinds[(number - 1) % len(kinds)]


def _kinds(notice: Notice, roll: str) -> list[tuple[Mapping[str, str], frozenset[str]]]:
    """Attributes with the contests in which they may vote; for each contest those with most others."""
    eligible = notice.rolls[roll].eligible
    electorates = {form.id: form.electorate for form in notice.contests if form.roll == roll}
    found = []
    for attributes in _tried([eligible, *electorates.values()]):
        able = (id_ for id_, text in electorates.items() if _meets(attributes, (eligible, text)))
        found.append((attributes, frozenset(able)))
    kinds: list[tuple[Mapping[str, str], frozenset[str]]] = []
    for id_, text in electorates.items():
        best = max(
            (one for one in found if id_ in one[1]), key=lambda one: len(one[1]), default=None
        )
        if best is None:
            said = " and ".join(f"'{part}'" for part in (eligible, text) if part)
            raise RehearsalError(
                f"no member could be invented who may vote in '{id_}', with {said}. "
                "Rehearse it with simpler conditions"
            )
        if best not in kinds:
            kinds.append(best)
    return kinds or found[:1]


def _tried(conditions: list[str]) -> Iterator[Mapping[str, str]]:
    """Attributes, every name in the conditions with every value worth trying for it."""
    names = {name: None for text in conditions for name in parse_condition(text).attributes}
    values: dict[str, dict[str, None]] = {name: {} for name in names}
    for text in conditions:
        for name, words, day, number, word in _COMPARED.findall(text):
            if name in values:
                values[name] |= dict.fromkeys(_beside(words.replace("''", "'"), day, number, word))
    choices = [[*values[name], "another", ""] for name in values]
    for chosen in islice(product(*choices), _MOST_TRIED):
        yield dict(zip(values, chosen, strict=True))


def _beside(words: str, day: str, number: str, word: str) -> list[str]:
    """A value that is compared with, and its neighbours."""
    if day:
        middle = date.fromisoformat(day)
        return [day, (middle - _DAY).isoformat(), (middle + _DAY).isoformat()]
    if number:
        return [number, str(int(number) - 1), str(int(number) + 1)]
    return ["true", "false"] if word.lower() in ("true", "false") else [words]


def _meets(attributes: Mapping[str, str], conditions: tuple[str, ...]) -> bool:
    try:
        return all(parse_condition(text).holds(attributes) for text in conditions)
    except RollError:
        return False  # a value of another kind than this one is compared with
