"""Ballot papers, grouped: distinct rankings and how many papers bear each.

`Papers.digest` is the SHA-256 of their canonical byte form: see `counting.papers_digest`. Papers that
skip a rank, or give one to several candidates, are kept apart: see `counting.marks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from counting.errors import PapersError
from counting.gathering import Gathering
from counting.marks import Marks, Reading, marks_fault, ranking_of
from counting.packing import Places, Ranks, Words, rank_type
from counting.papers_digest import papers_digest

Ranking = tuple[int, ...]

MOST_CANDIDATES = 2**16 - 1  # a rank is kept in 16 bits
MOST_PAPERS = 2**63 - 1  # counts are kept in 64 bits, signed
MOST_IRREGULAR = 2**20  # distinct irregular papers: they are kept one by one

_ROWS_AT_ONCE = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Papers:
    """All ballot papers of a contest, grouped, in ascending order of ranking; never changed once made.

    `candidates`: their numbers go from 1 to this. `total`: all papers, blank ones too.
    `blank`: papers without any preference. `distinct`: distinct rankings that are not blank.
    `irregular`: papers with skipped or equal ranks, apart from all those: marks and papers, ascending.
    `digest`: 'sha256:' and the SHA-256 of the canonical byte form, in hexadecimal.
    `flat`: rankings one after another, each ended by 0; uint8 up to 255 candidates, else uint16.
    `starts`, `weights`: (distinct,) int64: where each ranking begins in `flat`, and its papers.
    `ballots`: how many sheets they are, where a sheet may carry several votes and so stands for several
    papers; None: each paper is a sheet. Source: docs/adr/0015.
    The arrays cannot be written to. Two are equal if their digests are.
    """

    candidates: int
    total: int
    blank: int
    distinct: int
    digest: str
    flat: Ranks
    starts: Places
    weights: Places
    irregular: tuple[tuple[Marks, int], ...] = ()
    ballots: int | None = None

    @classmethod
    def from_rankings(
        cls, rankings: Iterable[tuple[Sequence[int], int]], candidates: int
    ) -> Papers:
        """Groups rankings (candidates' numbers from 1, in order of preference) with their papers.

        The rankings stream through: only distinct ones are kept. An empty ranking is a blank paper.
        Raises PapersError: a number that is not a candidate's, a candidate ranked twice, fewer
        than 1 paper, more papers or candidates than can be counted.
        """
        gathering = PapersBuilder(candidates)
        for ranking, papers in rankings:
            gathering.add_one(ranking, papers)
        return gathering.papers()

    def __iter__(self) -> Iterator[tuple[Ranking, int]]:
        """Each distinct ranking with its number of papers, ascending; blank papers are left out.

        Raises PapersError where there are irregular papers: have them read first (`settled`), or
        take the others only (`rankings`).
        """
        if self.irregular:
            raise PapersError(
                "some papers skip ranks or rank candidates equally. How they count is the rule's to say."
            )
        return self.rankings()

    def settled(self, reading: Reading) -> Papers:
        """The papers as a rule reads them: irregular ones by `reading`, the others as they are."""
        if not self.irregular:
            return self
        gathering = PapersBuilder(self.candidates)
        gathering.add_blank(self.blank)
        gathering.add_block(self.flat, self.starts, self.weights, int(self.weights.sum()))
        for marks, papers in self.irregular:
            gathering.add_one(reading(marks), papers)
        return gathering.papers()

    def rankings(self) -> Iterator[tuple[Ranking, int]]:
        """As iterating gives them; irregular papers are left out."""
        for low in range(0, self.distinct, _ROWS_AT_ONCE):
            starts = self.starts[low : low + _ROWS_AT_ONCE].tolist()
            high = low + len(starts)
            end = int(self.starts[high]) if high < self.distinct else len(self.flat)
            begin = starts[0]
            ranks = self.flat[begin:end].tolist()
            papers = self.weights[low:high].tolist()
            for start, stop, count in zip(starts, [*starts[1:], end], papers, strict=True):
                yield tuple(ranks[start - begin : stop - begin - 1]), count

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Papers) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return (
            f"Papers({self.total} papers, {self.blank} blank, {self.distinct} distinct rankings "
            f"of {self.candidates} candidates, {len(self.irregular)} irregular, {self.digest})"
        )


class PapersBuilder:
    """Gathers ballot papers, singly or in blocks (`counting.gathering`), and counts them."""

    def __init__(self, candidates: int) -> None:
        if not 1 <= candidates <= MOST_CANDIDATES:
            raise PapersError(
                f"there must be from 1 to {MOST_CANDIDATES} candidates, not {candidates}."
            )
        self.candidates = candidates
        self.total = 0
        self._blank = 0
        self._gathering = Gathering(candidates)
        self._ranks: list[int] = []
        self._starts: list[int] = []
        self._weights: list[int] = []
        self._irregular: dict[Marks, int] = {}

    def add_one(self, ranking: Sequence[int], papers: int, line: int | None = None) -> None:
        """Adds papers that bear one ranking. `line`: where it stands in a file, for the error.

        Raises PapersError as `Papers.from_rankings` does.
        """
        fault = ranking_fault(ranking, self.candidates) or self._papers_fault(papers)
        if fault:
            raise PapersError(fault, line)
        self.total += papers
        if not ranking:
            self._blank += papers
            return
        self._starts.append(len(self._ranks))
        self._ranks.extend(ranking)
        self._ranks.append(0)
        self._weights.append(papers)
        if len(self._starts) >= _ROWS_AT_ONCE:
            self._flush()

    def add_marks(self, marks: Marks, papers: int, line: int | None = None) -> None:
        """Adds papers that bear these marks, which may be those of an ordinary ranking.

        Raises PapersError as `add_one` does, and for ranks above `MOST_RANK`.
        """
        ranking = ranking_of(marks)
        if ranking is not None:
            self.add_one(ranking, papers, line)
            return
        marked = [candidate for _, candidates in marks for candidate in candidates]
        fault = (
            ranking_fault(marked, self.candidates)
            or marks_fault(marks, self.candidates)
            or self._papers_fault(papers)
        )
        if not fault and len(self._irregular) == MOST_IRREGULAR and marks not in self._irregular:
            fault = f"more than {MOST_IRREGULAR} different papers with skipped or equal ranks."
        if fault:
            raise PapersError(fault, line)
        self.total += papers
        self._irregular[marks] = self._irregular.get(marks, 0) + papers

    def add_block(self, flat: Ranks, starts: Places, weights: Places, papers: int) -> None:
        """Adds a block of rankings, none blank, that the caller has found to be in order.

        `papers`: the sum of `weights`, for which `room` has been asked.
        """
        self.total += papers
        self._gathering.take(flat, starts, weights)

    def add_words(self, words: Words) -> None:
        """Adds papers whose rankings fit in a word each, for which `room` has been asked.

        `words`: (papers,) packed as `counting.packing` says, and in order.
        """
        self.total += len(words)
        self._gathering.take_words(words)

    def add_blank(self, papers: int) -> None:
        """Adds blank papers for which `room` has been asked."""
        self.total += papers
        self._blank += papers

    def room(self, papers: int) -> bool:
        """Whether so many more papers can be counted."""
        return self.total + papers <= MOST_PAPERS

    def papers(self) -> Papers:
        """All that has been added, grouped."""
        self._flush()
        flat, starts, weights = self._gathering.grouped()
        for array in (flat, starts, weights):
            array.flags.writeable = False
        irregular = tuple(sorted(self._irregular.items()))
        digest = papers_digest(self.candidates, self._blank, flat, weights, irregular)
        return Papers(
            self.candidates,
            self.total,
            self._blank,
            len(starts),
            digest,
            flat,
            starts,
            weights,
            irregular,
        )

    def _papers_fault(self, papers: int) -> str | None:
        if not _is_whole(papers):
            return f"the number of papers must be a whole number, not {papers!r}."
        if papers < 1:
            return f"the number of papers must be at least 1, not {papers}."
        if not self.room(papers):
            return f"more papers than can be counted: at most {MOST_PAPERS} in all."
        return None

    def _flush(self) -> None:
        if self._starts:
            flat: Ranks = np.array(self._ranks, dtype=rank_type(self.candidates))
            starts = np.array(self._starts, dtype=np.int64)
            weights = np.array(self._weights, dtype=np.int64)
            self._ranks, self._starts, self._weights = [], [], []
            self._gathering.take(flat, starts, weights)


def ranking_fault(ranking: Sequence[int], candidates: int) -> str | None:
    """What is wrong with a ranking, as the end of a sentence; None if nothing is."""
    seen: set[int] = set()
    for candidate in ranking:
        if not _is_whole(candidate):
            return f"a candidate's number must be a whole number, not {candidate!r}."
        if candidate > candidates:
            standing = "is 1 candidate" if candidates == 1 else f"are {candidates} candidates"
            return f"candidate {candidate}, but there {standing}."
        if candidate < 1:
            return f"candidate {candidate}, but candidates are numbered from 1."
        if candidate in seen:
            return f"candidate {candidate} is ranked twice. Each may be ranked once."
        seen.add(candidate)
    return None


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
