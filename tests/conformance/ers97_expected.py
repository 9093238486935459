"""Lays an ERS97 count beside the expected files: every field of them, in their names and units.

Turns both sides into the same plain shape; computes no result itself.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from counting import CandidateId, CountRecord
from counting.record import Stage
from counting.record_batches import Batch
from counting.votes import Votes, votes_text
from tests.conformance.expected import number


def text(votes: Votes) -> str:
    return votes_text(votes, 2)


def numbers(candidates: tuple[CandidateId, ...]) -> list[int]:
    return [number(c) for c in candidates]


def tallies_of(point: Stage | Batch) -> dict[str, str]:
    return {str(number(c)): text(votes) for c, votes in point.tallies.items()}


def shape_of(record: CountRecord) -> dict[str, Any]:
    """The record, in the shape and with the names of the expected files: every field of them."""
    last = record.stages[-1]
    # Ties over who is elected are not listed: see `assert_chosen_by_the_earliest_difference`.
    ties = ties_of(record, "surplus", "exclusion")
    return {
        "seats": record.contest.seats,
        "total_ballots": record.papers.valid,
        "initial_quota": text(record.quota),
        "final_quota": text(last.quota),
        "winners_in_order": numbers(record.elected),
        "elected": elected_of(record),
        "number_of_stages": len(record.stages),
        "completed": "last-vacancies" if last.action.type == "last-vacancies" else "places-filled",
        "tie": bool(ties),
        "lot": any(tie["by"] == "lot" for tie in ties),
        "ties": ties,
        "final_votes": tallies_of(last),
        "stages": [stage_of(stage) for stage in record.stages],
    }


_BY = {"last-vacancies": "remaining"}


def elected_of(record: CountRecord) -> list[dict[str, Any]]:
    found = []
    for stage in record.stages:
        for decision in stage.decisions:
            for candidate in decision.candidates if decision.act == "elect" else ():
                shape: dict[str, Any] = {"candidate": number(candidate), "stage": stage.number}
                votes = stage.tallies[candidate]
                for place, batch in enumerate(stage.batches, start=1):
                    if candidate in batch.elected:
                        shape["batch"] = place
                        votes = batch.tallies[candidate]
                shape["by"] = _BY.get(decision.reason, decision.reason)
                found.append(shape | {"votes": text(votes)})
    return found


def ties_of(record: CountRecord, *kinds: str) -> list[dict[str, Any]]:
    return [
        {
            "stage": stage.number,
            "kind": tie.kind,
            "candidates": numbers(tie.candidates),
            "votes": text(tie.votes),
            "chosen": number(tie.chosen),
            "by": tie.by,
        }
        for stage in record.stages
        for tie in stage.ties
        if tie.kind in kinds
    ]


def stage_of(stage: Stage) -> dict[str, Any]:
    required = stage.figures.get("votes_required")
    opened = {
        "first-preferences": lambda _: {"action": "first-preferences"},
        "surplus": surplus_of,
        "exclusion": exclusion_of,
        "last-vacancies": last_vacancies_of,
    }[stage.action.type](stage)
    return {
        "stage": stage.number,
        **opened,
        "votes": tallies_of(stage),
        "nontransferable": text(stage.non_transferable),
        "quota": text(stage.quota),
        "votes_required": None if required is None else text(required),
        "total_surplus": text(stage.figures["total_surplus"]),
        "elected": numbers(stage.elected),
    }


def surplus_of(stage: Stage) -> dict[str, Any]:
    batch = stage.last_batch
    assert batch is not None and stage.action.surplus is not None
    (candidate,) = stage.action.candidates
    moved = [transfer for transfer in stage.transfers if transfer.target is not None]
    assert sum(transfer.papers for transfer in moved) == batch.transferable
    assert {transfer.value for transfer in moved} <= {batch.transfer_value}
    return {
        "action": "transfer-surplus",
        "candidate": number(candidate),
        "surplus": text(stage.action.surplus),
        "batch_value": text(batch.value),
        "batch_papers": batch.papers,
        "transferable_papers": batch.transferable,
        "transfer_value": text(batch.transfer_value),
        "nontransferable_difference": text(batch.non_transferable_difference),
    }


def exclusion_of(stage: Stage) -> dict[str, Any]:
    shape: dict[str, Any] = {"action": "exclude", "candidates": numbers(stage.action.candidates)}
    assert stage.excluded == stage.action.candidates
    deferred = [d for d in stage.decisions if d.reason == "surplus-deferred"]
    if deferred:
        shape["deferred_surplus"] = text(stage.figures["deferred_surplus"])
        shape["deferred_from"] = numbers(deferred[0].candidates)
        shape["deferred_under"] = deferred[0].clause.split(", ")
    shape["batches"] = [
        {
            "value": text(batch.value),
            "votes": tallies_of(batch),
            "nontransferable": text(batch.non_transferable),
            "quota": text(batch.quota),
            "elected": numbers(batch.elected),
        }
        for batch in stage.batches
    ]
    if stage.stopped:
        shape["stopped_after_batch"] = True
    return shape


def last_vacancies_of(stage: Stage) -> dict[str, Any]:
    assert not stage.transfers
    return {"action": "last-vacancies", "proposed_exclusion": numbers(stage.excluded)}


def assert_as_expected(record: CountRecord, expected: dict[str, Any]) -> None:
    """Every field of the expected file. Those equal at one stage stand in an arbitrary order in it."""
    found = shape_of(record)
    not_of_the_count = {"id", "source", "ballots_file", "rule", "counter"}
    looked_at_elsewhere = {"equal_votes_in_order", "published_figures", "disputed"}
    assert expected.keys() - found.keys() <= not_of_the_count | looked_at_elsewhere
    wanted = {key: expected[key] for key in found}
    assert order_of_equals(found, expected) == order_of_equals(wanted, expected)
    for tie in ties_of(record, "election"):
        assert_chosen_by_the_earliest_difference(tie, expected)


def assert_chosen_by_the_earliest_difference(tie: dict[str, Any], expected: dict[str, Any]) -> None:
    """A tie over who is elected (5.6.2), judged by the expected figures.

    The expected files list none of them, though the counts they report made the same choices: two
    or more equal where places were too few, the one with more votes at the earliest difference elected.
    """
    assert tie["by"] == "earliest-stage"
    points = [
        (stage["stage"], point["votes"], point["elected"])
        for stage in expected["stages"]
        for point in stage.get("batches") or [stage]
    ]
    (now,) = [
        i
        for i, (stage, _, elected) in enumerate(points)
        if stage == tie["stage"] and tie["chosen"] in elected
    ]
    assert {points[now][1][str(c)] for c in tie["candidates"]} == {tie["votes"]}
    left = list(tie["candidates"])
    for _, votes, _ in points[:now]:
        most = max(Decimal(votes[str(c)]) for c in left)
        left = [c for c in left if Decimal(votes[str(c)]) == most]
    assert tie["chosen"] in left
    assert len(left) < len(tie["candidates"])


def order_of_equals(shape: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The shape, with each group of candidates elected with equal votes put in ascending order."""

    def sorted_groups(items: list[Any], candidate_of: Any) -> list[Any]:
        items = list(items)
        for group in expected["equal_votes_in_order"]:
            places = [i for i, item in enumerate(items) if candidate_of(item) in group]
            members = sorted((items[i] for i in places), key=candidate_of)
            for place, member in zip(places, members, strict=True):
                items[place] = member
        return items

    stages = []
    for stage in shape["stages"]:
        changed = stage | {"elected": sorted_groups(stage["elected"], int)}
        if "batches" in stage:
            changed["batches"] = [
                batch | {"elected": sorted_groups(batch["elected"], int)}
                for batch in stage["batches"]
            ]
        stages.append(changed)
    return shape | {
        "winners_in_order": sorted_groups(shape["winners_in_order"], int),
        "elected": sorted_groups(shape["elected"], lambda item: item["candidate"]),
        "stages": stages,
    }
