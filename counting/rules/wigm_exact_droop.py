"""Weighted inclusive Gregory in exact fractions, with the whole-number quota, to be reached.

Source: this file. As `wigm_exact`, but the quota is that of SSI 2007/42, rule 46: the valid votes
divided by one more than the places, fractions ignored, plus 1; and a candidate who has it is elected.
"""

from __future__ import annotations

from dataclasses import replace

from counting.contest import RuleId
from counting.parts.quota import at_least, droop_whole
from counting.record import Decimals
from counting.rules import wigm_exact

RULE = replace(
    wigm_exact.RULE,
    id=RuleId("wigm-exact-droop"),
    title="Weighted inclusive Gregory, exact fractions, whole-number quota",
    decimals=Decimals(votes=None, value=None, quota=0),
    quota=droop_whole,
    reaches=at_least,
    sentences=(
        "1. Each valid paper is one vote for its first preference. A continuing candidate is one who is "
        "neither elected nor excluded. The quota is the number of valid papers divided by one more than "
        "the number of places, fractions ignored, plus 1.",
        "2. A candidate whose votes equal or exceed the quota, at any stage, is elected.",
        *wigm_exact.RULE.sentences[2:],
    ),
)
