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
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from counting.contest import CandidateId, Contest
from counting.engine import count
from counting.errors import ContestError, LotNeededError
from counting.papers import Papers
from counting.protected import protecting
from counting.record import CountRecord

ON_THE_LIST = "whoever is on the list keeps a place"


@dataclass(frozen=True, slots=True)
class Placing:
    """One count of the series. `places`: of the list that it settled, from 1; `placed`: who took them."""

    places: tuple[int, ...]
    placed: tuple[CandidateId, ...]
    record: CountRecord


@dataclass(frozen=True, slots=True)
class OrderedList:
    """A list. `order`: the first place first. `placings`: the counts, in the order they were made.

    The first of `rosenstiel-1998` settles no place, only who is on the list.
    """

    method: str
    contest: Contest
    order: tuple[CandidateId, ...]
    placings: tuple[Placing, ...]


def ordered_list(papers: Papers, contest: Contest, method: str) -> OrderedList:
    """Order as many candidates as the contest has seats.

    `contest.constraints` bound the whole list. Raises ContestError for an unknown method, for
    constraints with `otten-1998` (the first places might bar what the whole list needs), and as
    `engine.count` does; LotNeededError says in which count of the series the lot is needed.
    """
    if method not in METHODS:
        raise ContestError(
            f"There is no list method '{method}'. The methods are: {', '.join(METHODS)}."
        )
    return METHODS[method](papers, contest)


def _bottom_up(papers: Papers, contest: Contest) -> OrderedList:
    whole = count(papers, contest)
    placings = [Placing((), (), whole)]
    left = _in_contest_order(contest, whole.elected)
    last: tuple[CandidateId, ...] = ()
    while len(left) > 1:
        others = tuple(c.id for c in contest.candidates if c.id not in left)
        fewer = replace(contest, seats=len(left) - 1, withdrawn=others, constraints=())
        record = _counted(papers, fewer, f"The count for place {len(left)}")
        out = tuple(c for c in left if c not in record.elected)
        placings.append(Placing((len(left),), out, record))
        last = (*out, *last)
        left = tuple(c for c in left if c in record.elected)
    return OrderedList("rosenstiel-1998", contest, (*left, *last), tuple(placings))


def _top_down(papers: Papers, contest: Contest) -> OrderedList:
    if contest.constraints:
        raise ContestError(
            "otten-1998 takes no constraints: the first places could bar what the whole list needs. "
            "Use rosenstiel-1998, or remove the constraints."
        )
    order: tuple[CandidateId, ...] = ()
    placings: list[Placing] = []
    for place in range(1, contest.seats + 1):
        longer = protecting(replace(contest, seats=place), order, ON_THE_LIST)
        record = _counted(papers, longer, f"The count for place {place}")
        new = tuple(c for c in record.elected if c not in order)
        placings.append(Placing((place,), new, record))
        order += new
    return OrderedList("otten-1998", contest, order, tuple(placings))


METHODS: dict[str, Callable[[Papers, Contest], OrderedList]] = {
    "otten-1998": _top_down,
    "rosenstiel-1998": _bottom_up,
}


def _counted(papers: Papers, contest: Contest, which: str) -> CountRecord:
    try:
        return count(papers, contest)
    except LotNeededError as lot:
        names = tuple(contest.name(CandidateId(c)) for c in lot.candidates)
        needed = LotNeededError(lot.stage, lot.kind, lot.candidates, names)
        needed.args = (f"{which}. {lot}",)
        raise needed from None


def _in_contest_order(
    contest: Contest, candidates: tuple[CandidateId, ...]
) -> tuple[CandidateId, ...]:
    return tuple(c.id for c in contest.standing if c.id in candidates)
