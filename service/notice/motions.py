"""What a notice says of a motion, and its contradictions. Source: NOTICE, 'Motions and options'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from counting.contest import CastingVote
from counting.errors import ContestError
from counting.thresholds import MotionTerms, Quorum, Threshold, base_of_text, share_of_text

if TYPE_CHECKING:
    from service.notice.forms import ContestForm

OPTIONS: Final = ["For", "Against"]

# Keys of a contest that would do nothing in a motion, and so would promise what is not done.
_OF_OTHERS = (
    "rule", "seats", "order", "order_of_last", "constraints", "if_infeasible", "none", "ties",
    "uncontested",
)  # fmt: skip
_OF_MOTIONS = {
    "threshold": "only a motion has a threshold: what a counting rule asks is part of the rule. Remove it.",
    "quorum": "a quorum is asked of motions only, so far. Remove it.",
    "casting_vote": "a casting vote is taken on motions and options only: among persons equal votes are "
    "settled as the counting rule says, in the end by lot. Remove it.",
}


class ThresholdForm(BaseModel):
    """The votes for that a motion needs: more than a share (`strict`), or at least that share."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    share: str = Field(max_length=20, description="A fraction such as 1/2 or 2/3.")
    of: Literal["for and against", "those voting", "those entitled"]
    strict: bool


def motion_terms_of(form: ContestForm) -> MotionTerms:
    """The terms of a motion. Raises ContestError where there are none, or they make no sense."""
    if form.threshold is None:
        raise ContestError("a motion has a threshold")
    return MotionTerms(
        _threshold(form.threshold),
        None if form.quorum is None else Quorum(form.quorum),
        form.casting_vote,
    )


def casting_vote_of(form: ContestForm) -> CastingVote | None:
    """Who may decide between the last two options; a motion's casting vote is no part of a count."""
    if form.kind != "options" or form.casting_vote is None:
        return None
    return CastingVote(form.casting_vote)


def motion_faults(form: ContestForm, stands: bool) -> Iterator[tuple[str, str]]:
    """The keys at fault in a motion, and what is wrong. `stands`: whether candidates name it."""
    for key in _OF_OTHERS:
        if key in form.model_fields_set:
            yield key, f"a motion has no '{key}'. Remove it."
    if form.options and (len(form.options), len(set(form.options))) != (2, 2):
        yield (
            "options",
            "a motion has two options, the one for it first; leave them out for For and Against.",
        )
    if stands:
        yield (
            "id",
            "a candidate stands in this motion. Members vote for or against it: remove the candidate.",
        )
    if form.threshold is None:
        yield (
            "threshold",
            'it is missing. A simple majority is { share = "1/2", of = "for and against", strict = true }.',
        )
        return
    try:
        _threshold(form.threshold)
    except ContestError as error:
        yield "threshold", str(error)
        return
    try:
        motion_terms_of(form)
    except ContestError as error:
        yield "casting_vote", str(error)


def misplaced_keys(form: ContestForm) -> Iterator[tuple[str, str]]:
    """The keys of a motion in a contest that is none, and why each is refused."""
    for key, why in _OF_MOTIONS.items():
        of_options = key == "casting_vote" and form.kind == "options"
        if key in form.model_fields_set and not of_options:
            yield key, why


def _threshold(form: ThresholdForm) -> Threshold:
    return Threshold(share_of_text(form.share), base_of_text(form.of), form.strict)
