"""Surpluses: what a paper is worth when it moves on from a candidate with more than the quota."""

from __future__ import annotations

from counting.votes import Votes, cut


def transfer_value(surplus: Votes, total: Votes, received: Votes, decimals: int | None) -> Votes:
    """Surplus times the value of the paper when received, divided by the candidate's total.

    Units: votes a paper, cut to `decimals` places (any remainder ignored); None: exact.
    Source: SSI 2007/42, rule 48(3).
    """
    return cut(surplus * received / total, decimals)


def value_by_steps(surplus: Votes, total: Votes, received: Votes, decimals: int | None) -> Votes:
    """The same, but cut after the multiplication and again after the division.

    Source: PR Foundation reference WIGM rule, B.3 and D.4 ('each multiplication or division').
    """
    return cut(cut(received * surplus, decimals) / total, decimals)


def value_by_fraction(surplus: Votes, total: Votes, received: Votes, decimals: int | None) -> Votes:
    """The same, but the fraction surplus / total is cut first, and its product with the value again.

    Source: Minneapolis Code of Ordinances, 167.20, 'surplus fraction of a vote', 'transfer value'.
    """
    return cut(cut(surplus / total, decimals) * received, decimals)
