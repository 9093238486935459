"""Margins in words: how close each decision was, and how few papers would have elected others."""

from __future__ import annotations

from counting.canonical import Json
from counting.gaps import Gap
from counting.margins import Bound, Margins
from counting.papers import Ranking
from counting.record import CountRecord
from counting.views.table import quota_word, weights_words
from counting.views.text import columns, shown_votes, shown_with_unit
from counting.votes import Votes, votes_text
from counting.words import display_name, display_names, number_of

_ACTS = {"elect": "Elected", "exclude": "Excluded", "transfer": "Transferred"}


def margins_lines(margins: Margins, width: int) -> tuple[str, ...]:
    """A table of the gaps, the closest, and what is known of the margin.

    Only the table is laid out in `width` columns.
    """
    record = margins.record
    lines = []
    if margins.gaps:
        headings = ("Stage", "Decision", "Votes", "Against", "Votes", "Gap")
        rows = [_row(record, gap, closest=gap == margins.closest) for gap in margins.gaps]
        lines += [columns(headings, rows, width), ""]
    if margins.closest:
        lines.append(_closest(record, margins.closest))
    if margins.no_other_result:
        lines.append("There were no more candidates than places: no papers could elect others.")
    else:
        lines += _margin_lines(margins)
    if record.papers.ballots is not None:
        lines.append(
            f"Papers are votes here: {weights_words(record.papers)}, and a ballot changes as a whole."
        )
    return tuple(lines)


def _row(record: CountRecord, gap: Gap, *, closest: bool) -> tuple[str, str, str, str, str, str]:
    rival = (
        f"the {quota_word(record).lower()}"
        if gap.rival is None
        else display_name(record.contest, gap.rival)
    )
    names = display_names(record.contest, gap.candidates)
    return (
        str(gap.stage),
        f"{_ACTS[gap.act]}: {names}",
        _votes(record, gap.votes),
        rival,
        _votes(record, gap.bar),
        _votes(record, gap.gap) + (" *" if closest else ""),
    )


def _closest(record: CountRecord, gap: Gap) -> str:
    names = display_names(record.contest, gap.candidates)
    what = {
        "elect": f"the election of {names}",
        "exclude": f"the exclusion of {names}",
        "transfer": f"the transfer of the surplus of {names}",
    }[gap.act]
    start = f"Closest decision (*): stage {gap.stage}, {what}"
    votes = shown_with_unit(gap.gap, record.decimals.votes)
    if gap.rival is None:
        bar = quota_word(record).lower()
        how = f"{votes} more than the {bar}" if gap.gap else f"exactly the {bar}"
        return f"{start} with {how}."
    rival = display_name(record.contest, gap.rival)
    how = f"{votes} from {rival}" if gap.gap else f"with as many votes as {rival}"
    return f"{start}, {how}."


def _margin_lines(margins: Margins) -> list[str]:
    record, bound = margins.record, margins.bound
    lines = []
    if bound is None:
        lines.append(
            f"No way to elect others was found in {number_of(margins.counts, 'count')}: this says "
            "nothing about how many papers it would take."
        )
    else:
        lines += _bound_lines(record, bound, exact=margins.exact)
    if margins.least is None:
        return lines
    if margins.exact:
        lines.append(
            f"This is the exact margin: fewer than {number_of(margins.least, 'paper')} could not have "
            "changed who is elected, whichever way equal votes fall."
        )
    elif margins.least == 0:
        lines.append(
            "Equal votes decided: had they fallen the other way, another would be elected."
        )
    else:
        lines.append(
            f"Fewer than {number_of(margins.least, 'paper')} could not have changed who is elected, "
            "whichever way equal votes fall."
        )
    return lines


def _bound_lines(record: CountRecord, bound: Bound, *, exact: bool) -> list[str]:
    gained = display_names(record.contest, bound.gained)
    lost = display_names(record.contest, bound.lost)
    nature = "" if exact else " This is an upper bound: fewer might do."
    changes = [
        f"  {number_of(change.papers, 'paper')}: {_ranking(record, change.before)} becomes "
        f"{_ranking(record, change.after)}"
        for change in bound.changes
    ]
    return [
        f"{number_of(bound.papers, 'paper')} changed so would elect {gained} instead of {lost}:",
        *changes,
        f"The changed papers were counted again.{nature}",
    ]


def _ranking(record: CountRecord, ranking: Ranking) -> str:
    candidates = record.contest.candidates
    return " > ".join(display_name(record.contest, candidates[n - 1].id) for n in ranking)


def _votes(record: CountRecord, votes: Votes) -> str:
    return shown_votes(votes, record.decimals.votes)


def margins_object(margins: Margins) -> dict[str, Json]:
    """The same for programs. Changes give candidates by number; `exact`: the bound is the margin."""
    bound = margins.bound
    return {
        "rule": margins.record.rule,
        "gaps": [_gap_object(margins.record, gap) for gap in margins.gaps],
        "closest": None if margins.closest is None else margins.gaps.index(margins.closest),
        "no_other_result": margins.no_other_result,
        "bound": None
        if bound is None
        else {
            "papers": bound.papers,
            "changes": [
                {"before": list(c.before), "after": list(c.after), "papers": c.papers}
                for c in bound.changes
            ],
            "elected": list(bound.elected),
            "gained": list(bound.gained),
            "lost": list(bound.lost),
        },
        "least": margins.least,
        "exact": margins.exact,
        "counts": margins.counts,
    }


def _gap_object(record: CountRecord, gap: Gap) -> Json:
    places = record.decimals.votes
    return {
        "stage": gap.stage,
        "act": gap.act,
        "candidates": list(gap.candidates),
        "clause": gap.clause,
        "votes": votes_text(gap.votes, places),
        "rival": gap.rival,
        "against": votes_text(gap.bar, places),
        "gap": votes_text(gap.gap, places),
    }
