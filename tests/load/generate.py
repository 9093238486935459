"""Makes synthetic elections: four blocs of voters, rankings by Plackett-Luce, the same for a seed for ever.

    python tests/load/generate.py --papers 1000000 --candidates 30 --seats 9 --seed 1 out.blt

Each voter belongs to a bloc and draws candidates one after another, each with a chance in
proportion to its weight in that bloc. How many a voter ranks is geometric with mean 4, or
uniform from one to all. Only the generator's raw stream is used (PCG64), no distribution of
numpy's, since those may change between its releases.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

Lengths = Literal["geometric", "uniform"]

BLOC_SHARES = (0.40, 0.28, 0.20, 0.12)
_MEAN_LENGTH = 4
_AT_ONCE = 25_000  # papers


def generator(seed: int) -> np.random.Generator:
    """The source of chance of one synthetic election."""
    return np.random.Generator(np.random.PCG64(seed))


def bloc_weights(chance: np.random.Generator, candidates: int) -> NDArray[np.float64]:
    """How much each bloc likes each candidate: (blocs, candidates). Each has a bloc of its own."""
    blocs = len(BLOC_SHARES)
    weights = np.exp(3 * chance.random((blocs, candidates)))
    own = np.arange(candidates) % blocs
    weights[own, np.arange(candidates)] *= 12
    return weights


def draw(
    chance: np.random.Generator, weights: NDArray[np.float64], papers: int, lengths: Lengths
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rankings of all candidates, from 1, (papers, candidates), and how many of each count, (papers,)."""
    candidates = weights.shape[1]
    bloc = np.searchsorted(np.cumsum(BLOC_SHARES)[:-1], chance.random(papers), side="right")
    # The order of exponential waiting times, at rates equal to the weights, is Plackett-Luce.
    waits = -np.log1p(-chance.random((papers, candidates))) / weights[bloc]
    rankings = np.argsort(waits, axis=1) + 1
    luck = chance.random(papers)
    if lengths == "geometric":
        ranked = 1 + np.floor(np.log1p(-luck) / np.log1p(-1 / _MEAN_LENGTH)).astype(np.int64)
    else:
        ranked = 1 + np.floor(luck * candidates).astype(np.int64)
    return rankings, np.minimum(ranked, candidates)


def ballot_lines(rankings: NDArray[np.int64], ranked: NDArray[np.int64]) -> bytes:
    """One BLT line a paper. Candidates up to 999."""
    papers, candidates = rankings.shape
    text = np.zeros((papers, candidates + 1, 4), dtype=np.uint8)  # 0: no character here
    text[:, 0, 0] = ord("1")
    counts = np.arange(candidates) < ranked[:, None]
    body = text[:, 1:]
    body[..., 0] = ord(" ")
    body[..., 1] = np.where(rankings > 99, rankings // 100 + ord("0"), 0)
    body[..., 2] = np.where(rankings > 9, rankings // 10 % 10 + ord("0"), 0)
    body[..., 3] = rankings % 10 + ord("0")
    body *= counts[..., None]
    ends = np.broadcast_to(np.frombuffer(b" 0\n", dtype=np.uint8), (papers, 3))
    lines = np.concatenate((text.reshape(papers, -1), ends), axis=1)
    return bytes(lines[lines != 0])


def blocks(papers: int, candidates: int, seed: int, lengths: Lengths) -> Iterator[bytes]:
    """The ballots of a synthetic election, one BLT line a paper, some thousands at a time."""
    chance = generator(seed)
    weights = bloc_weights(chance, candidates)
    for low in range(0, papers, _AT_ONCE):
        yield ballot_lines(*draw(chance, weights, min(_AT_ONCE, papers - low), lengths))


def write_synthetic(
    stream: BinaryIO,
    *,
    papers: int,
    candidates: int,
    seats: int,
    seed: int,
    lengths: Lengths = "geometric",
) -> None:
    """Writes a synthetic election as BLT, one paper a line."""
    stream.write(b"%d %d\n" % (candidates, seats))
    for block in blocks(papers, candidates, seed, lengths):
        stream.write(block)
    stream.write(b"0\n")
    for number in range(1, candidates + 1):
        stream.write(b'"Candidate %d"\n' % number)
    stream.write(
        b'"Synthetic: %d papers, %s lengths, seed %d"\n' % (papers, lengths.encode(), seed)
    )


def main() -> None:
    """Writes the file that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the BLT file to write")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--candidates", type=int, default=30)
    parser.add_argument("--seats", type=int, default=9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lengths", choices=("geometric", "uniform"), default="geometric")
    asked = parser.parse_args()
    with asked.out.open("wb") as stream:
        write_synthetic(
            stream,
            papers=asked.papers,
            candidates=asked.candidates,
            seats=asked.seats,
            seed=asked.seed,
            lengths=asked.lengths,
        )


if __name__ == "__main__":
    main()
