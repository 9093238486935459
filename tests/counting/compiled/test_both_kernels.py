"""The two kernels give the same bytes: papers, digests, moves, files, refusals and records."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import Papers, count, gathering
from counting.compiled import VARIABLE
from counting.errors import InfeasibleError, LotNeededError, PapersError
from counting.formats import BallotFile
from counting.formats.blt import _read, read_blt
from counting.kernel import Kernel
from counting.record_json import write_record
from counting.rule import Rule
from tests.counting.elections import Election
from tests.counting.every_rule import any_election_of, every_rule

Found = TypeVar("Found")
Plain = tuple[object, ...]

CANDIDATES = st.sampled_from([1, 2, 3, 7, 12, 15, 16, 31, 63, 64, 99, 100, 127, 255, 256, 300, 999])


def by_each(done: Callable[[], Found]) -> tuple[Found, Found]:
    """What numpy finds, and what the compiled kernel finds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "numpy")
        plain = done()
        patch.setenv(VARIABLE, "compiled")
        return plain, done()


def bytes_of(papers: Papers) -> Plain:
    """All that papers hold."""
    arrays = [papers.flat, papers.starts, papers.weights]
    kept = [(array.dtype.str, array.tobytes()) for array in arrays]
    return papers.digest, papers.total, papers.blank, papers.irregular, kept


def a_ranking(chance: random.Random, candidates: int) -> list[int]:
    """Often short; else long, and then often with a beginning that others have too."""
    length = chance.choice([0, 1, 2, 3, 9, 10, 11, 12, 13, 21, 22, 63, 64, candidates])
    numbers = range(1, candidates + 1)
    if chance.random() < 0.4:
        cut = chance.choice([5, 10, 12, 21, 24, 60])
        ranking = [*numbers[:cut], *chance.sample(numbers[cut:], len(numbers[cut:]))]
    else:
        ranking = chance.sample(numbers, min(length, candidates))
    return ranking[:length]


@st.composite
def ballots(draw: st.DrawFn) -> tuple[int, list[tuple[list[int], int]]]:
    candidates = draw(CANDIDATES)
    chance = random.Random(draw(st.integers(0, 2**32)))
    some = [a_ranking(chance, candidates) for _ in range(draw(st.integers(0, 30)))]
    counts = chance.choice([[1], [1, 1, 1, 2, 99, 100, 10**9], [7, 2**40]])
    return candidates, [(chance.choice(some), chance.choice(counts)) for _ in some * 2]


@given(ballots(), st.integers(1, 60))
@settings(max_examples=300)
def test_papers_are_the_same_to_the_last_byte(
    election: tuple[int, list[tuple[list[int], int]]], before_grouping: int
) -> None:
    candidates, rankings = election
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "_ROWS_BEFORE_GROUPING", before_grouping)
        plain, fast = by_each(lambda: bytes_of(Papers.from_rankings(rankings, candidates)))
    assert plain == fast


@given(ballots(), st.integers(40, 5000), st.sampled_from([b"\n", b"\n", b"\r\n"]))
@settings(max_examples=300)
def test_a_file_read_in_blocks_of_any_size_holds_the_same_papers(
    election: tuple[int, list[tuple[list[int], int]]], size: int, end: bytes
) -> None:
    candidates, rankings = election
    lines = [b"%d 1" % candidates]
    lines += [b" ".join(b"%d" % n for n in [papers, *ranks, 0]) for ranks, papers in rankings]
    lines += [b"0", *[b"N%d" % number for number in range(candidates)], b"Title", b""]
    data = end.join(lines)
    blocks = [data[low : low + size] for low in range(0, len(data), size)]
    plain, fast = by_each(lambda: bytes_of(_read(blocks).papers))
    assert plain == fast == bytes_of(Papers.from_rankings(rankings, candidates))


WRONG = [
    b"", b" ", b"  ", b"\t", b"x", b"-", b"-1", b"1=2", b"#", b"0", b"00", b"0 0", b"1 0", b"01", b"1a",
    b"1:", b"1/", b"\xff", b"\x00", b"+1", b"(a)", b"9", b"10", b"100", b"255", b"256", b"65535",
    b"65536", b"655360", b"000000000001", b"1000000000", b"9999999999", b"9223372036854775807",
    b"18446744073709551617", b"1 1", b"2 2", b"\n", b"\n0", b"\r", b"1\n1 0",
]  # fmt: skip


