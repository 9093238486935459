"""Scottish local government elections, polls before May 2012.

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52.

- 45: the papers are sorted by first preference.
- 46: the quota is the valid papers divided by one more than the places, fractions ignored, plus 1.
- 47: whoever has the quota or more is deemed to be elected.
- 48: all papers of a candidate with more than the quota move on, each at surplus times the value
  at which it was received, divided by the candidate's total, to five decimals, the rest ignored.
- 49: the largest surplus first; of equal ones, the one with more votes at the most recent
  preceding stage at which they differed; then by lot.
- 50: when no surplus is left to transfer, the candidate with fewest votes is excluded, and the
  papers move on at the values they had.
- 51: of equal lowest, the one with fewest votes at the most recent preceding stage at which they
  differed; then by lot.
- 52: as soon as no more continue than there are places, all of them are elected and nothing more
  is transferred.

Article 2: the next available preference is one 'in consecutive order'. Not held against the text:
rule 43 (rejected ballot papers), of which only the heading was found.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.marks import ENDS_BEFORE_BREAK
from counting.methods.gregory import GregoryRule
from counting.parts.quota import at_least, droop_whole
from counting.parts.surplus import transfer_value
from counting.parts.ties import TieRule, most_recent_first
from counting.record import Decimals

RULE = GregoryRule(
    irregular=ENDS_BEFORE_BREAK.under("article 2 (next available preference); 43"),
    id=RuleId("scottish-2007"),
    title="Scottish local government elections, 2007",
    source="SSI 2007/42, Schedule 1, rules 45 to 52",
    decimals=Decimals(votes=5, value=5, quota=0),
    quota=droop_whole,
    reaches=at_least,
    value=transfer_value,
    ties=TieRule(
        most_recent_first,
        "prior-stage",
        {"election": "schedule 6", "surplus": "49(2), 49(3)", "exclusion": "51(1), 51(2)"},
    ),
    clauses={
        "quota": "47(1)",
        "largest-surplus": "48(1), 49(1)",
        "lowest": "50(1)",
        "last-vacancies": "52(1), 52(2)",
        "doomed": "schedule 4(a)",
        "only-completion": "schedule 3",
    },
    sentences=(
        "Each valid paper is one vote for its first preference. A continuing candidate is one who is "
        "neither elected nor excluded.",
        "The quota is the number of valid papers divided by one more than the number of places, "
        "fractions ignored, plus 1.",
        "A candidate whose votes equal or exceed the quota, at any stage, is elected.",
        "The votes of an elected candidate above the quota are the surplus. All of that candidate's "
        "papers move to the next preference for a continuing candidate; papers with no such preference "
        "are non-transferable. Each is then worth the surplus times what it was worth when the candidate "
        "received it, divided by the candidate's votes, to five decimals; what is left over is ignored.",
        "One surplus is transferred at a time, the largest first. A candidate exactly on the quota has "
        "no surplus.",
        "When no surplus is left, the candidate with fewest votes is excluded, and the papers move on "
        "in the same way, at what they were worth.",
        "Of candidates with equal votes, the choice is made by the most recent earlier stage at which "
        "they had unequal votes: the one with more then is transferred first, the one with fewer then "
        "is excluded. If they were always equal, lots decide.",
        "As soon as no more candidates continue than there are places left, they are all elected, and "
        "nothing more is transferred.",
    ),
)
