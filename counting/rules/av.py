"""Alternative vote (instant run-off): one place, an absolute majority of the papers in play.

Source: Parliamentary Voting System and Constituencies Act 2011 (c. 1), section 9 (rule 45A) and
Schedule 10 (rules 49 and 49A). The provisions were never brought into force (referendum of
5 May 2011), but they are the only British statute that writes the alternative vote out in full.

- 45A(2): whoever has more votes than all others together is elected.
- 45A(3): otherwise whoever has fewest is eliminated, and the papers go to the next preference for
  one who remains; papers with no such preference count no more.
- 45A(4), 45A(5): and so on, until one has more votes than the others who remain put together.
- 49: of equal lowest, the one with fewest first preferences is eliminated; if those are equal too,
  after the next stage, and so on; then lots decide.
- 49A: two who remain with equal votes: the one with most first preferences is elected; if those
  are equal too, after the next stage, and so on; then lots decide who is elected.

Not held against the text: rule 47 as Schedule 10, paragraph 6, amends it, under which some marks on
a paper are ignored. Papers that skip or repeat a number are read here as British practice has it.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.methods.runoff import RunoffRule
from counting.parts.quota import whole_majority
from counting.parts.ties import TieRule, earliest_first
from counting.record import Decimals

RULE = RunoffRule(
    id=RuleId("av"),
    title="Alternative vote (instant run-off)",
    source="Parliamentary Voting System and Constituencies Act 2011 (c. 1), section 9 and Schedule 10",
    decimals=Decimals(votes=0, value=0, quota=0),
    takes_constraints=False,
    most_seats=1,
    majority=whole_majority,
    ties=TieRule(
        earliest_first,
        "earliest-stage",
        {"election": "49A(2), 49A(3)", "exclusion": "49(2), 49(3)"},
    ),
    clauses={
        "majority": "45A(2), 45A(4), 45A(5)",
        "lowest": "45A(3)",
        "final-tie": "49A",
        "last-vacancies": "45A(5)",
    },
    sentences=(
        "There is one place. Each valid paper is one vote for its first preference.",
        "A candidate with more votes than all other candidates who remain, taken together, is elected.",
        "If there is none, the candidate with fewest votes is excluded. The papers go to the next "
        "preference for a candidate who remains; papers with no such preference count no more.",
        "Of candidates with equally few votes, the one with fewest first preferences is excluded; if "
        "those are equal, the one with fewest votes after the next stage, and so on. If they were "
        "always equal, lots decide who is excluded.",
        "If two candidates remain and have equal votes, the one with more first preferences is elected; "
        "if those are equal, the one with more votes after the next stage, and so on. If they were "
        "always equal, lots decide who is elected.",
    ),
)
