"""Whom ERS97 proposes to exclude: as many together as possible (5.2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from counting.contest import CandidateId
from counting.methods.ers97_board import Board
from counting.parts.ers97 import sizes_together
from counting.parts.ties import choose, narrow
from counting.record import Tie
from counting.votes import Votes


@dataclass(frozen=True, slots=True)
class Proposal:
    """An exclusion proposed. `heads`: under which heads of 5.2.2 surpluses are put off for it."""

    candidates: tuple[CandidateId, ...]
    ties: tuple[Tie, ...]
    heads: tuple[str, ...]
    passed_over: tuple[CandidateId, ...]


def propose_exclusion(board: Board) -> Proposal | None:
    """Those to be excluded together, if all surpluses not transferred yet are deferred.

    None: the surpluses are too large to be deferred (5.2.2). Where there is no surplus there is
    always a proposal. Guarded candidates are passed over.
    """
    tallies = board.table.tallies
    surpluses = board.total_surplus
    guarded = board.field.assessment.guarded
    among = sorted((c for c in board.field.continuing if c not in guarded), key=tallies.__getitem__)
    votes = [tallies[c] for c in among]
    if len(among) == 1 and not surpluses:
        # All persons are guarded, and nobody is the only one that can go.
        spared = tuple(c for c in guarded if tallies[c] <= votes[0])
        return Proposal((among[0],), (), (), spared)
    # While nobody continues, it could take every place: of persons none need be left.
    spare = (
        len(among) if board.field.nobody else len(board.field.continuing) - board.field.vacancies
    )
    for size in sizes_together(votes, spare, surpluses):
        found = _lowest(board, among, size)
        if found is None or (size > 1 and not board.field.leaves_all_open(found[0])):
            continue
        candidates, ties = found
        heads = []
        if surpluses and surpluses <= votes[1] - votes[0]:
            heads.append("5.2.2(a)")
        if surpluses and size > 1:
            heads.append("5.2.2(b)")
        highest = max(tallies[c] for c in candidates)
        return Proposal(
            tuple(board.field.in_contest_order(candidates)),
            tuple(ties),
            tuple(heads),
            tuple(c for c in guarded if tallies[c] <= highest),
        )
    return None


def _lowest(
    board: Board, fewest_first: list[CandidateId], size: int
) -> tuple[list[CandidateId], list[Tie]] | None:
    """So many of those with the fewest votes; where not all of those equal go, by the tie rule.

    None: the constraints leave nobody open whom the tie rule could take.
    """
    tallies = board.table.tallies
    fewest = tallies[fewest_first[size - 1]]
    taken = [c for c in fewest_first if tallies[c] < fewest]
    equal = [c for c in board.field.in_contest_order(fewest_first) if tallies[c] == fewest]
    if size == len(taken) + len(equal):
        return taken + equal, []
    ties = []
    while len(taken) < size:
        able = [c for c in equal if c not in taken and _may_go(board, taken, c)]
        if not able:
            return None
        chosen, tie = _fewest_earliest(board, able, fewest, size - len(taken))
        taken.append(chosen)
        ties.extend([tie] if tie else [])
    return taken, ties


def _may_go(board: Board, taken: list[CandidateId], candidate: CandidateId) -> bool:
    rest = [c for c in board.field.continuing if c not in taken and c != candidate]
    return board.field.electable_together((), rest)


def _fewest_earliest(
    board: Board, equal: list[CandidateId], votes: Votes, room: int
) -> tuple[CandidateId, Tie | None]:
    """5.2.5: who had the fewest at the earliest point at which they differed; then the lot.

    Where all whom that leaves go together, no lot has to choose among them.
    """
    rule = board.rule.ties
    left, steps = narrow("exclusion", equal, rule.lookback(board.readings))
    if 1 < len(left) <= room and len(left) < len(equal):
        clause = rule.clauses["exclusion"]
        return left[0], Tie("exclusion", tuple(equal), votes, left[0], rule.by, steps, clause)
    return choose(
        "exclusion",
        equal,
        votes,
        board.readings,
        board.field.contest,
        rule=rule,
        stage=board.number,
    )
