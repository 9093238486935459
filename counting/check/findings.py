"""Who is guarded or doomed, and the fewest constraints that make it so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal

from counting.check.feasible import Outlook, biting, outlook_under
from counting.contest import CandidateId, Constraint, Contest
from counting.record import Finding

Status = Literal["guarded", "doomed"]


def findings(
    contest: Contest,
    elected: Sequence[CandidateId],
    continuing: Sequence[CandidateId],
    found: Outlook,
) -> tuple[Finding, ...]:
    """The findings that belong in the record of a stage; `found`: the outlook after it.

    One finding for each status and set of constraints: the guarded first, then by their first
    candidate in the order of the contest. The constraints are the fewest that suffice; of equally
    few, those that come first in the contest.
    """
    unexplained = {"guarded": set(found.guarded), "doomed": set(found.doomed)}
    labels: dict[tuple[str, CandidateId], tuple[str, ...]] = {}
    # A constraint that no choice could break is never among the fewest that suffice.
    for some in _fewest_first(biting(contest, elected, continuing)):
        if not any(unexplained.values()):
            break
        under = outlook_under(contest, some, elected, continuing)
        for status, those in (("guarded", under.guarded), ("doomed", under.doomed)):
            for candidate in unexplained[status].intersection(those):
                labels[status, candidate] = tuple(constraint.label for constraint in some)
                unexplained[status].remove(candidate)
    return _grouped("guarded", found.guarded, labels) + _grouped("doomed", found.doomed, labels)


def _fewest_first(constraints: tuple[Constraint, ...]) -> Iterator[tuple[Constraint, ...]]:
    for size in range(len(constraints) + 1):
        yield from combinations(constraints, size)


def _grouped(
    status: Status,
    candidates: tuple[CandidateId, ...],
    labels: dict[tuple[str, CandidateId], tuple[str, ...]],
) -> tuple[Finding, ...]:
    groups: dict[tuple[str, ...], list[CandidateId]] = {}
    for candidate in candidates:
        groups.setdefault(labels[status, candidate], []).append(candidate)
    return tuple(Finding(status, tuple(those), why) for why, those in groups.items())
