"""What the frozen policy of a contest means for its count: who is nobody, and what is done without asking.

The manifest has the policy in the notice's words. `none`: `ron` or `neither`, of the last entry on the
paper. `if-infeasible`: steps with '; ' between them; `leave vacant`, and `relax ` and the label of a
constraint, are steps of a count; `extend nominations …` is done before voting, by people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from counting.contest import LEAVE_VACANT, RELAX, Candidate, Constraint, NoneOption
from counting.errors import ContestError

NONE: Final = "none"
PRINTED: Final = {"ron": "Re-open nominations", "neither": "None of these"}
IF_INFEASIBLE: Final = "if-infeasible"
EXTEND: Final = "extend nominations"
_BETWEEN: Final = "; "


def none_of(policy: Mapping[str, str], candidates: Sequence[Candidate]) -> NoneOption | None:
    """The entry that is nobody: the last on the paper, where the policy has one. Raises ContestError."""
    kind = policy.get(NONE)
    if kind is None:
        return None
    if kind not in ("ron", "neither") or not candidates:
        raise ContestError(f"policy.{NONE}: expected 'ron' or 'neither', not '{kind}'.")
    return NoneOption(candidates[-1].id, "ron" if kind == "ron" else "neither")


def steps_of(policy: Mapping[str, str], constraints: Sequence[Constraint]) -> tuple[str, ...]:
    """The steps that a count can take, in the published order. Raises ContestError for what is no step."""
    rest = policy.get(IF_INFEASIBLE, "")
    known = [RELAX + one.label for one in constraints]
    found: list[str] = []
    while rest:
        # A label may have a semicolon in it: the longest step that fits is meant.
        fits = [step for step in (LEAVE_VACANT, *known) if _begins(rest, step)]
        step = max(fits, key=len, default=rest.split(_BETWEEN)[0])
        if not fits and not step.startswith(EXTEND):
            raise ContestError(
                f"'{step}' is no step of a policy. Expected '{LEAVE_VACANT}', '{EXTEND} …', or '{RELAX}' "
                "and the label of a constraint."
            )
        found += [step] if fits else []
        rest = rest[len(step) :].removeprefix(_BETWEEN)
    return tuple(found)


def policy_text(steps: Sequence[str]) -> str:
    """The steps as they stand in the manifest."""
    return _BETWEEN.join(steps)


def _begins(text: str, step: str) -> bool:
    return text == step or text.startswith(step + _BETWEEN)
