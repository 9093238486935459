"""Elections written as letters: ('ABC', 5) is five papers for A, then B, then C. Builds inputs only."""

from __future__ import annotations

from collections.abc import Sequence

from counting import Candidate, CandidateId, Contest, Papers, RuleId
from counting.marks import marks_of
from counting.papers import PapersBuilder

Written = Sequence[tuple[str, int]]


def lettered(
    rankings: Written,
    seats: int,
    rule: str,
    *,
    lots: str = "",
    withdrawn: str = "",
    names: str = "",
) -> tuple[Papers, Contest]:
    """Papers and contest. A rank may be skipped ('A-B') or given to several ('A(BC)D').

    `names`: the candidates, in the order of the ballot paper; else all letters, in alphabetical order.
    """
    letters = names or "".join(sorted({c for ranking, _ in rankings for c in ranking} - set("-()")))
    papers = PapersBuilder(len(letters))
    for ranking, many in rankings:
        papers.add_marks(marks_of(_ranks(ranking, letters)), many)
    held = Contest(
        "Test",
        seats,
        tuple(Candidate(CandidateId(c), f"Candidate {c}") for c in letters),
        RuleId(rule),
        lots=tuple(CandidateId(c) for c in lots),
        withdrawn=tuple(CandidateId(c) for c in withdrawn),
    )
    return papers.papers(), held


def _ranks(ranking: str, letters: str) -> list[list[int]]:
    ranks: list[list[int]] = []
    together = False
    for sign in ranking:
        if sign == "(":
            ranks.append([])
            together = True
        elif sign == ")":
            together = False
        elif sign == "-":
            ranks.append([])
        elif together:
            ranks[-1].append(letters.index(sign) + 1)
        else:
            ranks.append([letters.index(sign) + 1])
    return ranks
