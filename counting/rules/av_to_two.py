"""Alternative vote, counted on until two candidates are left.

Source: this file, clause 1; in all else the source of `av`, whose clauses are cited with it.

- 1: As long as more than two candidates remain, nobody is elected, though one has more votes than all
  others together: the one with fewest is excluded under 45A(3). Of the last two, the one with more
  votes is elected.

It elects whom `av` elects, and shows besides how all papers divide between the last two. Ties among
the lowest may have to be broken which under `av` do not arise. Maine counts to two so (21-A Maine
Revised Statutes, section 723-A(2)), with other rules for ties and for irregular papers; in RCTab it is
the option `continueUntilTwoCandidatesRemain`.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.methods.runoff import ToTwoRule
from counting.rules import av

RULE = ToTwoRule(
    id=RuleId("av-to-two"),
    title="Alternative vote, counted on until two candidates are left",
    source=f"OMOV, rule text 1 of 2026; in all else: {av.RULE.source}",
    decimals=av.RULE.decimals,
    irregular=av.RULE.irregular,
    takes_constraints=False,
    most_seats=1,
    majority=av.RULE.majority,
    ties=av.RULE.ties,
    clauses={
        "majority": "1",
        "lowest": "1, 45A(3)",
        "final-tie": "49A",
        "last-vacancies": "45A(5)",
    },
    sentences=(
        av.RULE.sentences[0],
        "As long as more than two candidates remain, the one with fewest votes is excluded, even if "
        "another has more votes than all others together. The papers go to the next preference for a "
        "candidate who remains; papers with no such preference count no more.",
        "When two candidates remain, the one with more votes is elected.",
        *av.RULE.sentences[3:],
    ),
)
