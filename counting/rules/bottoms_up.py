"""Bottoms-up: the lowest is excluded until no more candidates are left than places.

Source: this file. RCTab's mode `bottomsUp`.

- 1: Each paper counts for its first preference.
- 2: The candidate with fewest votes is excluded, and the papers go to the next preference for one who
  continues.
- 3: When no more continue than there are places, all of them are elected, in order of their votes then.
- 4: Of equal lowest, the one with fewer votes at the earliest stage at which they differed is
  excluded; if they were always equal, by lot.

Nobody is elected before the end and no surplus is transferred: votes beyond need are lost, so a large
group can win fewer places than its share.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.methods.bottoms_up import BottomsUpRule
from counting.parts.ties import TieRule, earliest_first
from counting.record import Decimals

RULE = BottomsUpRule(
    id=RuleId("bottoms-up"),
    title="Bottoms-up (exclusions only, no surplus transferred)",
    source="OMOV, rule text 1 of 2026",
    decimals=Decimals(votes=0, value=0, quota=0),
    takes_constraints=False,
    ties=TieRule(earliest_first, "earliest-stage", {"exclusion": "4", "election": "4"}),
    clauses={"lowest": "2", "last-vacancies": "3"},
    sentences=(
        "1. Each valid paper is one vote for its first preference. There is no quota.",
        "2. The candidate with fewest votes is excluded, and the papers go to the next preference for a "
        "candidate who continues; papers with no such preference count no more.",
        "3. When no more candidates continue than there are places, all of them are elected, in order of "
        "the votes that they then have.",
        "4. Of candidates with equally few votes, the one who had fewer at the earliest stage at which "
        "they differed is excluded. If they were always equal, lots decide.",
        "Votes that a candidate does not need are not transferred, so a large group can win fewer places "
        "than its share of the votes.",
    ),
)
