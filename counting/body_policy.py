"""Whether all places of a body can still be filled, and what the policy does where they cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counting.body_state import State, surroundings
from counting.body_terms import Part
from counting.constraints.conflicts import smallest_conflicts
from counting.constraints.feasibility import Solver
from counting.constraints.linked import open_system
from counting.contest import LEAVE_VACANT, RELAX
from counting.errors import InfeasibleError
from counting.words_linked import body_conflict_sentence

# Places left vacant beside those for which there are too few candidates, before it is given up.
MOST_VACANT = 12


def make_possible(state: State) -> tuple[str, ...]:
    """Apply the policy, step by step, until all places can be filled; answers the steps taken.

    Raises InfeasibleError if they cannot after the last step, with the conflicts that there were
    before the first.
    """
    if possible(state):
        return ()
    refusal = _refusal(state)
    taken: list[str] = []
    for what in state.body.steps():
        if what == LEAVE_VACANT:
            taken.append(LEAVE_VACANT)
            if _leave_vacant(state):
                return tuple(taken)
        elif what not in state.relaxed:
            state.relaxed.add(what)
            taken.append(f"{RELAX}{what}")
            if possible(state):
                return tuple(taken)
    raise refusal


def possible(state: State) -> bool:
    """Whether there is a way to fill all places that are open."""
    linked = surroundings(state, None)
    return linked is None or Solver(open_system(linked)).solution() is not None


def _leave_vacant(state: State) -> bool:
    """Leave as few places vacant as can be, and of equally few those of the contests counted last.

    Each contest of too few candidates has those places vacant that nobody could fill.
    """
    parts = state.in_play()
    before = dict(state.vacant)
    most = [max(_numbers(state, part)) for part in parts]
    short = [max(min(_numbers(state, part)) - len(state.able(part)), 0) for part in parts]
    for more in range(MOST_VACANT + 1):
        for extra in _spread(more, [m - s for m, s in zip(most, short, strict=True)]):
            for part, fewer, also in zip(parts, short, extra, strict=True):
                state.vacant[part.key] = before.get(part.key, 0) + fewer + also
            if possible(state):
                return True
    state.vacant = before
    return False


def _numbers(state: State, part: Part) -> tuple[int, ...]:
    """The places a contest can come to have as far as is known, less those vacant already."""
    places = part.seats
    if places.fixed or places.depends_on() <= state.elected.keys():
        return (state.seats(part),)
    fewest = () if not places.less else (0,)
    return (places.seats, *(rule.seats for rule in places.rules), *fewest)


def _spread(number: int, room: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way to spread a number over contests, each with so much room: the last ones first."""
    if not room:
        if number == 0:
            yield ()
        return
    for first in range(min(number, room[0]) + 1):
        for rest in _spread(number - first, room[1:]):
            yield (first, *rest)


def _refusal(state: State) -> InfeasibleError:
    """Every smallest set of constraints that, with the places, nobody's election can meet."""
    linked = surroundings(state, None)
    if linked is None:
        raise ValueError("nothing is open")
    found, complete = smallest_conflicts(Solver(open_system(linked)), frozenset({0}))
    names = [bound.constraint.label for bound in linked.bounds]
    labels = tuple(tuple(names[unit - 1] for unit in conflict) for conflict in found)
    sentences = [body_conflict_sentence(linked, conflict) for conflict in labels]
    if not complete:
        sentences.append(f"These are the first {len(labels)} conflicts; there may be more.")
    return InfeasibleError(labels, tuple(sentences))
