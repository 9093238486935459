"""The one codec of count records: canonical JSON with its digest, and back.

Source: ARCHITECTURE, 'Command line' (the record's fields). Reading rebuilds the record and
writes it again: whatever differs from what was read is refused, with its place. So nothing
derived (notes, lists of elected, the digest) can contradict what it is derived from.
"""

from __future__ import annotations

import json
from typing import Final

from counting import words
from counting.canonical import Json, canonical_json, sha256_digest
from counting.constraint_json import constraint_object
from counting.contest import CandidateId, Contest
from counting.errors import RecordError
from counting.linked_json import linked_object
from counting.nobody import Applied
from counting.record import CountRecord, Decision, Finding, Stage, Tie, TieStep, Transfer
from counting.record_batches import Batch, LastBatch
from counting.votes import Votes, votes_text

FORMAT: Final = "omov/count-record/v1"


def write_record(record: CountRecord) -> bytes:
    """The record as canonical JSON with its digest, UTF-8, no line end."""
    return canonical_json(record_object(record))


def record_digest(record: CountRecord) -> str:
    """`sha256:` and the SHA-256 of the canonical JSON without `digest`."""
    return sha256_digest(_without_digest(record))


def record_object(record: CountRecord) -> dict[str, Json]:
    """The record as JSON values, with its digest."""
    body = _without_digest(record)
    return {**body, "digest": sha256_digest(body)}


