"""Papers changed on purpose: what a margin's witness says, and how anybody replays it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from counting.errors import PapersError
from counting.papers import Papers, PapersBuilder, Ranking


@dataclass(frozen=True, slots=True)
class Change:
    """So many papers that bear one ranking bear another instead. Candidates by number, from 1."""

    before: Ranking
    after: Ranking
    papers: int


def changed(papers: Papers, changes: Iterable[Change]) -> Papers:
    """The papers with these changes made; there are as many as before.

    Raises PapersError where there are not so many papers to change, or for a ranking that no paper
    can bear. Irregular papers cannot be changed: have them read first (`Papers.settled`).
    """
    made = [change for change in changes if change.papers]
    wanted = {change.before for change in made}
    rows = {ranking: row for row, (ranking, _) in enumerate(papers) if ranking in wanted}
    for change in made:
        if change.before not in rows:
            raise PapersError(f"no paper bears the ranking {_text(change.before)}.")
    taken: dict[int, int] = {}
    for change in made:
        row = rows[change.before]
        taken[row] = taken.get(row, 0) + change.papers
    return rows_changed(papers, taken, made)


def rows_changed(papers: Papers, taken: Mapping[int, int], changes: Iterable[Change]) -> Papers:
    """The same where the rows are known. `taken`: papers taken from each row, as the changes say.

    Raises PapersError as `changed` does.
    """
    weights = papers.weights.copy()
    for row, number in taken.items():
        if not 0 < number <= weights[row]:
            raise PapersError(
                f"only {weights[row]} papers bear the ranking; {number} were to change."
            )
        weights[row] -= number
    kept = weights > 0
    lengths = np.diff(papers.starts, append=len(papers.flat))
    gathering = PapersBuilder(papers.candidates)
    gathering.add_blank(papers.blank)
    if kept.any():
        ends = np.cumsum(lengths[kept])
        flat = papers.flat[np.repeat(kept, lengths)]
        gathering.add_block(flat, ends - lengths[kept], weights[kept], int(weights.sum()))
    for change in changes:
        gathering.add_one(change.after, change.papers)
    return gathering.papers()


def _text(ranking: Ranking) -> str:
    return ", ".join(str(number) for number in ranking) or "(blank)"
