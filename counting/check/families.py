"""Every rule that the check knows, by its id: each family adds its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from counting.check import ers97, last_parcel, meek, promotion, rounds, sequential
from counting.check.family import Known, anything
from counting.check.procedure import Procedure
from counting.check.rulebook import RULEBOOK, Entry
from counting.contest import Contest
from counting.papers import Papers


def _by_procedure(entry: Entry, papers: Papers, contest: Contest) -> Procedure:
    return Procedure(papers, contest, entry)


def _one_place(contest: Contest) -> str | None:
    if contest.seats != 1 or contest.constrained:
        return (
            f"Rule {contest.rule} fills one place and takes no constraints; this contest differs."
        )
    return None


KNOWN: Mapping[str, Known] = {
    **{
        id_: Known(entry, partial(_by_procedure, entry), _one_place if entry.majority else anything)
        for id_, entry in RULEBOOK.items()
    },
    **ers97.RULES,
    **last_parcel.RULES,
    **meek.RULES,
    **promotion.RULES,
    **rounds.RULES,
    **sequential.RULES,
}
