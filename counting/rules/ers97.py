"""Electoral Reform Society rules, 1997.

Source: 'How to conduct an election by the Single Transferable Vote', third edition, Electoral
Reform Society, 1997, section 5 (detailed instructions for the count) and section 6 (glossary).

- 5.1.2, 6.8 to 6.10, 6.17: a preference is a number standing alone against one candidate; a paper
  with no first preference, or an uncertain one, is invalid; where the next preference in sequence is
  uncertain, there is none.
- 5.1.6: the quota is the valid votes divided by one more than the places, to two decimals, the next
  hundredth up if that is not exact. 5.4.8: while nobody has been elected it is worked out again,
  without the non-transferable vote, after papers have become non-transferable.
- 5.1.7, 5.3.13, 5.4.9: at the first stage, after a surplus and after each batch of an exclusion, in
  descending order of votes, whoever has (a) the quota or (b) the total active vote divided by one
  more than the places not yet filled is elected.
- 5.2.2: the largest surplus first; but surpluses wait as long as all of them together could not
  change who is lowest (a), or who may be excluded together (b).
- 5.3: only the last batch of papers received is transferred, each at the surplus divided by the
  number of transferable papers, to two decimals, and never at more than it was worth.
- 5.2.5: as many as possible are excluded together. 5.4: their papers are taken together and go batch
  by batch, in descending order of value; 5.4.8 and 5.4.9 follow each batch (5.4.11).
- 5.5: if a proposed exclusion leaves just enough candidates, they are elected; as soon as every place
  is filled, nothing more is transferred.
- 5.2.3, 5.2.5, 5.6.2: ties go by the earliest point of the count at which the votes were unequal;
  then by lot; but if those equal throughout are too many for the places, none is elected at that stage.
- 5.6.3: a recount keeps the lot: `lots` belong to the contest.

Where the text leaves room (the readings of the two counters that this one is tested against):
candidates are elected one at a time, the votes required being worked out again after each; papers
worth 0.00 go on as a batch; of three or more tied, the earliest point at which any differ narrows
the field, and the search goes on among those left. Where there are no more candidates than places,
5.2.5(a) lets nobody be excluded, and all are elected at the first stage.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.marks import ENDS_BEFORE_BREAK
from counting.methods.ers97 import Ers97Rule
from counting.parts.ers97 import last_batch_value, share_raised
from counting.parts.ties import TieRule, earliest_first
from counting.record import Decimals

RULE = Ers97Rule(
    irregular=ENDS_BEFORE_BREAK.under("5.1.2, 6.8 to 6.10, 6.17"),
    id=RuleId("ers97"),
    title="Electoral Reform Society rules, 1997",
    source="How to conduct an election by the Single Transferable Vote, third edition, "
    "Electoral Reform Society, 1997",
    decimals=Decimals(votes=2, value=2, quota=2),
    quota=share_raised,
    value=last_batch_value,
    ties=TieRule(
        earliest_first,
        "earliest-stage",
        {"election": "5.6.2", "surplus": "5.2.3", "exclusion": "5.2.5"},
    ),
    clauses={
        "quota-first-preferences": "5.1.7(a)",
        "quota-surplus": "5.3.13(a)",
        "quota-exclusion": "5.4.9(a)",
        "votes-required-first-preferences": "5.1.7(b)",
        "votes-required-surplus": "5.3.13(b)",
        "votes-required-exclusion": "5.4.9(b)",
        "equal-throughout": "5.6.2",
        "largest-surplus": "5.2.2, 5.2.3",
        "lowest": "5.2.5",
        "last-vacancies": "5.5.1",
        "doomed": "schedule 4(a)",
        "only-completion": "schedule 3",
    },
    sentences=(
        "Each valid paper is one vote for its first preference. A continuing candidate is one who is "
        "neither elected nor excluded.",
        "The quota is the number of valid votes divided by one more than the number of places, to two "
        "decimals; if that is not exact, 0.01 is added. As long as nobody has been elected, it is "
        "worked out again, without the non-transferable votes, whenever papers of excluded candidates "
        "have become non-transferable.",
        "A candidate is elected whose votes equal or exceed the quota, or the total active vote divided "
        "by one more than the number of places not yet filled. The total active vote is the votes of all "
        "continuing candidates and all votes awaiting transfer. Candidates are considered after the first "
        "stage, after each surplus and after each batch of an exclusion, one at a time, most votes first.",
        "The votes of an elected candidate above the quota are the surplus. The largest surplus is "
        "transferred first. Surpluses wait, and are looked at again at the next stage, if all of them "
        "together do not exceed the difference between the two candidates with fewest votes, or between "
        "the total of two or more who could be excluded together and the candidate next above.",
        "Only the last batch of papers that the candidate received is looked at: those of one value that "
        "came in one transfer, or after the first stage all of them. Those that show a next preference "
        "for a continuing candidate move on, each worth the surplus divided by their number, "
        "to two decimals, but no more than it was worth before. What is left of the surplus is "
        "non-transferable.",
        "When every surplus has been transferred or waits, as many candidates as possible with the fewest "
        "votes are excluded together, provided that enough remain for the places, and that their votes "
        "together with the surpluses waiting do not exceed the votes of the candidate next above.",
        "The papers of those excluded move on in batches, those of the highest value first, at what they "
        "were worth; papers with no next preference for a continuing candidate are non-transferable. "
        "Candidates may be elected after each batch, and receive no more papers.",
        "If an exclusion would leave just as many candidates as there are places left, all of them are "
        "elected. As soon as every place is filled, nothing more is transferred.",
        "Of candidates with equal votes, the choice is made by the earliest point of the count at which "
        "they had unequal votes, after the first stage or a batch of papers: the one with more then is "
        "elected or transferred first, the one with fewer then is excluded. If they were always equal, "
        "lots decide whose surplus is transferred and who is excluded; but of candidates always equal who "
        "are too many for the places left, none is elected at that stage. A recount keeps the lots drawn.",
    ),
)
