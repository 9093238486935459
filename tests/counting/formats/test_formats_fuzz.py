"""Any bytes at all: a reader takes them, exactly, or refuses them with a PapersError; nothing else."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counting.errors import PapersError
from counting.formats import BallotFile, formats
from tests.counting.formats.ballot_files import ballot_files, outcome, read, written

READABLE = [each.id for each in formats() if each.read]
SIGNS = {
    "blt": '01239 -=#()"a\n\r\t\x00é',
    "csv": 'Papers,;\t"\n\r 0123RankABé\x00',
    "cvr": '{}[]":,\\ue0 1.5E-ntrufalse@\n\ufeff',
}
PREFLIB = "# :NUMBERALTIVSO\n0123,{}ab\r\x00"


def require_taken_or_refused(data: bytes, format_: str) -> None:
    found = outcome(data, format_)
    if isinstance(found, str):
        assert found.startswith("Papers")
        assert "\n" not in found.split("Is this")[0]
        return
    try:
        again = written(found, format_)
    except PapersError:
        return  # more than this format holds: refused, not changed
    assert read(again, format_).papers == found.papers
    assert read(again, format_).names == found.names


@pytest.mark.parametrize("format_", READABLE)
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise_anything_but_papers_error(format_: str, data: st.DataObject) -> None:
    text = st.text(SIGNS.get(format_, PREFLIB), max_size=120).map(str.encode)
    require_taken_or_refused(data.draw(text | st.binary(max_size=200)), format_)


@pytest.mark.parametrize("format_", READABLE)
@given(file=ballot_files(blank=False, irregular=False, most_papers=9), seed=st.integers(0, 2**32))
@settings(max_examples=120, deadline=None)
def test_a_spoilt_file_is_taken_exactly_or_refused(
    format_: str, file: BallotFile, seed: int
) -> None:
    kind = format_.replace("c", "i") if format_ in ("soc", "toc") else format_
    file = file if file.seats else BallotFile("", 2, file.names, (), file.papers)
    chance = random.Random(seed)
    data = bytearray(written(file, kind))
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data))
        act = chance.randrange(5)
        if act == 0:
            del data[place : place + chance.randint(1, 4)]
        elif act == 1:
            data[place:place] = bytes(chance.choices(bytes(data), k=chance.randint(1, 4)))
        elif act == 2:
            data[place] = chance.choice(b'0123456789,:{}[]"\n\r \t#-=;\\\xff')
        elif act == 3:
            end = chance.randrange(place, min(len(data), place + 60))
            data[place:place] = data[place:end]
        else:
            del data[place:]
        if not data:
            break
    require_taken_or_refused(bytes(data), format_)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 2**70)
    | st.floats()
    | st.sampled_from(
        ["", "yes", "no", "unknown", "s1", "c1", "contest", "CVR.CVR", "other", "1", "\ud800", "\n"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@id", "@type", "Rank", "Name", "CVR"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@given(ballot_files(most_papers=2), st.integers(0, 2**32), st.data())
@settings(max_examples=300, deadline=None)
def test_a_report_with_other_values_is_taken_exactly_or_refused(
    file: BallotFile, seed: int, data: st.DataObject
) -> None:
    report = json.loads(written(file, "cvr"))
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 2)):
        parent, key = node_of(report, chance)
        act = chance.randrange(4)
        if act == 0:
            del parent[key]
        elif act == 1 and isinstance(parent, list):
            parent.append(parent[key])
        elif act == 2 and isinstance(parent, dict):
            name = chance.choice(["Status", "Rank", "IsAllocable", "CVRWriteIn", "VoteVariation"])
            parent[name] = data.draw(JSON)
        else:
            parent[key] = data.draw(JSON)
    require_taken_or_refused(json.dumps(report).encode(), "cvr")


def node_of(report: dict, chance: random.Random) -> tuple:
    """A place somewhere in the report: what holds it, and its name or index there."""
    parent, key = report, chance.choice(list(report))
    while isinstance(parent[key], dict | list) and parent[key] and chance.random() < 0.8:
        parent = parent[key]
        key = (
            chance.choice(list(parent))
            if isinstance(parent, dict)
            else chance.randrange(len(parent))
        )
    return parent, key


@pytest.mark.parametrize("format_", READABLE)
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 10_000_000,
        b'{"a":' * 200_000,
        b'{"CVR":[' + b"[" * 5_000_000,
        b'{"CVR":["' + b"a" * 5_000_000,
        b'{"' + b"a" * 5_000_000,
        b'{"CVR":[' + b"1" * 5_000_000,
        b"# A" + b" " * 1_000_000,
        b"# A" + b" " * 1_000_000 + b":x",
        b"# A: x" + b" " * 1_000_000 + b"y",
        b"# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n1: {" + b"1," * 500_000,
        b"# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n1: {" + b" " * 1_000_000,
        b'Papers,A\n1,"' + b"a\n" * 5_000_000,
        b"," * 1_000_000,
        b"A," * 500_000,
        b'"' * 1_000_000,
        b" " * 2_000_000,
        b"\n" * 500_000,
        b"2 1\n1 " + b"- " * 500_000,
        b"2 1\n1 " + b"=" * 500_000 + b" 0\n",
        b"2 1\n1 1" + b"=1" * 400_000 + b" 0\n",
        b"9" * 1_000_000,
    ],
    ids=lambda data: repr(data[:24]),
)
def test_nothing_makes_a_reader_hang_or_run_out(format_: str, data: bytes) -> None:
    assert isinstance(outcome(data, format_), str)


@given(st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
@example(b"\xef\xbb\xbf")
def test_the_format_of_any_bytes_can_be_told(data: bytes) -> None:
    from io import BytesIO

    from counting.formats.door import read_ballots

    try:
        read_ballots(BytesIO(data))
    except PapersError:
        return
