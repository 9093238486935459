"""Who is guarded or doomed, and the fewest constraints that make it so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from counting.check.feasible import Choices, Moment, Outlook, Some
from counting.check.linked import LinkedMoment
from counting.check.ordered import ListMoment, is_ordered
from counting.check.search import Kind, Numbers
from counting.check.vacant import VacantMoment
from counting.contest import CandidateId, Contest
from counting.record import Finding

Status = Literal["guarded", "doomed"]


def findings(
    contest: Contest,
    elected: Sequence[CandidateId],
    continuing: Sequence[CandidateId],
    found: Outlook,
    choices: Choices | None = None,
) -> tuple[Finding, ...]:
    """The findings that belong in the record of a stage; `found`: the outlook after it.

    `choices`: known ones, to which more are added.

    One finding for each status and set of constraints: the guarded first, then by their first
    candidate in the order of the contest. The constraints are the fewest that suffice; of equally
    few, those that come first in the contest.
    """
    moment: Moment | ListMoment | LinkedMoment
    reasons: Reasons | ListMoment | LinkedMoment
    if contest.linked is not None:
        moment = reasons = LinkedMoment.of(contest, elected, continuing)
    elif is_ordered(contest):
        moment = reasons = ListMoment.of(contest, elected, continuing)
    else:
        moment = Moment.of(contest, elected, continuing)
        reasons = Reasons(moment, Choices() if choices is None else choices)
    return findings_at(moment, reasons, contest, found)


def findings_at(
    moment: Moment | ListMoment | LinkedMoment | VacantMoment,
    reasons: Reasons | ListMoment | LinkedMoment | VacantMoment,
    contest: Contest,
    found: Outlook,
) -> tuple[Finding, ...]:
    """The findings of a moment, with the reasons found for each kind of candidates."""
    groups: dict[tuple[Status, tuple[int, ...]], list[CandidateId]] = {}
    verdicts: tuple[tuple[Status, tuple[CandidateId, ...]], ...] = (
        ("guarded", found.guarded),
        ("doomed", found.doomed),
    )
    for status, candidates in verdicts:
        kinds = {moment.kinds[candidate]: None for candidate in candidates}
        fewest = {kind: reasons.fewest(status, kind) for kind in kinds}
        for candidate in candidates:
            groups.setdefault((status, fewest[moment.kinds[candidate]]), []).append(candidate)
    return tuple(
        Finding(status, tuple(those), tuple(contest.labels[i] for i in some))
        for (status, some), those in groups.items()
    )


class Reasons:
    """The fewest constraints for each verdict at one moment.

    `known`: completions that came to light, each with the constraints it keeps to. One that speaks
    against a verdict shows that these constraints do not suffice for it, nor any fewer of them.
    """

    def __init__(self, moment: Moment, choices: Choices) -> None:
        self.moment = moment
        self.choices = choices
        self.known: list[tuple[Numbers, Some]] = [
            (numbers, moment.kept(numbers))
            for numbers in map(moment.still_open, choices)
            if numbers is not None
        ]

    def fewest(self, status: Status, kind: Kind) -> tuple[int, ...]:
        """The fewest constraints that make a kind guarded or doomed; of equally few, the first.

        Sets are tried from the smallest. Where one or two do not do, those without which even all
        others do not suffice are found first, and only sets with all of them are tried.
        Raises ValueError if all constraints do not suffice.
        """
        every = frozenset(self.moment.bounds)
        needed: Some = frozenset()
        for size in range(len(every) + 1):
            if size == 3:
                needed = frozenset(
                    index for index in every if not self._suffice(every - {index}, status, kind)
                )
            for more in combinations(sorted(every - needed), max(0, size - len(needed))):
                some = needed.union(more)
                if len(some) == size and self._suffice(some, status, kind):
                    return tuple(sorted(some))
        raise ValueError(f"a {kind} is not {status}")

    def _suffice(self, some: Some, status: Status, kind: Kind) -> bool:
        """Whether no completion that keeps to these constraints speaks against the verdict."""
        all_of_them = self.moment.sizes[kind]
        for completion, kept in self.known:
            against = (
                completion[kind] < all_of_them if status == "guarded" else completion[kind] > 0
            )
            if against and some <= kept:
                return False
        look = (
            self.moment.completion_without if status == "guarded" else self.moment.completion_with
        )
        found = look(kind, some)
        if found is not None:
            self.known.append((found, self.moment.kept(found)))
            self.choices.add(self.moment.whole(found))
        return found is None
