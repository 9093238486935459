"""The arithmetic of ERS97: the quota, the value of a paper of a surplus, how many are excluded together.

The rules of Northern Ireland share the last two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import le

from counting.votes import NO_VOTES, Votes, cut, raise_


def share_raised(votes: Votes, places: int, decimals: int | None) -> Votes:
    """Votes divided by one more than the places; where that has more decimals, the next number up.

    The quota (5.1.6: 'if the result is exact that is the quota. Otherwise ignore the remainder, and
    add 0.01'), and the votes required of the total active vote (5.1.7(b)). Units: votes.
    """
    return raise_(votes / (places + 1), decimals)


def last_batch_value(
    surplus: Votes, transferable: int, received: Votes, decimals: int | None
) -> Votes:
    """The surplus divided among the transferable papers of the last batch, but no more than their value.

    `transferable`: papers; `received`: what each was worth on receipt. Units: votes a paper, any
    remainder ignored. Source: 5.3.7; Electoral Law Act (Northern Ireland) 1962, Schedule 5, 49(7).
    """
    if received * transferable <= surplus:
        return received
    return cut(surplus / transferable, decimals)


def sizes_together(
    fewest_first: Sequence[Votes],
    at_most: int,
    deferred: Votes,
    fits: Callable[[Votes, Votes], bool] = le,
) -> Iterator[int]:
    """How many of those with the fewest votes may be excluded together, the largest number first.

    Their votes, with the surpluses deferred, must not exceed the vote of the candidate next above,
    or must be whatever else `fits(votes, next above)` asks.
    `fewest_first`: votes of all who may be excluded, ascending. `at_most`: so many that enough
    remain for the places. Nothing, if the surpluses exceed even the difference between the two
    lowest. Source: 5.2.5(a) and (b); with 1 it is the test of 5.2.2(a), with more of 5.2.2(b).
    """
    together = NO_VOTES
    sizes = []
    for size, (votes, next_above) in enumerate(pairwise(fewest_first), start=1):
        together += votes
        if size <= at_most and fits(together + deferred, next_above):
            sizes.append(size)
    return reversed(sizes)
