"""Scottish local government rules, 2012 onwards, with promotion from larger committees.

Source: for each count that of `scottish-2011`, whose clauses its stages cite; for promotion the text P1
to P7 in `counting.methods.promotion`. It is not `scottish-2011` with constraints, and can elect
others: docs/adr/0014-promotion.md. No election of the Order itself is held so.
"""

from __future__ import annotations

from counting.methods.promotion import promoting
from counting.parts.ties import TieRule, most_recent_first
from counting.rules import scottish_2011

RULE = promoting(
    scottish_2011.RULE,
    id_="scottish-2011-promotion",
    title="Scottish rules, 2012 onwards, with promotion from larger committees",
    ties=TieRule(most_recent_first, "prior-stage", {"promotion": "P5", "making-way": "P5"}),
)
