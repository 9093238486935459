"""Northern Ireland: district councils and the Assembly, the single transferable vote used since 1973.

Source: the Local Elections Rules, Schedule 5 to the Electoral Law Act (Northern Ireland) 1962 (c. 14),
rules 41 to 52, as the Local Elections (Northern Ireland) Order 1985 (SI 1985/454) put them in.
Assembly elections (SI 2001/2599) are counted in the same way: the tests hold the rule to published
count sheets of 2011.

- 48: the quota is the valid papers divided by one more than the places, fractions disregarded, plus
  1. Whoever equals or exceeds it at any stage is deemed elected; but where there is one place in all,
  nobody before papers of an excluded candidate have been transferred under 51(1) to (3).
- 49(1) to (4): a surplus of first preferences is divided among all papers that have a next available
  preference, to two decimals, remainder ignored. 49(5) to (7): a later surplus likewise, but only
  among the papers of the sub-parcel that the candidate received last, each at no more than the value
  at which it was received. 50(2)(c): what is left of the surplus is non-transferable.
- 49(9), 50(1): the largest surplus first; equal ones by the earliest stage at which the votes were
  unequal, then by lot.
- 49(10): surpluses are not transferred while they are together less than the difference (a) between
  the two lowest, or (b) between the total of two or more lowest and the candidate next above.
- 51(1), (12): otherwise the lowest is excluded; two or more lowest in one operation, where their
  votes with the surpluses not transferred are less than those of the next. 51(13): ties as in 50(1).
- 51(2) to (9): of those excluded the first preferences move first; then the papers received by
  transfer, in sub-parcels of one value, the highest first, at the value at which they were received.
- 52: as soon as as many continue as there are places, they are elected; so is, for the last place,
  whoever has as many votes as all others together with any surplus. Nothing more is transferred.

Where the text leaves room:

- 49(4): a value 'reduces', so it is never more than 1, as 49(7)(b) says outright for later surpluses.
- 49(10) 'shall not be liable' and 51(12) 'shall': both leave no choice to the returning officer.
  The largest number of lowest candidates whom 51(12) allows goes together; and only such a number is
  meant by 49(10)(b): so many that as many continue as there are places.
- 41, 51(4): an exclusion is one stage, so ties look at its end only, not at its sub-parcels; but
  51(5), (6) and (11) deem candidates elected after each of them, who then receive no more; so do the
  published sheets. The transfers of several excluded in one operation are joint sub-parcels.
- Papers received from an excluded candidate at the value 1 are a sub-parcel of their own, moved
  after the first preferences of the one who received them: 51(2) and (5).
- 52(2) within an exclusion: votes that have still to be moved count with the surplus not transferred;
  otherwise two of the published counts would have ended earlier than they did.
  Two with equal votes, each as many as the other, are left to 51(13) and 52(1).
- 48(3) keeps 52(2), too, from electing anybody at the first stage where there is one place in all.
"""

from __future__ import annotations

from operator import lt

from counting.contest import RuleId
from counting.marks import ENDS_BEFORE_BREAK
from counting.methods.last_parcel import LastParcelRule
from counting.parts.ers97 import last_batch_value
from counting.parts.quota import at_least, droop_whole
from counting.parts.ties import TieRule, earliest_first
from counting.record import Decimals

RULE = LastParcelRule(
    irregular=ENDS_BEFORE_BREAK.under("41 (next available preference); 46(1)(b), (c); 50(4)"),
    id=RuleId("ni-1973"),
    title="Northern Ireland district council and Assembly elections",
    source="Electoral Law Act (Northern Ireland) 1962, Schedule 5 (Local Elections Rules), rules 41 to "
    "52, as substituted by the Local Elections (Northern Ireland) Order 1985 (SI 1985/454)",
    decimals=Decimals(votes=2, value=2, quota=0),
    takes_constraints=False,
    quota=droop_whole,
    reaches=at_least,
    value=last_batch_value,
    fits=lt,
    ties=TieRule(
        earliest_first,
        "earliest-stage",
        {"election": "50(1)(a), (b)", "surplus": "50(1)(a), (b)", "exclusion": "51(13)"},
    ),
    clauses={
        "quota": "48(3)",
        "largest-surplus-first-preferences": "49(1) to (4), 50(1)",
        "largest-surplus-last-parcel": "49(5) to (7), 50(1)",
        "deferred-lowest": "49(10)(a)",
        "deferred-together": "49(10)(b)",
        "lowest": "51(1)",
        "lowest-together": "51(12)",
        "last-vacancies": "52(1)",
        "as-many-as-the-rest": "52(2)",
    },
    sentences=(
        "The quota is the number of valid papers divided by one more than the number of places, fractions "
        "ignored, plus 1. A candidate whose votes equal or exceed the quota is elected.",
        "Where there is only one place in all, nobody is elected before the candidate with fewest votes "
        "has been excluded.",
        "The votes of an elected candidate above the quota are the surplus. The largest surplus is "
        "transferred first.",
        "If the candidate was elected on first preferences, all papers are looked at; otherwise only the "
        "last parcel of papers that the candidate received. Those that show a next preference for a "
        "continuing candidate move on, each worth the surplus divided by their number, to two decimals, "
        "any remainder ignored, but no more than it was worth before. What is left of the surplus is "
        "non-transferable.",
        "Surpluses are not transferred as long as all of them together are less than the difference "
        "between the two candidates with fewest votes, or between the total of two or more who could be "
        "excluded together and the candidate next above.",
        "When no surplus is to be transferred, the candidate with fewest votes is excluded; or, in one "
        "operation, as many candidates with the fewest votes as possible, provided that enough remain for "
        "the places, and that their votes together with the surpluses not transferred are less than the "
        "votes of the candidate next above.",
        "Of those excluded, the papers with first preferences move on first; then the papers received by "
        "transfer, in parcels of one value, the highest value first, at the value at which they were "
        "received. Candidates may be elected after each parcel, and receive no more papers. Papers "
        "without a next preference for a continuing candidate are non-transferable.",
        "Of candidates with equal votes, the one with more at the end of the earliest stage at which they "
        "had unequal votes is transferred first, and the one with fewer then is excluded. If they were "
        "equal at every stage, lots decide.",
        "As soon as no more candidates continue than there are places left, they are all elected. When one "
        "place is left, a candidate with at least as many votes as all other continuing candidates "
        "together, with all votes that have still to be transferred, is elected. Then nothing more is "
        "transferred.",
    ),
)
