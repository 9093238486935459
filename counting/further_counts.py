"""Records in which the papers are counted again for other numbers of places: who is elected in the end.

Source: docs/adr/0014-promotion.md. The first count elects. A further count elects nobody by itself:
it finds who is promoted, and who makes way for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from counting.contest import CandidateId
    from counting.record import Stage

FURTHER_COUNTS: Final = ("larger-committee", "smaller-committee")
_BY_PROMOTION: Final = "-promotion"


def rule_name(
    rule: str, *, constrained: bool, with_nobody: bool = False, with_casting_vote: bool = False
) -> str:
    """The rule that was counted: the bare id, with the schedules that were added to it.

    They are `+constraints`, `+ron` and `+casting-vote`.

    Rules of promotion have the requirements in their own text, and are never mixed with constraints.
    """
    schedules = "+constraints" if constrained and not rule.endswith(_BY_PROMOTION) else ""
    schedules += "+ron" if with_nobody else ""
    return rule + schedules + ("+casting-vote" if with_casting_vote else "")


def began(stages: Sequence[Stage], index: int) -> int:
    """The index of the stage that opened the count which the stage with this index belongs to."""
    opened = (at for at in range(index, 0, -1) if stages[at].action.type in FURTHER_COUNTS)
    return next(opened, 0)


def elected_in(stages: Sequence[Stage]) -> tuple[CandidateId, ...]:
    """Those elected, in order of election; after them those promoted, without those who made way."""
    elected: list[CandidateId] = []
    first = True
    for stage in stages:
        first = first and stage.action.type not in FURTHER_COUNTS
        elected += stage.elected if first else ()
    for decision in (d for stage in stages for d in stage.decisions):
        if decision.act == "promote":
            elected += decision.candidates
        elif decision.act == "make-way":
            elected = [c for c in elected if c not in decision.candidates]
    return tuple(elected)


def decided_in(stages: Sequence[Stage]) -> set[CandidateId]:
    """Those whom the count under way has elected or excluded by the last of these stages."""
    elected: set[CandidateId] = set()
    excluded: set[CandidateId] = set()
    for stage in stages:
        if stage.action.type in ("next-place", *FURTHER_COUNTS):
            excluded.clear()
        if stage.action.type in FURTHER_COUNTS:
            elected.clear()
        elected.update(stage.elected)
        excluded.update(stage.excluded)
    return elected | excluded
