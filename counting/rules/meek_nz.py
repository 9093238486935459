"""New Zealand method of counting single transferable votes (Meek's method).

Source: Local Electoral Regulations 2001 (New Zealand, SR 2001/145), Schedule 1A.

- 3: counting is complete when as many are successful as there are vacancies; or when the successful
  and hopeful are as many, and then the hopeful are successful too.
- 5, 11: the quota is the votes not non-transferable divided by one more than the vacancies, cut to
  nine decimals, plus 0.000000001.
- 6, 12: a hopeful candidate with the quota or more is successful.
- 10: a voting document gives each candidate what is left of it times the keep value, to nine
  decimals, rounded up. Read here so that it loses just what it gives: rounding up both parts, as the
  words might be taken, would make votes out of nothing.
- 13, 14: the hopeful candidate with the least votes is excluded if those votes and the total surplus
  are less than any other hopeful candidate's votes, or if the total surplus is less than 0.0001. Applied
  after the first preferences too, as the official reports do, though the Schedule has it in step 2.
- 17: the new keep value of a successful candidate is quota times keep value, rounded up, divided by
  the votes, rounded up, to nine decimals; but no more than 1.
- 26, 27, 31, 34: for a single vacancy the quota is half of the votes, rounded up to a whole number.
- 37: of a paper's preferences those count that are unique and consecutive.
- 19, 40: of equal lowest, the one with fewer votes at the earliest iteration at which they differed.
  Of three or more, the search goes on among those left, though 40 may be read to look at one step only.
  Then the lots, if any were drawn, of which the Schedule knows nothing; otherwise its pseudo-random
  numbers: the candidate with the lowest is excluded. 41 to 48: how `counting.parts.pseudo_random` has
  them. That they are turned round in every iteration (48) makes them hang on how iterations are counted.
- 23, on cases in which the steps would never end, is read so: should the total surplus fall no more
  before it is below 0.0001, the lowest is excluded.
- 20 and 21 are not followed: a candidate whom no paper ranks is not withdrawn but excluded in turn,
  and could fill a place for which there is nobody else, where the Schedule leaves it vacant.

Winners and exclusions can be relied on; the path of the iterations is one reading of the Schedule,
and the official calculator is not published.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.marks import ENDS_BEFORE_BREAK
from counting.methods.meek import NewZealandMeekRule
from counting.parts.pseudo_random import schedule_numbers
from counting.parts.sharing import PLACES
from counting.parts.ties import TieRule, earliest_first
from counting.record import Decimals
from counting.votes import Votes

RULE = NewZealandMeekRule(
    irregular=ENDS_BEFORE_BREAK.under("37"),
    id=RuleId("meek-nz"),
    title="New Zealand method of counting single transferable votes (Meek)",
    source="Local Electoral Regulations 2001 (New Zealand, SR 2001/145), Schedule 1A",
    decimals=Decimals(votes=PLACES, value=PLACES, quota=PLACES),
    takes_constraints=False,
    limit=Votes(1, 10**4),
    numbers=schedule_numbers,
    ties=TieRule(
        earliest_first, "earliest-stage", {"exclusion": "19, 34, 40", "election": "34, 40"}
    ),
    clauses={
        "quota": "6, 12 (one vacancy: 27, 31)",
        "cannot-catch-up": "13 (one vacancy: 28)",
        "surplus-below-limit": "13 (one vacancy: 28)",
        "surplus-falls-no-more": "23",
        "last-vacancies": "3",
        "pseudo-random": "19, 34, 41 to 48",
    },
    sentences=(
        "Each valid paper is worth one vote. Every candidate has a keep value, which is 1 until the "
        "candidate is elected, and 0 after an exclusion. A paper gives the first candidate on it its whole "
        "worth times the keep value; what is left goes to the next candidate in the same way, and so on. "
        "What no candidate is given counts no more.",
        "The quota is the number of votes that candidates have, divided by one more than the number of "
        "places, cut to nine decimals, plus 0.000000001; for a single place it is half of those votes, "
        "rounded up to a whole number. It is worked out anew in each iteration.",
        "A candidate whose votes equal or exceed the quota is elected.",
        "The candidate with fewest votes is excluded as soon as those votes, with all that elected "
        "candidates have above the quota, are fewer than the votes of any other candidate who "
        "continues; or when the elected candidates together have less than 0.0001 of a vote above the "
        "quota, or no less than in the iteration before.",
        "In each iteration the keep value of every elected candidate is multiplied by the quota and "
        "divided by the candidate's votes, each to nine decimals, rounded up; and all papers are shared out "
        "again. A keep value is never more than 1.",
        "Of candidates with equally few votes, the one who had fewer at the earliest iteration at which "
        "they differed is excluded; of two who each have half of the votes for a single place, the other is "
        "elected. If they were always equal, an order drawn by lot decides; if none was drawn, the "
        "pseudo-random numbers of the Schedule, which are made from the numbers of candidates, places and "
        "papers: the candidate with the lowest is excluded. The record gives the numbers.",
        "As soon as no more candidates continue than there are places left, they are all elected.",
    ),
)
