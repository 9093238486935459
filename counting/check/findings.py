"""Who is guarded or doomed, and the fewest constraints that make it so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Literal

from counting.check.feasible import Outlook, biting, outlook_under
from counting.contest import CandidateId, Constraint, Contest
from counting.record import Finding

Status = Literal["guarded", "doomed"]
Verdict = tuple[Status, CandidateId]
Some = tuple[Constraint, ...]


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

    verdicts = _verdicts(found)
    if not verdicts:
        return ()

    def under(some: Some) -> list[Verdict]:
        return _verdicts(outlook_under(contest, some, elected, continuing))

    reasons = _reasons(verdicts, biting(contest, elected, continuing), under)
    groups: dict[tuple[Status, Some], list[CandidateId]] = {}
    for status, candidate in verdicts:
        groups.setdefault((status, reasons[status, candidate]), []).append(candidate)
    return tuple(
        Finding(status, tuple(candidates), tuple(constraint.label for constraint in some))
        for (status, some), candidates in groups.items()
    )


def _verdicts(found: Outlook) -> list[Verdict]:
    guarded: list[Verdict] = [("guarded", candidate) for candidate in found.guarded]
    return guarded + [("doomed", candidate) for candidate in found.doomed]


def _reasons(
    verdicts: list[Verdict], biting_ones: Some, under: Callable[[Some], list[Verdict]]
) -> dict[Verdict, Some]:
    """For each verdict the fewest constraints under which it stands.

    Only those that can be broken matter. Whatever verdict falls when one constraint is left out
    needs that one, so that few sets have to be tried.
    """
    needed: dict[Verdict, set[str]] = {verdict: set() for verdict in verdicts}
    for left_out in biting_ones:
        stand = set(under(tuple(one for one in biting_ones if one is not left_out)))
        for verdict in verdicts:
            if verdict not in stand:
                needed[verdict].add(left_out.label)
    reasons: dict[Verdict, Some] = {}
    for some in _fewest_first(biting_ones):
        labels = {constraint.label for constraint in some}
        open_ = [v for v in verdicts if v not in reasons and needed[v] <= labels]
        if open_:
            stand = set(under(some))
            reasons.update((verdict, some) for verdict in open_ if verdict in stand)
        if len(reasons) == len(verdicts):
            break
    return reasons


def _fewest_first(constraints: Some) -> Iterator[Some]:
    for size in range(len(constraints) + 1):
        yield from combinations(constraints, size)
