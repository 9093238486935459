"""Reference Meek count of the Proportional Representation Foundation.

Source: PR Foundation, Reference Meek Rule (prfound.org/resources/reference/reference-meek-rule).

- A: keep factors begin at 1; omega is 0.000001.
- B.1: the count is complete when all seats are filled, or no more candidates are elected or hopeful
  than there are seats.
- B.2.a: each ballot gives the candidates on it, in order, its weight times their keep factor, to nine
  decimals, rounded up, and its weight falls by as much.
- B.2.b: the quota is the sum of all votes divided by one more than the seats, cut to nine decimals,
  plus 0.000000001.
- B.2.c: every hopeful candidate with the quota or more is elected, and a new round begins.
- B.2.d: the total surplus is what the elected have above the quota, together, but not less than 0.
- B.2.e: the iteration ends when the total surplus is below omega, or is not less than it was.
- B.2.f: keep factor times quota, rounded up, divided by the vote, rounded up, to nine decimals.
- B.3: the hopeful candidate with the lowest vote is defeated; everyone whose vote exceeds the lowest
  by no more than the total surplus is tied with it.
- C: where seats are left, the remaining hopeful candidates are elected.
- T: ties are broken by a defined procedure: here, the order of the lots.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.methods.meek import ReferenceMeekRule
from counting.parts.sharing import PLACES
from counting.parts.ties import TieRule, no_stage
from counting.record import Decimals
from counting.votes import Votes

RULE = ReferenceMeekRule(
    id=RuleId("meek-prf"),
    title="Meek, PR Foundation reference rule",
    source="PR Foundation, Reference Meek Rule",
    decimals=Decimals(votes=PLACES, value=PLACES, quota=PLACES),
    takes_constraints=False,
    limit=Votes(1, 10**6),
    ties=TieRule(no_stage, "lot", {"exclusion": "T", "election": "T"}),
    clauses={
        "quota": "B.2.c",
        "surplus-below-limit": "B.2.e, B.3",
        "surplus-falls-no-more": "B.2.e, B.3",
        "last-vacancies": "B.1, C.1",
    },
    sentences=(
        "Each valid paper is worth one vote. Every candidate has a keep value, which is 1 until the "
        "candidate is elected, and 0 after an exclusion. A paper gives the first candidate on it its whole "
        "worth times the keep value; what is left goes to the next candidate in the same way, and so on. "
        "What no candidate is given counts no more.",
        "The quota is the number of votes that candidates have, divided by one more than the number of "
        "places, cut to nine decimals, plus 0.000000001. It is worked out anew each time the papers are "
        "shared out, so it falls as votes drop out of the count.",
        "A candidate whose votes equal or exceed the quota is elected.",
        "The keep value of an elected candidate is multiplied by the quota and divided by the "
        "candidate's votes, each to nine decimals, rounded up; and all papers are shared out again. This "
        "is repeated until another candidate is elected, or the elected candidates together have less "
        "than 0.000001 of a vote above the quota, or no less than the time before.",
        "Then the candidate with fewest votes is excluded. Candidates whose votes differ from the fewest "
        "by no more than those left above the quota count as equal, and the one who comes first in an "
        "order drawn by lot before the count is excluded.",
        "As soon as no more candidates continue than there are places left, they are all elected.",
    ),
)
