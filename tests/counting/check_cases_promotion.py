"""Small elections for the mutations of promotion: the first is for one place, the second for two."""

from __future__ import annotations

from counting import Contest, Papers
from tests.counting.promotion_elections import held, papers_for

_SINGLE = held("ers97-promotion", 1, "Am Cw Do", least={"w": 1}, lots="DCA", withdrawn="D")
_TWO = held("ers97-promotion", 2, "Am Bm Cw", least={"w": 1}, lots="BCA")

PROMOTION_CASES: dict[str, tuple[Papers, Contest]] = {
    "promotion-single": (papers_for(_SINGLE, ("AD", 5), ("C", 3), ("D", 2)), _SINGLE),
    "promotion-two": (papers_for(_TWO, ("A", 3), ("BC", 3), ("C", 1)), _TWO),
}
