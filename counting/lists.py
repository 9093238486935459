"""Proportional ordered lists: whoever takes the first places of the list represents the voters in proportion.

Each method is a series of counts over the same papers, by any rule for several places; every count is
a record of its own, which `check` verifies.

- `rosenstiel-1998`, from the bottom up: a count for all places finds who is on the list. Then those
  alone are counted for one place fewer; who is not elected takes the last place; and so on.
  Source: C. Rosenstiel, 'Producing a party list using STV', Voting matters 9 (1998), paper 4.
- `otten-1998`, from the top down: a count for one place finds the first on the list. Then all are
  counted for two places, and whoever is on the list keeps a place; who is elected besides is second;
  and so on. Source: J. Otten, 'Ordered list selection', Voting matters 9 (1998), paper 5. Here a
  place is kept by a constraint (`protected`), which not only spares those listed from exclusion but
  lets nobody take their places: a case on which the paper's alterations are silent.

Nothing in either method is proportional in the order of election that a single count gives.

Constraints bound the whole list, or its first places ('at least every second one a woman'). From the
bottom up the first count is held to those who can be put in a lawful order, and each later one lets
nobody drop out without whom the rest could not. From the top down whoever could not be next in any
lawful list is barred from the count for that place (`protected.barring`). Both tests are exact
(`constraints.ordered`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counting.constraint import EVERY
from counting.constraints import may_come_next, require_feasible, require_within_the_list
from counting.contest import LEAVE_VACANT, RELAX, CandidateId, Constraint, Contest
from counting.engine import count_for_a_list
from counting.errors import ContestError, InfeasibleError, LotNeededError
from counting.list_record import OrderedList, Placing
from counting.papers import Papers
from counting.protected import barring, protecting
from counting.record import CountRecord

ON_THE_LIST = "whoever is on the list keeps a place"
COULD_NOT_GO_ON = "none with whom next the list could not meet the constraints"


def ordered_list(papers: Papers, contest: Contest, method: str) -> OrderedList:
    """Order as many candidates as the contest has seats.

    `contest.constraints` bound the whole list or its first places. Raises ContestError for an unknown
    method, for a bound on more places than the list has, and as `engine.count` does; InfeasibleError
    if no list meets the constraints; LotNeededError says in which count the lot is needed.
    """
    if method not in METHODS:
        raise ContestError(
            f"There is no list method '{method}'. The methods are: {', '.join(METHODS)}."
        )
    if contest.none is not None and contest.none.kind == "ron":
        raise ContestError(
            "An ordered list has no vacant places: None (re-open nominations) cannot be on its papers."
        )
    require_within_the_list(contest)
    lawful, relaxed = _relaxed(contest)
    return replace(METHODS[method](papers, lawful), contest=contest, relaxed=relaxed)


def _relaxed(contest: Contest) -> tuple[Contest, tuple[str, ...]]:
    """The contest with as many steps of its policy taken as it takes for a list to be possible.

    Only steps that relax a constraint are taken: a list has no vacant place. Raises InfeasibleError.
    """
    lawful = replace(contest, if_infeasible=())
    relaxed: tuple[str, ...] = ()
    steps = [step for step in contest.if_infeasible if step != LEAVE_VACANT]
    while True:
        try:
            require_feasible(lawful)
        except InfeasibleError:
            if len(relaxed) == len(steps):
                raise
            relaxed = (*relaxed, steps[len(relaxed)].removeprefix(RELAX))
            kept = tuple(c for c in contest.constraints if c.label not in relaxed)
            lawful = replace(lawful, constraints=kept)
        else:
            return lawful, relaxed


def _bottom_up(papers: Papers, contest: Contest) -> OrderedList:
    whole = _counted(papers, contest, "The count for the whole list")
    placings = [Placing((), (), whole)]
    left = _in_contest_order(contest, whole.elected)
    last: tuple[CandidateId, ...] = ()
    while len(left) > 1:
        others = tuple(c.id for c in contest.candidates if c.id not in left)
        fewer = replace(
            contest,
            seats=len(left) - 1,
            withdrawn=others,
            constraints=tuple(c for c in contest.constraints if _still_open(c, len(left) - 1)),
        )
        record = _counted(papers, fewer, f"The count for place {len(left)}")
        out = tuple(c for c in left if c not in record.elected)
        placings.append(Placing((len(left),), out, record))
        last = (*out, *last)
        left = tuple(c for c in left if c in record.elected)
    return OrderedList("rosenstiel-1998", contest, (*left, *last), tuple(placings))


def _still_open(constraint: Constraint, places: int) -> bool:
    """Whether a constraint bounds the order of the first so many places, and not just who has them."""
    first = constraint.first
    return first is not None and (first == EVERY or first <= places)


def _top_down(papers: Papers, contest: Contest) -> OrderedList:
    order: tuple[CandidateId, ...] = ()
    placings: list[Placing] = []
    bare = replace(contest, constraints=())
    for place in range(1, contest.seats + 1):
        able = may_come_next(contest, order)
        barred = tuple(c.id for c in contest.standing if not able.get(c.id, True))
        longer = barring(replace(bare, seats=place), barred, COULD_NOT_GO_ON)
        longer = protecting(longer, order, ON_THE_LIST)
        record = _counted(papers, longer, f"The count for place {place}")
        new = tuple(c for c in record.elected if c not in order)
        placings.append(Placing((place,), new, record, barred))
        order += new
    return OrderedList("otten-1998", contest, order, tuple(placings))


METHODS: dict[str, Callable[[Papers, Contest], OrderedList]] = {
    "otten-1998": _top_down,
    "rosenstiel-1998": _bottom_up,
}


def _counted(papers: Papers, contest: Contest, which: str) -> CountRecord:
    try:
        return count_for_a_list(papers, contest)
    except LotNeededError as lot:
        names = tuple(contest.name(CandidateId(c)) for c in lot.candidates)
        needed = LotNeededError(lot.stage, lot.kind, lot.candidates, names)
        needed.args = (f"{which}. {lot}",)
        raise needed from None


def _in_contest_order(
    contest: Contest, candidates: tuple[CandidateId, ...]
) -> tuple[CandidateId, ...]:
    return tuple(c.id for c in contest.standing if c.id in candidates)
