"""Reads expected results of other counters, and lays a count record beside them.

Builds inputs and turns both sides into the same plain shape; computes no result itself.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from counting import CountRecord


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def number(candidate_id: str) -> int:
    """The expected files number candidates from 0; ballot files from 1."""
    return int(candidate_id) - 1


def stages_of(record: CountRecord, *, constrained: bool = False) -> list[dict[str, Any]]:
    """The stages of a record in the shape of the expected files."""
    found = []
    for stage in record.stages:
        shape: dict[str, Any] = {
            "action": stage.action.type,
            "candidates": [number(c) for c in stage.action.candidates],
            "votes": {number(c): votes for c, votes in stage.tallies.items()},
            "nontransferable": stage.non_transferable,
            "rounding_loss": stage.rounding,
            "elected": [number(c) for c in stage.elected],
            "surplus": stage.action.surplus,
        }
        if constrained:
            shape["guarded"] = [number(c) for c in record.with_status(stage.findings, "guarded")]
            shape["doomed"] = [number(c) for c in record.with_status(stage.findings, "doomed")]
            out = [d for d in stage.decisions if d.act == "exclude"]
            shape["reason"] = out[0].reason if out and stage.action.type == "exclusion" else None
            shape["passed_over"] = [number(c) for d in out for c in d.passed_over]
            shape["excluded_without_transfer"] = (
                number(out[0].candidates[0])
                if out and stage.action.type == "last-vacancies"
                else None
            )
        found.append(shape)
    return found


_ACTIONS = {"transfer-surplus": "surplus", "exclude": "exclusion"}


def expected_stages(expected: dict[str, Any], *, constrained: bool = False) -> list[dict[str, Any]]:
    """The stages that the rule's text calls for: no zero surplus, nothing after the decision."""
    found = []
    for stage in expected["stages"]:
        if stage.get("zero_surplus"):
            continue
        late = stage.get("after_decided", False)
        action = _ACTIONS.get(stage["action"], stage["action"])
        candidate = stage.get("candidate")
        shape: dict[str, Any] = {
            "action": "last-vacancies" if late else action,
            "candidates": [] if late or candidate is None else [candidate],
            "votes": {int(c): Fraction(votes) for c, votes in stage["votes"].items()},
            "nontransferable": Fraction(stage["nontransferable"]),
            "rounding_loss": Fraction(stage["rounding_loss"]),
            "elected": stage["elected"],
            "surplus": Fraction(stage["surplus"]) if "surplus" in stage else None,
        }
        if late:
            # The counter transferred papers after the count was decided: its votes have no
            # counterpart, so the stage's votes are those of the stage before.
            before = found[-1]
            shape |= {key: before[key] for key in ("votes", "nontransferable", "rounding_loss")}
        if constrained:
            shape["guarded"] = stage["guarded"]
            shape["doomed"] = stage["doomed"]
            shape["reason"] = stage.get("reason")
            shape["passed_over"] = stage.get("guarded_passed_over", [])
            shape["excluded_without_transfer"] = stage.get("excluded_without_transfer")
        found.append(shape)
    return found
