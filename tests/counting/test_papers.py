"""Papers: grouped rankings, judged by a plain counter and by the documented byte form."""

from __future__ import annotations

import hashlib
import random
import struct
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import gathering
from counting import papers as papers_module
from counting.errors import PapersError
from counting.papers import MOST_PAPERS, Papers, PapersBuilder, Ranking

pytestmark = pytest.mark.usefixtures("either_kernel")

Rankings = list[tuple[Ranking, int]]


@st.composite
def elections(draw: st.DrawFn) -> tuple[int, Rankings]:
    """Few or many candidates; rankings short or long, often with a long beginning in common."""
    candidates = draw(st.sampled_from([1, 2, 3, 7, 12, 31, 32, 40, 255, 256, 300]))
    chance = random.Random(draw(st.integers(0, 2**32)))
    whole = list(range(1, candidates + 1))
    chance.shuffle(whole)
    rankings: Rankings = []
    for _ in range(draw(st.integers(0, 25))):
        ranking = whole[:]
        if chance.random() < 0.5:
            chance.shuffle(ranking)
        elif candidates > 2:
            low = chance.randrange(candidates)
            ranking[low:] = chance.sample(ranking[low:], candidates - low)
        length = chance.choice([0, 1, 2, 11, 12, 13, 24, chance.randint(0, candidates), candidates])
        rankings.append(
            (tuple(ranking[: min(length, candidates)]), chance.choice([1, 1, 2, 10**6]))
        )
    return candidates, rankings


def counted(rankings: Rankings) -> Counter[Ranking]:
    total: Counter[Ranking] = Counter()
    for ranking, count in rankings:
        total[ranking] += count
    return total


@given(elections())
@settings(max_examples=150, deadline=None)
def test_grouping_gives_each_distinct_ranking_once_in_ascending_order(
    election: tuple[int, Rankings],
) -> None:
    candidates, rankings = election
    expected = counted(rankings)
    papers = Papers.from_rankings(rankings, candidates)
    blank = expected.pop((), 0)
    assert list(papers) == sorted(expected.items())
    assert papers.blank == blank
    assert papers.total == blank + sum(expected.values())
    assert papers.distinct == len(expected)


