"""Reference weighted inclusive Gregory count of the Proportional Representation Foundation.

Source: PR Foundation, Reference WIGM Rule (prfound.org/resources/reference/reference-wigm-rule),
without the optional step B.2 (defeat of sure losers together).

- A.1: the quota is the valid ballots divided by one more than the seats, plus 0.0001.
- B.1: every hopeful candidate with the quota or more is elected, surplus pending.
- B.3: the pending candidate with the largest surplus, possibly none, has it transferred: each ballot's
  weight is multiplied by the surplus, then divided by the candidate's vote.
- B.4: where no surplus is pending, the hopeful candidate with the lowest vote is defeated.
- C: when the count is complete and seats are left, all hopeful candidates are elected.
- D.1: ties go to the candidate who is earliest in a predetermined order: here, that of the lots.
- D.2: a ballot moves to the highest-ranked hopeful candidate; one with no such candidate, or of
  weight zero, is exhausted.
- D.3: whether the count is complete is asked in A.3, in B.1 after electing, and in B.4 between the
  defeat and the transfer.
- D.4: each multiplication and each division is cut to four decimals.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.methods.reference_wigm import ReferenceWigmRule
from counting.parts.quota import at_least
from counting.parts.surplus import value_by_steps
from counting.parts.ties import TieRule, no_stage
from counting.record import Decimals
from counting.votes import Votes, cut

_PLACES = 4  # D.4


def quota(valid_votes: Votes, seats: int) -> Votes:
    """Votes divided by one more than the seats, cut to four decimals, plus 0.0001. Source: A.1, D.4."""
    return cut(valid_votes / (seats + 1), _PLACES) + Votes(1, 10**_PLACES)


RULE = ReferenceWigmRule(
    id=RuleId("wigm-prf"),
    title="Weighted inclusive Gregory, PR Foundation reference rule",
    source="PR Foundation, Reference WIGM Rule, without B.2",
    decimals=Decimals(votes=_PLACES, value=_PLACES, quota=_PLACES),
    takes_constraints=False,
    quota=quota,
    reaches=at_least,
    value=value_by_steps,
    ties=TieRule(no_stage, "lot", {"surplus": "D.1", "exclusion": "D.1", "election": "D.1"}),
    clauses={
        "quota": "B.1",
        "largest-surplus": "B.3",
        "lowest": "B.4",
        "last-vacancies": "C, D.3",
    },
    sentences=(
        "Each valid paper is one vote for its first preference. A continuing candidate is one who is "
        "neither elected nor excluded.",
        "The quota is the number of valid papers divided by one more than the number of places, cut "
        "to four decimals, plus 0.0001.",
        "A candidate whose votes equal or exceed the quota, at any stage, is elected.",
        "The votes of an elected candidate above the quota are the surplus. All of that candidate's "
        "papers move to the next preference for a continuing candidate; papers with no such preference "
        "count no more. What each is worth is multiplied by the surplus and divided by the candidate's "
        "votes, and cut to four decimals after each of the two. A paper then worth nothing counts no "
        "more.",
        "One surplus is transferred at a time, the largest first. A candidate exactly on the quota has a "
        "surplus of nothing, which is transferred as a stage of its own.",
        "When no surplus is left, the candidate with fewest votes is excluded, and the papers move on "
        "in the same way, at what they were worth.",
        "Of candidates with equal votes, the one who comes first in an order drawn by lot before the "
        "count is transferred or excluded.",
        "As soon as all places are filled, or no more candidates continue than there are places left, "
        "the count is complete: those who continue fill the places that are left, and nothing more is "
        "transferred.",
    ),
)