@given(ballots(), st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(WRONG)), max_size=3))
@settings(max_examples=600)
def test_what_is_wrong_with_a_file_is_said_in_the_same_words(
    election: tuple[int, list[tuple[list[int], int]]], wrong: Sequence[tuple[int, bytes]]
) -> None:
    candidates, rankings = election
    lines = [b" ".join(b"%d" % n for n in [papers, *ranks, 0]) for ranks, papers in rankings]
    tokens = b"\n".join(lines).replace(b"\n", b" \n ").split(b" ")
    for at, token in wrong:
        tokens[at % len(tokens) : at % len(tokens) + at % 2] = [token]
    body = b" ".join(tokens).replace(b" \n ", b"\n")
    names = b"N\n" * (candidates + 1)
    data = b"%d 1\n%s\n0\n%s" % (candidates, body, names)
    careful = said(lambda: _read([data], fast=False))
    assert by_each(lambda: said(lambda: _read([data]))) == (careful, careful)


def said(reader: Callable[[], BallotFile]) -> object:
    try:
        file = reader()
    except PapersError as refused:
        return str(refused), refused.line
    return file.lines, file.names, bytes_of(file.papers)


@given(ballots(), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_same_papers_move_to_the_same_piles_in_the_same_order(
    election: tuple[int, list[tuple[list[int], int]]], chance: random.Random
) -> None:
    candidates, rankings = election
    seed = chance.getrandbits(32)
    plain, fast = by_each(
        lambda: moves(Papers.from_rankings(rankings, candidates), random.Random(seed))
    )
    assert plain == fast


def moves(papers: Papers, chance: random.Random) -> list[Plain]:
    """Takes candidates out one after another, and writes down where all papers went."""
    everyone = list(range(1, papers.candidates + 1))
    continuing = set(chance.sample(everyone, chance.randint(1, len(everyone))))
    kernel = Kernel(papers, frozenset(continuing))
    piles = kernel.first_preferences()
    found = [tuple((to, b.papers, b.rows.tolist()) for to, b in piles.items())]
    lying = {to: [bundle.rows] for to, bundle in piles.items()}
    for leaving in chance.sample(sorted(continuing), min(len(continuing), 20)):
        continuing.discard(leaving)
        for moved in kernel.move(lying.pop(leaving, []), frozenset(continuing)):
            found.append(tuple((to, b.papers, b.rows.tolist()) for to, b in moved.items()))
            for to, bundle in moved.items():
                lying.setdefault(to, []).append(bundle.rows)
    return found


@every_rule
def test_the_record_is_the_same_under_every_rule(rule: Rule) -> None:
    @given(any_election_of(rule))
    @settings(max_examples=20)
    def same(election: Election) -> None:
        plain, fast = by_each(lambda: record_of(election))
        assert plain == fast

    same()


def record_of(election: Election) -> bytes | str:
    try:
        return write_record(count(election.papers, election.contest))  # papers grouped each time
    except (InfeasibleError, LotNeededError) as refused:
        return str(refused)


def test_real_elections_have_the_same_records(shared: Path) -> None:
    paths = sorted((shared / "elections" / "scottish").glob("*.blt"))[:25]
    assert paths
    for path in paths:
        plain, fast = by_each(lambda path=path: real_record(path))
        assert plain == fast, path.name


def real_record(path: Path) -> bytes:
    file = read_blt(path)
    lots = [str(number) for number in range(1, len(file.names) + 1)]
    return write_record(count(file.papers, file.contest("scottish-2011", lots=lots)))


@pytest.mark.parametrize("candidates", [255, 256, 65_535])
def test_the_most_candidates_of_each_width_are_read_and_counted_the_same(candidates: int) -> None:
    chance = np.random.Generator(np.random.PCG64(candidates))
    rankings = [
        ([candidates, *(chance.permutation(min(candidates, 3000) - 1)[:length] + 1).tolist()], 1)
        for length in [0, 1, 2, 3, 6, 7, 8, 254, 2000] * 2
    ]
    text = "".join(f"1 {' '.join(map(str, ranking))} 0\n" for ranking, _ in rankings)
    data = f"{candidates} 1\n{text}0\n{'N' + chr(10)}".encode() + b"N\n" * candidates
    plain, fast = by_each(lambda: bytes_of(read_blt(io.BytesIO(data)).papers))
    assert plain == fast == bytes_of(Papers.from_rankings(rankings, candidates))