def read_record(data: bytes) -> CountRecord:
    """The record that these bytes are the JSON of (canonical or spaced).

    Raises RecordError for anything `write_record` would not have written, naming the place.
    """
    from counting.record_reading import record_from_object

    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=no_name_twice)
    except UnicodeDecodeError:
        raise RecordError("The record is not UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"The record is not JSON: {error}.") from None
    record = record_from_object(found)
    try:
        again = record_object(record)
    except (ValueError, KeyError) as error:
        raise RecordError(f"The record contradicts itself: {error}.") from None
    difference = first_difference(found, again, "record")
    if difference is not None:
        raise RecordError(difference)
    return record


def no_name_twice(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """The object, if each name stands once in it. Raises ValueError. For `json.loads`."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def first_difference(found: Json, again: Json, place: str) -> str | None:
    """In what two JSON values first differ, in a sentence that names the place; None: in nothing."""
    if isinstance(found, dict) and isinstance(again, dict):
        for name in sorted(found.keys() | again.keys()):
            if name not in again:
                return f"{place}.{name} does not belong in a record."
            if name not in found:
                return f"{place}.{name} is missing."
            difference = first_difference(found[name], again[name], f"{place}.{name}")
            if difference is not None:
                return difference
        return None
    if isinstance(found, list) and isinstance(again, list) and len(found) == len(again):
        for index, (one, other) in enumerate(zip(found, again, strict=True)):
            difference = first_difference(one, other, f"{place}[{index}]")
            if difference is not None:
                return difference
        return None
    if type(found) is not type(again) or found != again:
        return f"{place} is {json.dumps(found)}, but the rest of the record makes it {json.dumps(again)}."
    return None


def _without_digest(record: CountRecord) -> dict[str, Json]:
    places = record.decimals
    return {
        "format": FORMAT,
        "rule": record.rule,
        "rule_version": record.rule_version,
        "decimals": {"votes": places.votes, "value": places.value, "quota": places.quota},
        "contest": contest_object(record.contest),
        "papers": {
            "valid": record.papers.valid,
            "invalid": record.papers.invalid,
            "no_effective_preference": record.papers.no_effective_preference,
            "distinct": record.papers.distinct,
            "digest": record.papers.digest,
            **({"irregular": record.papers.irregular} if record.papers.irregular else {}),
            **({} if record.papers.ballots is None else {"ballots": record.papers.ballots}),
        },
        "quota": votes_text(record.quota, places.quota),
        "before": _findings_object(record, record.before),
        "stages": [_stage_object(record, index) for index in range(len(record.stages))],
        "elected": list(record.elected),
        **({"vacant": record.vacant} if record.vacant else {}),
        **_applied_object(record.applied),
    }


def contest_object(contest: Contest) -> dict[str, Json]:
    """The contest as JSON values, as it stands in a record."""
    return {
        "title": contest.title,
        "seats": contest.seats,
        "candidates": [
            {"id": c.id, "name": c.name, "attributes": dict(c.attributes)}
            for c in contest.candidates
        ],
        "constraints": [constraint_object(constraint) for constraint in contest.constraints],
        "lots": list(contest.lots),
        "withdrawn": list(contest.withdrawn),
        **_particulars(contest),
    }


def _particulars(contest: Contest) -> dict[str, Json]:
    """What only some contests have: a member that says nothing is left out."""
    parts: dict[str, Json] = {}
    if contest.none is not None:
        parts["none"] = {"candidate": contest.none.candidate, "kind": contest.none.kind}
    if contest.if_infeasible:
        parts["if_infeasible"] = list(contest.if_infeasible)
    if contest.linked is not None:
        parts["linked"] = linked_object(contest.linked)
    if contest.struck:
        parts["struck"] = [{"candidate": c, "reason": why} for c, why in contest.struck]
    if contest.casting_vote is not None:
        casting = contest.casting_vote
        parts["casting_vote"] = {"holder": casting.holder, "chosen": casting.chosen}
    return parts


def _stage_object(record: CountRecord, index: int) -> Json:
    stage: Stage = record.stages[index]
    places = record.decimals

    def votes(value: Votes) -> str:
        return votes_text(value, places.votes)

    surplus = stage.action.surplus
    return {
        "number": stage.number,
        "action": {
            "type": stage.action.type,
            "candidates": list(stage.action.candidates),
            "surplus": None if surplus is None else votes(surplus),
            **({} if stage.action.places is None else {"places": stage.action.places}),
        },
        "quota": votes_text(stage.quota, places.quota),
        "tallies": {candidate: votes(tally) for candidate, tally in stage.tallies.items()},
        "non_transferable": votes(stage.non_transferable),
        "rounding": votes(stage.rounding),
        "transfers": [_transfer_object(record, transfer) for transfer in stage.transfers],
        "elected": list(stage.elected),
        "excluded": list(stage.excluded),
        "decisions": [_decision_object(decision) for decision in stage.decisions],
        **_findings_object(record, stage.findings),
        "ties": [_tie_object(record, tie) for tie in stage.ties],
        "notes": list(words.notes_of(record, index)),
        **_batches_object(record, stage),
    }


def _batches_object(record: CountRecord, stage: Stage) -> dict[str, Json]:
    """What only some rules know: a part that is empty is left out."""
    places = record.decimals.votes
    parts: dict[str, Json] = {}
    if stage.batches:
        parts["batches"] = [_batch_object(record, batch) for batch in stage.batches]
    if stage.stopped:
        parts["stopped"] = True
    if stage.last_batch is not None:
        parts["last_batch"] = _last_batch_object(record, stage.last_batch)
    if stage.figures:
        parts["figures"] = {name: votes_text(v, places) for name, v in stage.figures.items()}
    if stage.keep:
        value_places = record.decimals.value
        parts["keep"] = {c: votes_text(keep, value_places) for c, keep in stage.keep.items()}
    return parts | _applied_object(stage.applied)


def _applied_object(applied: tuple[Applied, ...]) -> dict[str, Json]:
    """Steps of the policy, where there were any."""
    steps: Json = [
        {"step": one.step, "conflict": list(one.conflict), "vacant": one.vacant} for one in applied
    ]
    return {"applied": steps} if applied else {}


def _batch_object(record: CountRecord, batch: Batch) -> Json:
    places = record.decimals
    return {
        "value": votes_text(batch.value, places.value),
        "quota": votes_text(batch.quota, places.quota),
        "tallies": {c: votes_text(tally, places.votes) for c, tally in batch.tallies.items()},
        "non_transferable": votes_text(batch.non_transferable, places.votes),
        "rounding": votes_text(batch.rounding, places.votes),
        "elected": list(batch.elected),
        **({"first_preferences": True} if batch.first_preferences else {}),
    }


def _last_batch_object(record: CountRecord, batch: LastBatch) -> Json:
    places = record.decimals
    return {
        "value": votes_text(batch.value, places.value),
        "papers": batch.papers,
        "transferable": batch.transferable,
        "transfer_value": votes_text(batch.transfer_value, places.value),
        "non_transferable_difference": votes_text(batch.non_transferable_difference, places.votes),
    }


def _findings_object(record: CountRecord, findings: tuple[Finding, ...]) -> dict[str, Json]:
    return {
        "guarded": list(record.with_status(findings, "guarded")),
        "doomed": list(record.with_status(findings, "doomed")),
        "findings": [
            {
                "status": finding.status,
                "candidates": list(finding.candidates),
                "constraints": list(finding.constraints),
            }
            for finding in findings
        ],
    }


def _transfer_object(record: CountRecord, transfer: Transfer) -> Json:
    return {
        "from": transfer.source,
        "to": transfer.target,
        "papers": transfer.papers,
        "value": votes_text(transfer.value, record.decimals.value),
        "votes": votes_text(transfer.votes, record.decimals.votes),
    }


def _decision_object(decision: Decision) -> Json:
    return {
        "act": decision.act,
        "candidates": list(decision.candidates),
        "reason": decision.reason,
        "clause": decision.clause,
        "passed_over": list(decision.passed_over),
    }


def _tie_object(record: CountRecord, tie: Tie) -> Json:
    def ids(candidates: tuple[CandidateId, ...]) -> Json:
        return list(candidates)

    places = record.decimals.votes
    within: dict[str, Json] = {"within": votes_text(tie.within, places)} if tie.within else {}
    drawn: dict[str, Json] = {str(candidate): number for candidate, number in tie.numbers.items()}
    numbers: dict[str, Json] = {"numbers": drawn} if drawn else {}
    return {
        "kind": tie.kind,
        "candidates": ids(tie.candidates),
        "votes": votes_text(tie.votes, places),
        **within,
        "chosen": tie.chosen,
        "by": tie.by,
        **numbers,
        "steps": [_step_object(step) for step in tie.steps],
        "clause": tie.clause,
    }


def _step_object(step: TieStep) -> Json:
    batch: dict[str, Json] = {} if step.batch is None else {"batch": step.batch}
    return {"stage": step.stage, **batch, "candidates": list(step.candidates)}