@given(elections(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_neither_order_nor_grouping_of_papers_matters(
    election: tuple[int, Rankings], chance: random.Random
) -> None:
    candidates, rankings = election
    split = []
    for ranking, count in rankings:
        part = chance.randint(0, count)
        split += [(ranking, part)] * (part > 0) + [(ranking, count - part)] * (part < count)
    chance.shuffle(split)
    one, other = (Papers.from_rankings(r, candidates) for r in (rankings, split))
    assert one == other
    assert hash(one) == hash(other)
    for name in ("flat", "starts", "weights"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@given(elections())
@settings(max_examples=60, deadline=None)
def test_the_digest_is_the_sha256_of_the_documented_bytes(election: tuple[int, Rankings]) -> None:
    candidates, rankings = election
    expected = counted(rankings)
    blank = expected.pop((), 0)
    distinct = sorted(expected.items())
    form = b"omov/papers/v1 %d %d %d\n" % (candidates, blank, len(distinct))
    form += b"".join(struct.pack(">Q", count) for _, count in distinct)
    for ranking, _ in distinct:
        form += struct.pack(f">{len(ranking) + 1}H", *ranking, 0)
    papers = Papers.from_rankings(rankings, candidates)
    assert papers.digest == "sha256:" + hashlib.sha256(form).hexdigest()


def test_the_digest_of_a_known_election_never_changes() -> None:
    # printf 'omov/papers/v1 3 2 2\n' and the 64-bit and 16-bit numbers through sha256sum
    papers = Papers.from_rankings([((1, 3), 5), ((2,), 4), ((), 2)], 3)
    assert papers.digest == (
        "sha256:eeeedc81ac868f90950f8dce128985d7103f23d3fb8da352a9c7ab90b3e3d503"
    )


@given(elections(), st.integers(1, 5), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_papers_grouped_part_by_part_are_the_same(
    election: tuple[int, Rankings], before_grouping: int, at_once: int
) -> None:
    candidates, rankings = election
    whole = Papers.from_rankings(rankings, candidates)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "_ROWS_BEFORE_GROUPING", before_grouping)
        patch.setattr(papers_module, "_ROWS_AT_ONCE", at_once)
        parts = Papers.from_rankings(rankings, candidates)
        assert parts == whole
        assert list(parts) == list(whole)


def test_different_papers_are_not_equal() -> None:
    papers = Papers.from_rankings([((1, 2), 1)], 2)
    assert papers != Papers.from_rankings([((2, 1), 1)], 2)
    assert papers != Papers.from_rankings([((1, 2), 2)], 2)
    assert papers != Papers.from_rankings([((1, 2), 1)], 3)
    assert papers != Papers.from_rankings([((1, 2), 1), ((), 1)], 2)
    assert papers != "papers"


def test_a_ranking_comes_before_those_it_begins() -> None:
    papers = Papers.from_rankings([((1, 2, 3), 1), ((1, 2), 1), ((1,), 1), ((1, 3), 1)], 3)
    assert [ranking for ranking, _ in papers] == [(1,), (1, 2), (1, 2, 3), (1, 3)]


def test_rankings_stream_from_an_iterator() -> None:
    def streamed() -> Iterator[tuple[Ranking, int]]:
        for number in range(100_000):
            yield (1 + number % 3, 4), 1

    papers = Papers.from_rankings(streamed(), 4)
    assert list(papers) == [((1, 4), 33_334), ((2, 4), 33_333), ((3, 4), 33_333)]


def test_no_papers_at_all_are_papers_too() -> None:
    papers = Papers.from_rankings([], 5)
    assert (papers.total, papers.blank, papers.distinct, list(papers)) == (0, 0, 0, [])


def test_the_arrays_cannot_be_written_to() -> None:
    papers = Papers.from_rankings([((1, 2), 3)], 2)
    for array in (papers.flat, papers.starts, papers.weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9


@pytest.mark.parametrize(("candidates", "kind"), [(255, np.uint8), (256, np.uint16)])
def test_ranks_take_one_byte_up_to_255_candidates_and_two_beyond(
    candidates: int, kind: type
) -> None:
    papers = Papers.from_rankings([((candidates, 1), 1)], candidates)
    assert papers.flat.dtype == kind
    assert list(papers) == [((candidates, 1), 1)]


def test_counts_are_exact_up_to_the_largest() -> None:
    papers = Papers.from_rankings([((1,), MOST_PAPERS - 2), ((1,), 1), ((), 1)], 1)
    assert list(papers) == [((1,), 2**63 - 2)]
    assert papers.total == 2**63 - 1


@pytest.mark.parametrize(
    ("rankings", "message"),
    [
        ([((1, 9), 1)], "candidate 9, but there are 7 candidates."),
        ([((0, 1), 1)], "candidate 0, but candidates are numbered from 1."),
        ([((-3,), 1)], "candidate -3, but candidates are numbered from 1."),
        ([((2, 5, 2), 1)], "candidate 2 is ranked twice. Each may be ranked once."),
        ([((1.0,), 1)], "a candidate's number must be a whole number, not 1.0."),
        ([((True,), 1)], "a candidate's number must be a whole number, not True."),
        ([((1,), 0)], "the number of papers must be at least 1, not 0."),
        ([((1,), -1)], "the number of papers must be at least 1, not -1."),
        ([((1,), 1.5)], "the number of papers must be a whole number, not 1.5."),
        ([((1,), 2**63)], f"more papers than can be counted: at most {2**63 - 1} in all."),
        (
            [((1,), 2**63 - 1), ((), 1)],
            f"more papers than can be counted: at most {2**63 - 1} in all.",
        ),
    ],
)
def test_a_ranking_that_cannot_be_taken_is_refused(
    rankings: list[tuple[tuple[int, ...], int]], message: str
) -> None:
    with pytest.raises(PapersError) as refused:
        Papers.from_rankings(rankings, 7)
    assert str(refused.value) == f"Papers: {message}"


@pytest.mark.parametrize("candidates", [0, -1, 65_536])
def test_a_number_of_candidates_that_cannot_be_is_refused(candidates: int) -> None:
    with pytest.raises(PapersError, match=f"from 1 to 65535 candidates, not {candidates}"):
        Papers.from_rankings([], candidates)


def test_one_candidate_is_spoken_of_in_the_singular() -> None:
    with pytest.raises(PapersError, match=r"candidate 2, but there is 1 candidate\."):
        Papers.from_rankings([((2,), 1)], 1)


def test_nothing_is_added_by_a_ranking_that_is_refused() -> None:
    gathering = PapersBuilder(2)
    gathering.add_one((1,), 3)
    with pytest.raises(PapersError):
        gathering.add_one((1, 1), 3)
    assert list(gathering.papers()) == [((1,), 3)]
