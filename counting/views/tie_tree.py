"""The tie tree in words: on whom each lot could have fallen, and who would then have been elected."""

from __future__ import annotations

from collections.abc import Iterator

from counting.canonical import Json
from counting.contest import CandidateId, Contest
from counting.phrases import display_name, display_names, is_or_are, number_of
from counting.tie_tree import Branch, Ending, Lot, TieTree, endings

_INDENT = "  "
_ASKS = {
    "election": "a lot decides who is elected",
    "surplus": "a lot decides whose surplus is transferred first",
    "exclusion": "a lot decides who is excluded",
}


def tie_tree_lines(tree: TieTree) -> tuple[str, ...]:
    """What the lots decided, then the tree; branches that change nobody elected are not opened."""
    contest = tree.contest
    if isinstance(tree.root, Ending):
        return (
            "No lot decides anything in this count.",
            f"Elected: {display_names(contest, tree.root.elected) or 'nobody'}.",
        )
    lines = [_summary(tree)]
    if not tree.complete:
        lines.append(
            f"There are more outcomes than were counted ({number_of(tree.counts, 'count')}): others "
            "may be possible."
        )
    first = next(endings(tree.root))
    return (*lines, *_branch_lines(tree, tree.root, first, 0))


def _summary(tree: TieTree) -> str:
    sets = tree.winner_sets
    everywhere = frozenset.intersection(*sets)
    somewhere = frozenset.union(*sets) - everywhere
    contest = tree.contest
    if not somewhere:
        who = display_names(contest, _ordered(contest, everywhere)) or "nobody"
        return f"Lots decide, but not who is elected: whichever way they fall, it is {who}."
    certain = display_names(contest, _ordered(contest, everywhere)) or "nobody"
    turned = display_names(contest, _ordered(contest, somewhere))
    return f"Elected whichever way the lots fall: {certain}. The lots decide about {turned}."


def _branch_lines(tree: TieTree, branch: Branch, first: Ending, depth: int) -> Iterator[str]:
    if not isinstance(branch, Lot):
        return
    contest, indent = tree.contest, _INDENT * depth
    names = display_names(contest, branch.candidates)
    yield f"{indent}Stage {branch.stage}: {_ASKS[branch.kind]}, among {names}."
    drawn = bool(contest.lots) and first in endings(branch)
    for place, (on, further) in enumerate(branch.branches):
        fell = (
            "It fell on"
            if drawn and place == 0
            else "Had it fallen on"
            if drawn
            else "If it falls on"
        )
        found = {frozenset(ending.elected) for ending in endings(further)}
        said = f"{indent}{_INDENT}{fell} {display_name(contest, on)}:"
        if not found:
            yield f"{said} not counted."
        elif len(found) == 1:
            yield f"{said} {_outcome(contest, found.pop(), first)}"
        else:
            yield f"{said} a further lot decides."
            yield from _branch_lines(tree, further, first, depth + 2)


def _outcome(contest: Contest, elected: frozenset[CandidateId], first: Ending) -> str:
    """Who is elected: all of them where there is nothing to compare with, else the difference."""
    usual = frozenset(first.elected)
    if not contest.lots:
        names = display_names(contest, _ordered(contest, elected)) or "nobody"
        return f"{names} {is_or_are(max(1, len(elected)))} elected."
    if elected == usual:
        return "the same are elected." if len(elected) > 1 else "the same candidate is elected."
    gained = display_names(contest, _ordered(contest, elected - usual)) or "nobody"
    lost = display_names(contest, _ordered(contest, usual - elected)) or "nobody"
    return f"{gained} instead of {lost}."


def _ordered(contest: Contest, candidates: frozenset[CandidateId]) -> tuple[CandidateId, ...]:
    return tuple(c.id for c in contest.candidates if c.id in candidates)


def tie_tree_object(tree: TieTree) -> dict[str, Json]:
    """The same for programs: the whole tree, and every set of winners in it."""
    sets = sorted(_ordered(tree.contest, winners) for winners in tree.winner_sets)
    return {
        "complete": tree.complete,
        "counts": tree.counts,
        "winner_sets": [list(winners) for winners in sets],
        "tree": _as_object(tree.root),
    }


def _as_object(branch: Branch) -> Json:
    if isinstance(branch, Ending):
        return {"elected": list(branch.elected), "lots": list(branch.lots)}
    if not isinstance(branch, Lot):
        return {"unexplored": True}
    return {
        "stage": branch.stage,
        "kind": branch.kind,
        "candidates": list(branch.candidates),
        "branches": [
            {"falls_on": on, "then": _as_object(further)} for on, further in branch.branches
        ],
    }
