"""The independent check of an ordered list: is it what the papers, the contest and the method call for?

Every count of the series is a record that `check` verifies against the contest that the method calls
for at that point, worked out here from the counts before it; then who takes which place.

- From the bottom up (`rosenstiel-1998`): a count for the whole list, then of those left for one place
  fewer, in which whoever is not elected takes the last of their places.
- From the top down (`otten-1998`): for one place, then for one more, in which those listed keep
  theirs, and in which nobody can be elected with whom next the list could not be a lawful one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from counting.check import check
from counting.check.ordered import ListMoment, next_on_the_list
from counting.check.report import CheckReport, Fault
from counting.contest import CandidateId, Constraint, Contest
from counting.list_record import OrderedList, Placing
from counting.papers import Papers

# The words and marks by which a record says who keeps a place and who cannot be next.
_KEPT = Constraint("keeps-a-place", "yes", 1, None, "whoever is on the list keeps a place")
_OUT = Constraint(
    "cannot-come-next",
    "yes",
    None,
    0,
    "none with whom next the list could not meet the constraints",
)


def check_list(made: OrderedList, papers: Papers, contest: Contest | None = None) -> CheckReport:
    """Work every count of the list out again from the papers.

    `contest`: as it was frozen, of which the list must be; None: the list's own is the definition.
    """
    held = made.contest if contest is None else contest
    lawful, relaxed = _lawful(held)
    if lawful is None:
        return CheckReport((), (Fault(None, "No list meets the constraints; a list was made."),))
    methods = {"rosenstiel-1998": _bottom_up, "otten-1998": _top_down}
    if made.method not in methods:
        known = ", ".join(sorted(methods))
        what = f"The check knows no list method '{made.method}'; it knows {known}."
        return CheckReport((), (Fault(None, what),))
    faults: list[Fault] = []
    if made.contest != held:
        faults.append(Fault(None, "The list is of another contest than the one that was held."))
    if made.relaxed != relaxed:
        said, due = (", ".join(labels) or "none" for labels in (made.relaxed, relaxed))
        faults.append(Fault(None, f"The list gives up these constraints: {said}; due: {due}."))
    series = _Series(made, papers, [])
    order = methods[made.method](series, lawful)
    faults += series.faults
    if not series.faults and tuple(order) != made.order:
        said, due = (", ".join(ids) for ids in (made.order, order))
        faults.append(Fault(None, f"The list is {said}; the counts give {due}."))
    if not series.faults and len(made.placings) != series.seen:
        faults.append(Fault(None, "The list has more counts than it has places to settle."))
    checks = (
        f"Every count of the list ({series.seen}) is worked out again from the papers.",
        "Who takes which place, and who could not be next, are worked out again.",
    )
    return CheckReport(checks, tuple(faults))


@dataclass(slots=True)
class _Series:
    """The counts of a list, gone through one by one. `seen`: how many; none after a faulty one."""

    made: OrderedList
    papers: Papers
    faults: list[Fault]
    seen: int = 0

    def next(self, contest: Contest, what: str) -> Placing | None:
        """The next count, held against the contest it must be of; None if it is wrong."""
        if self.faults:
            return None
        if self.seen == len(self.made.placings):
            self.faults.append(Fault(None, f"{what} is missing."))
            return None
        placing = self.made.placings[self.seen]
        self.seen += 1
        report = check(placing.record, self.papers, contest)
        self.faults += (Fault(fault.stage, f"{what}: {fault.what}") for fault in report.faults)
        return None if self.faults else placing

    def settled(
        self,
        placing: Placing,
        places: tuple[int, ...],
        placed: Collection[CandidateId],
        barred: Collection[CandidateId] = (),
    ) -> None:
        """Compare what a count is said to settle with what it settles."""
        for what, said, due in (
            ("places", placing.places, places),
            ("candidates placed", placing.placed, tuple(placed)),
            ("candidates barred", placing.barred, tuple(barred)),
        ):
            if said != due:
                self.faults.append(
                    Fault(None, f"Count {self.seen}: the {what} are {said}; due: {due}.")
                )


def _bottom_up(series: _Series, contest: Contest) -> list[CandidateId]:
    whole = series.next(contest, "The count for the whole list")
    if whole is None:
        return []
    series.settled(whole, (), ())
    left = [c.id for c in contest.standing if c.id in whole.record.elected]
    last: list[CandidateId] = []
    while len(left) > 1:
        places = len(left) - 1
        bounds = tuple(
            one
            for one in contest.constraints
            if one.first == "every" or (isinstance(one.first, int) and one.first <= places)
        )
        gone = tuple(c.id for c in contest.candidates if c.id not in left)
        fewer = replace(contest, seats=places, constraints=bounds, withdrawn=gone)
        count = series.next(fewer, f"The count for place {len(left)}")
        if count is None:
            return []
        out = [c for c in left if c not in count.record.elected]
        series.settled(count, (len(left),), out)
        last = [*out, *last]
        left = [c for c in left if c not in out]
    return [*left, *last]


def _top_down(series: _Series, contest: Contest) -> list[CandidateId]:
    order: list[CandidateId] = []
    for place in range(1, contest.seats + 1):
        able = next_on_the_list(contest, order)
        barred = [c.id for c in contest.standing if c.id not in able and c.id not in order]
        marks = ((_OUT, barred), (replace(_KEPT, minimum=len(order)), order))
        longer = replace(contest, seats=place, constraints=())
        for bound, those in marks:
            longer = _marked(longer, those, bound) if those else longer
        count = series.next(longer, f"The count for place {place}")
        if count is None:
            return []
        new = [c for c in count.record.elected if c not in order]
        series.settled(count, (place,), new, barred)
        order += new
    return order


def _marked(contest: Contest, those: Collection[CandidateId], bound: Constraint) -> Contest:
    return replace(
        contest,
        candidates=tuple(
            replace(c, attributes={**c.attributes, bound.attribute: bound.value})
            if c.id in those
            else c
            for c in contest.candidates
        ),
        constraints=(*contest.constraints, bound),
    )


def _lawful(contest: Contest) -> tuple[Contest | None, tuple[str, ...]]:
    """The contest without the first constraints of its policy, as few as let there be a list."""
    labels = list(_relaxable(contest))
    everybody = [candidate.id for candidate in contest.standing]
    for few in range(len(labels) + 1):
        kept = tuple(one for one in contest.constraints if one.label not in labels[:few])
        lawful = replace(contest, constraints=kept, if_infeasible=())
        if ListMoment.of(lawful, (), everybody).possible(range(len(kept))):
            return lawful, tuple(labels[:few])
    return None, ()


def _relaxable(contest: Contest) -> Iterator[str]:
    for step in contest.if_infeasible:
        if step.startswith("relax "):
            yield step.removeprefix("relax ")
