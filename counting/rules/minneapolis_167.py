"""Minneapolis, ranked-choice voting for offices with several seats.

Source: Minneapolis Code of Ordinances, Title 8.5, chapter 167 (as amended to 2015-Or-065), sections
167.20 (definitions) and 167.70 (tabulation, multiple-seat elections). Clauses are those of 167.70(c)(1),
and 167.70(c)(2) for skipped rankings and overvotes, which are passed over.

- 167.20: the threshold is the votes counted in the first round divided by one more than the seats,
  plus 1, fractions disregarded. The surplus fraction of a vote is the surplus divided by the
  candidate's votes, and the transfer value that fraction times the current value, each to four
  decimals, any remainder ignored. A continuing candidate is one neither elected nor defeated.
- a: when as many candidates as there are seats have the threshold, they are elected and all is done.
- b: surpluses are worked out for all whose votes equal or exceed the threshold: that of one who has
  just the threshold is nothing.
- c: before any surplus is transferred, all who cannot be elected any more (167.20) are defeated
  together; in the second round, the undeclared write-in candidates with them, or by themselves.
- d: then the candidate with the largest surplus is declared elected, and it is transferred to the next
  continuing candidates. Until then the candidate is a continuing one and receives papers, as the city
  counted its Park Board in 2013. Ties by lot. Read so that it elects one with a surplus of nothing too.
- e: if nobody has the threshold, the candidate with the fewest votes is defeated. Ties by lot.
- c, e: papers of those defeated in the final round, which leaves only as many as there are seats,
  are not transferred.
- f: when as many continue as there are seats to be filled, they are elected.

Not part of the count of papers: 167.70(b), an earlier tabulation of first choices against a higher
threshold, which elects nobody whom clause a would not. For one seat the Code has a section of its
own, 167.60, whose text was not found; by this rule, too, the mayor's contest of 2013 passes through
the same rounds.

All papers for undeclared write-in candidates are one candidate, whose attribute `write_in` is
`undeclared`; it can be defeated but not elected.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.marks import PASSES_OVER_BREAKS
from counting.methods.threshold import ThresholdRule, cannot_be_elected
from counting.parts.quota import at_least, droop_whole
from counting.parts.surplus import value_by_fraction
from counting.parts.ties import TieRule, no_stage
from counting.record import Decimals

RULE = ThresholdRule(
    irregular=PASSES_OVER_BREAKS.under("167.70(c)(2)"),
    id=RuleId("minneapolis-167"),
    title="Minneapolis ranked-choice voting, several seats",
    source="Minneapolis Code of Ordinances, Title 8.5, sections 167.20 and 167.70",
    decimals=Decimals(votes=4, value=4, quota=0),
    takes_constraints=False,
    quota=droop_whole,
    reaches=at_least,
    value=value_by_fraction,
    sure_losers=cannot_be_elected,
    ties=TieRule(
        no_stage,
        "lot",
        {
            "election": "167.70(c)(1)f",
            "surplus": "167.70(c)(1)d",
            "exclusion": "167.70(c)(1)e",
        },
    ),
    clauses={
        "quota": "167.70(c)(1)a, d",
        "sure-losers": "167.70(c)(1)c",
        "largest-surplus": "167.70(c)(1)b, d",
        "lowest": "167.70(c)(1)e",
        "last-vacancies": "167.70(c)(1)f",
    },
    sentences=(
        "Each valid paper is one vote for its first preference. A continuing candidate is one who is "
        "neither elected nor excluded. The count goes in rounds.",
        "The threshold is the number of valid papers divided by one more than the number of places, "
        "fractions ignored, plus 1.",
        "When the number of candidates whose votes equal or exceed the threshold is the number of places, "
        "they are elected and the count is complete.",
        "Otherwise all candidates who cannot be elected any more are excluded together, as long as enough "
        "remain for the places: those whose votes, with all votes of candidates who have no more, all "
        "surpluses and all votes for undeclared write-in candidates, are fewer than the votes of the next "
        "candidate, and all who have fewer votes than those. Their papers move to the next preference for a "
        "continuing candidate, at what they were worth; papers with no such preference count no more.",
        "Votes for undeclared write-in candidates are those of one candidate, who cannot be elected and is "
        "excluded in the second round, with those who cannot be elected any more, if there are any.",
        "If there is nobody to exclude so, the candidate with the largest surplus above the threshold, "
        "possibly of nothing, is elected. The surplus is divided by the candidate's votes, to four decimals; "
        "each paper moves on, worth that fraction of what it was worth, to four decimals; what is left over "
        "is ignored. Until then a candidate with the threshold continues, and receives papers.",
        "If nobody has the threshold, the candidate with fewest votes is excluded, and the papers move on "
        "at what they were worth.",
        "Of candidates with equal votes, lots decide who is transferred first, or excluded.",
        "As soon as no more candidates continue than there are places left, they are all elected, and "
        "nothing more is transferred.",
    ),
)
