"""BLT files: the two readers against each other, any bytes at all, and round trips."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counting.errors import PapersError
from counting.formats import BallotFile
from counting.formats.blt import _read, read_blt, write_blt
from counting.marks import marks_of
from counting.papers import PapersBuilder

pytestmark = pytest.mark.usefixtures("either_kernel")


def read(data: bytes) -> BallotFile:
    return read_blt(io.BytesIO(data))


def written(ballot_file: BallotFile) -> bytes:
    stream = io.BytesIO()
    write_blt(ballot_file, stream)
    return stream.getvalue()


def outcome(reader: Callable[[], BallotFile]) -> BallotFile | tuple[str, int | None]:
    """What a reader says: the same file, or the same refusal."""
    try:
        return reader()
    except PapersError as refused:
        return str(refused), refused.line


SPOILT = st.sampled_from(
    [
        "0",
        "-1",
        "-2",
        "00",
        "8",
        "9",
        "x",
        "1=2",
        "2=1=4",
        "=",
        "-",
        "#",
        "(",
        "(a)",
        "(b)",
        ")",
        '"',
        "10",
        "255",
        "256",
        "65536",
        "99999999999",
        "9223372036854775807",
        "9223372036854775808",
    ]
) | st.sampled_from(["", "\r", "\x00", "\xa0", "\u2028", "\t", "\n", "\n0\n", "1\r"])


@st.composite
def spoilt_files(draw: st.DrawFn) -> bytes:
    """A file in good order, here and there with something put in, taken out or repeated."""
    candidates = draw(st.sampled_from([1, 2, 5, 12, 63, 64, 70, 300]))
    chance = random.Random(draw(st.integers(0, 2**32)))
    lines = [f"{candidates} {chance.randint(1, 3)}"]
    for _ in range(draw(st.integers(0, 12))):
        ranking = chance.sample(range(1, candidates + 1), chance.randint(0, min(candidates, 70)))
        lines.append(" ".join(map(str, [chance.choice([1, 1, 12, 10**9]), *ranking, 0])))
    lines += ["0", *(f'"N{number}"' for number in range(1, candidates + 1)), '"T"']
    for _ in range(draw(st.integers(0, 2))):
        place = chance.randrange(min(len(lines), 16))
        tokens = lines[place].split(" ")
        token = chance.randrange(len(tokens))
        kind = chance.randrange(4)
        if kind == 0:
            tokens[token] = draw(SPOILT)
        elif kind == 1:
            tokens.insert(token, draw(SPOILT))
        elif kind == 2:
            del tokens[token]
        else:
            tokens.insert(token, tokens[-1] if chance.random() < 0.3 else tokens[token])
        lines[place] = " ".join(tokens)
    text = draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines)
    data = text.encode() + draw(st.sampled_from([b"\n", b""]))
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


@given(spoilt_files(), st.integers(1, 40))
@settings(max_examples=500, deadline=None)
@example(b"7 2\n5\n0\n", 40)  # a line that is a count only
@example(b"7 2\n1 2 0\n15\n0\n", 40)
@example(b"7 2\n1 2 3\n1 0 3 0\n0\n", 40)  # as many zeros as lines, at the wrong places
@example(b"70 2\n1 2 3 0\n1 0 3 0\n0\n", 40)
@example(b"300 2\n1 1 0\n1  2 0\n0\n" + b"N\n" * 301, 40)  # two spaces
@example(b"300 2\n1 1 0\n\n1 2 0\n0\n" + b"N\n" * 301, 40)  # an empty line
@example(b"7 2\n1 2 0\r\r\n0\n", 40)
@example(b"1 1\n0\n0\n0\n", 2)  # the line that ends the ballots begins a block
@example(b"2 1\n0\r\n0\n", 3)
@example(b"2 1\n1 1 0\n-2\n0\n", 4)  # withdrawn after ballots
@example(b"1 1\n9223372036854775807 1 0\n1 1 0\n0\n", 28)  # one paper too many, in a block
@example(b"1 1\n9223372036854775807 1 0\n1 0\n0\n", 28)
def test_blocks_and_single_lines_give_the_same_file_or_the_same_refusal(
    data: bytes, size: int
) -> None:
    pieces = [data[low : low + size] for low in range(0, len(data), size)]
    careful = outcome(lambda: _read([data], fast=False))
    assert outcome(lambda: _read([data])) == careful
    assert outcome(lambda: _read(pieces)) == careful
    assert outcome(lambda: _read(pieces, fast=False)) == careful


@given(st.binary(max_size=200) | st.text(alphabet='01239 -=#()"a\n\r\t\x00é', max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_anything_but_papers_error(data: bytes | str) -> None:
    data = data.encode() if isinstance(data, str) else data
    careful = outcome(lambda: _read([data] if data else [], fast=False))
    if not data.startswith((b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06")):
        assert outcome(lambda: read(data)) == careful
    for packed in (gzip.compress(data), b"\x1f\x8b" + data):
        outcome(partial(read, packed))


NAME = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters="".join(map(chr, [*range(32), 127]))
    ),
    min_size=1,
).filter(str.strip)


@given(
    names=st.lists(NAME, min_size=1, max_size=5),
    title=st.just("") | NAME,
    seats=st.integers(1, 9),
    blank=st.integers(0, 3),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_back_the_same(
    names: list[str], title: str, seats: int, blank: int, chance: random.Random
) -> None:
    numbers = range(1, len(names) + 1)
    rankings = [
        (tuple(chance.sample(numbers, chance.randint(1, len(names)))), chance.randint(1, 2**40))
        for _ in range(chance.randint(0, 8))
    ]
    gathering = PapersBuilder(len(names))
    for ranking, number in [*rankings, *([((), blank)] if blank else [])]:
        gathering.add_one(ranking, number)
    for _ in range(chance.randint(0, 3)):
        groups: list[list[int]] = [[] for _ in range(6)]
        for candidate in chance.sample(numbers, chance.randint(1, len(names))):
            chance.choice(groups).append(candidate)
        gathering.add_marks(marks_of(groups), chance.randint(1, 2**40))
    papers = gathering.papers()
    withdrawn = tuple(chance.sample(numbers, chance.randint(0, len(names))))
    file = BallotFile(title, seats, tuple(names), withdrawn, papers)
    data = written(file)
    assert read(data) == file
    assert written(read(data)) == data
