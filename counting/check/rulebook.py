"""The rules as the check understands them, written from their sources and apart from the engine.

A rule here is data: how the quota is found and reached, to how many places figures are kept, how
ties are settled, and which clause calls for which act. What the acts are is in `procedure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from counting.record import Decimals, TieKind
from counting.votes import Votes

# Why an act is called for, in the word that a record uses.
Reason = Literal[
    "quota",
    "largest-surplus",
    "lowest",
    "doomed",
    "last-vacancies",
    "only-completion",
    "majority",
    "final-tie",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule. `acts`: the clause for each reason to act; `ties`: the clause for each kind of tie.

    `whole_quota`: fractions of the quota are ignored and 1 is added. `to_exceed`: votes must be
    more than the quota; otherwise the quota is enough. `majority`: one place, and the quota is the
    majority of the votes of those who continue, found anew at every stage. `only_of_two`: it elects
    nobody as long as more than two continue.
    `ties_from`: the stage looked at first when votes are equal.
    """

    version: int = 1
    decimals: Decimals
    whole_quota: bool
    to_exceed: bool = False
    majority: bool = False
    only_of_two: bool = False
    ties_from: Literal["prior-stage", "earliest-stage"] = "prior-stage"
    acts: Mapping[Reason, str]
    ties: Mapping[TieKind, str]

    def quota(self, votes: Votes, seats: int) -> Votes:
        """What elects, of so many votes for so many seats. Units: votes."""
        share = Fraction(votes) / (seats + 1)
        return Fraction(share.__floor__() + 1) if self.whole_quota else share

    def reached(self, votes: Votes, quota: Votes) -> bool:
        """Whether so many votes elect."""
        return votes > quota if self.to_exceed else votes >= quota


# The acts that constraints add are in the schedule of constraints, whatever the rule.
_SCHEDULE: Mapping[Reason, str] = {"doomed": "schedule 4(a)", "only-completion": "schedule 3"}

_SCOTTISH_2007 = Entry(  # SSI 2007/42, Schedule 1
    decimals=Decimals(votes=5, value=5, quota=0),
    whole_quota=True,  # 46: fractions ignored, plus 1
    acts={
        "quota": "47(1)",
        "largest-surplus": "48(1), 49(1)",
        "lowest": "50(1)",
        "last-vacancies": "52(1), 52(2)",
        **_SCHEDULE,
    },
    ties={"election": "schedule 6", "surplus": "49(2), 49(3)", "exclusion": "51(1), 51(2)"},
)

_SCOTTISH_2011 = replace(  # SSI 2011/399, Schedule 1: each rule one number on
    _SCOTTISH_2007,
    acts={
        "quota": "48(1)",
        "largest-surplus": "49(1), 50(1)",
        "lowest": "51(1)",
        "last-vacancies": "53(1), 53(2)",
        **_SCHEDULE,
    },
    ties={"election": "schedule 6", "surplus": "50(2), 50(3)", "exclusion": "52(1), 52(2)"},
)

_WIGM_EXACT = Entry(  # OMOV, rule text 1 of 2026
    decimals=Decimals(votes=None, value=None, quota=None),
    whole_quota=False,
    to_exceed=True,
    acts={"quota": "2", "largest-surplus": "4", "lowest": "5", "last-vacancies": "6", **_SCHEDULE},
    ties={"election": "7", "surplus": "7", "exclusion": "7"},
)

_AV = Entry(  # Parliamentary Voting System and Constituencies Act 2011, section 9, Schedule 10
    decimals=Decimals(votes=0, value=0, quota=0),
    whole_quota=True,  # 45A(2): more than all others together, so more than half
    majority=True,
    ties_from="earliest-stage",  # 49 and 49A: the first preferences, then the next stage
    acts={
        "majority": "45A(2), 45A(4), 45A(5)",
        "lowest": "45A(3)",
        "final-tie": "49A",
        "last-vacancies": "45A(5)",
    },
    ties={"election": "49A(2), 49A(3)", "exclusion": "49(2), 49(3)"},
)

_AV_TO_TWO = replace(  # OMOV, rule text 1 of 2026: the count goes on until two continue
    _AV,
    only_of_two=True,
    acts={
        "majority": "1",
        "lowest": "1, 45A(3)",
        "final-tie": "49A",
        "last-vacancies": "45A(5)",
    },
)

RULEBOOK: Mapping[str, Entry] = {
    "av": _AV,
    "av-to-two": _AV_TO_TWO,
    "scottish-2007": _SCOTTISH_2007,
    "scottish-2011": _SCOTTISH_2011,
    "wigm-exact": _WIGM_EXACT,
    "wigm-exact-droop": replace(
        _WIGM_EXACT,
        decimals=Decimals(votes=None, value=None, quota=0),
        whole_quota=True,
        to_exceed=False,
    ),
}
