"""The totals of a contest and the laws they must obey. Source: PROTOCOL, after 'The life of a ballot'."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.documents import RollCount
from ballots.leaves import BoxCount


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of one contest, in members, signatures, keys and papers.

    `entitled` E, `drawn` D, `reissued` R (extra signatures), `on_paper` P (members marked as
    voting on paper), `keys` U (distinct ballot keys logged), `papers` B (paper ballots logged).
    """

    contest: str
    entitled: int
    drawn: int
    reissued: int
    on_paper: int
    keys: int
    papers: int


def totals_of(roll: RollCount, box: BoxCount) -> Totals:
    """The totals from the roll office's and the box's statements about one contest."""
    return Totals(
        roll.contest,
        roll.entitled,
        roll.drawn,
        roll.reissued,
        roll.on_paper,
        box.keys,
        box.papers,
    )


def broken_laws(totals: Totals) -> tuple[str, ...]:
    """One sentence for each law that these totals break; empty if all hold.

    That no member both drew and voted on paper is checked where the marks are made: totals
    cannot show it.
    """
    t = totals
    laws = (
        (
            t.keys <= t.drawn + t.reissued,
            f"U ≤ D + R: {t.keys} ballot keys, but {t.drawn} papers drawn and {t.reissued} re-issued",
        ),
        (
            t.papers <= t.on_paper,
            f"B ≤ P: {t.papers} paper ballots, but {t.on_paper} members marked as voting on paper",
        ),
        (
            t.drawn + t.on_paper <= t.entitled,
            f"D + P ≤ E: {t.drawn} drew and {t.on_paper} voted on paper, but {t.entitled} are entitled",
        ),
    )
    return tuple(f"Contest '{t.contest}': {text}." for holds, text in laws if not holds)
