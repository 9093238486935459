"""Electoral Reform Society rules, 1997, with promotion from larger committees.

Source: for each count that of `ers97`, whose clauses its stages cite; for promotion the text P1 to P7
in `counting.methods.promotion`. What unions, parties and societies mean whose rule books have the
papers counted again 'for a larger number of places' until enough women, say, are elected. It is not
`ers97` with constraints, and can elect others: docs/adr/0014-promotion.md.
"""

from __future__ import annotations

from counting.methods.promotion import promoting
from counting.parts.ties import TieRule, earliest_first
from counting.rules import ers97

RULE = promoting(
    ers97.RULE,
    id_="ers97-promotion",
    title="Electoral Reform Society rules, 1997, with promotion from larger committees",
    ties=TieRule(earliest_first, "earliest-stage", {"promotion": "P5", "making-way": "P5"}),
)
