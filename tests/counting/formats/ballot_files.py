"""Ballot files of every shape, written and read through the one door: what the tests of formats share."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime

from hypothesis import strategies as st

from counting.errors import PapersError
from counting.formats import OPTIONAL, BallotFile, Format, Target
from counting.formats.door import find_format, read_ballots, write_ballots
from counting.marks import marks_of
from counting.papers import PapersBuilder

WHEN = datetime(2027, 3, 1, 12, 30, tzinfo=UTC)


def read(data: bytes | str, format_: str, contest: str | None = None) -> BallotFile:
    data = data.encode() if isinstance(data, str) else data
    return read_ballots(io.BytesIO(data), format_=find_format(format_), contest=contest)


def written(file: BallotFile, format_: str) -> bytes:
    stream = io.BytesIO()
    write_ballots(file, find_format(format_), Target(stream, WHEN), OPTIONAL)
    return stream.getvalue()


def outcome(data: bytes, format_: str) -> BallotFile | str:
    """The file, or the words of its refusal; anything else that is raised goes through."""
    try:
        return read(data, format_)
    except PapersError as refused:
        return str(refused)


def as_carried(file: BallotFile, format_: Format) -> BallotFile:
    """The file without the optional parts that the format cannot hold."""
    return file.without([part for part in OPTIONAL if part not in format_.carries])


# Names that break careless formats: separators, quotes, comments, digits, other scripts, spaces.
NAMES = st.lists(
    st.sampled_from(
        [
            "Ada",
            "Ben, B.",
            'C "the" D',
            "#1",
            "d;e",
            "Éva",
            "李",
            "{",
            "1=2",
            "-",
            "a:b",
            "(x)",
            "=f",
        ]
    )
    | st.text("abc,;\"'#{}:=- é", min_size=1, max_size=6).map(lambda name: f"N{name}."),
    min_size=2,
    max_size=6,
    unique=True,
)


@st.composite
def ballot_files(
    draw: st.DrawFn, *, blank: bool = True, irregular: bool = True, most_papers: int = 2**40
) -> BallotFile:
    """Any ballot file. `most_papers`: of one ranking."""
    names = draw(NAMES)
    chance = random.Random(draw(st.integers(0, 2**32)))
    papers = PapersBuilder(len(names))
    numbers = range(1, len(names) + 1)
    for _ in range(draw(st.integers(0, 6))):
        ranking = chance.sample(numbers, chance.randint(1, len(names)))
        papers.add_one(ranking, chance.randint(1, most_papers))
    for _ in range(draw(st.integers(0, 3)) if irregular else 0):
        groups: list[list[int]] = [[] for _ in range(7)]
        for candidate in chance.sample(numbers, chance.randint(1, len(names))):
            chance.choice(groups).append(candidate)
        papers.add_marks(marks_of(groups), chance.randint(1, most_papers))
    if blank and draw(st.booleans()):
        papers.add_one((), chance.randint(1, most_papers))
    return BallotFile(
        draw(st.sampled_from(["", "Committee", 'The "Ward", 1: #2'])),
        draw(st.none() | st.integers(1, 9)),
        tuple(names),
        tuple(chance.sample(numbers, chance.randint(0, 2))),
        papers.papers(),
    )
