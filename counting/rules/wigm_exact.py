"""Weighted inclusive Gregory in exact fractions, with the exact quota, to be exceeded.

Source: this file. The method is that of SSI 2007/42 (`scottish_2007`) with nothing cut: the
quota is the valid votes divided by one more than the places, exactly, and a candidate is elected
with *more* than it. (With 'at least', more candidates than places could be elected: 5 + 5 of 10
votes for one place.) `wigm_exact_droop` has the whole-number quota instead.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.methods.gregory import GregoryRule
from counting.parts.quota import droop_exact, more_than
from counting.parts.surplus import transfer_value
from counting.parts.ties import TieRule, most_recent_first
from counting.record import Decimals

RULE = GregoryRule(
    id=RuleId("wigm-exact"),
    title="Weighted inclusive Gregory, exact fractions, exact quota",
    source="OMOV, rule text 1 of 2026",
    decimals=Decimals(votes=None, value=None, quota=None),
    quota=droop_exact,
    reaches=more_than,
    value=transfer_value,
    ties=TieRule(
        most_recent_first, "prior-stage", {"election": "7", "surplus": "7", "exclusion": "7"}
    ),
    clauses={
        "quota": "2",
        "largest-surplus": "4",
        "lowest": "5",
        "last-vacancies": "6",
        "doomed": "schedule 4(a)",
        "only-completion": "schedule 3",
    },
    sentences=(
        "1. Each valid paper is one vote for its first preference. A continuing candidate is one who is "
        "neither elected nor excluded. The quota is the number of valid papers divided by one more than "
        "the number of places, exactly.",
        "2. A candidate with more votes than the quota, at any stage, is elected.",
        "3. The votes of an elected candidate above the quota are the surplus. All of that "
        "candidate's papers move to the next preference for a continuing candidate; papers with no such "
        "preference are non-transferable. Each is then worth the surplus times what it was worth when "
        "the candidate received it, divided by the candidate's votes, exactly.",
        "4. One surplus is transferred at a time, the largest first.",
        "5. When no surplus is left, the candidate with fewest votes is excluded, and the papers move "
        "on in the same way, at what they were worth.",
        "6. As soon as no more candidates continue than there are places left, they are all elected, "
        "and nothing more is transferred.",
        "7. Of candidates with equal votes, the choice is made by the most recent earlier stage at "
        "which they had unequal votes: the one with more then is elected or transferred first, the one "
        "with fewer then is excluded. If they were always equal, lots decide.",
    ),
)
