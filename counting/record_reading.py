"""JSON values into a count record, strictly. `record_json.read_record` is the way in."""

from __future__ import annotations

from typing import Literal, TypeVar, get_args

from counting.canonical import Json
from counting.contest import CandidateId, RuleId
from counting.contest_reading import contest_from_part
from counting.errors import ContestError, RecordError
from counting.json_part import Part
from counting.nobody import Applied
from counting.record import (
    Act,
    Action,
    ActionType,
    CountRecord,
    Decimals,
    Decision,
    Finding,
    PapersSummary,
    Stage,
    Tie,
    TieBy,
    TieKind,
    TieStep,
    Transfer,
)
from counting.record_batches import Batch, LastBatch
from counting.votes import NO_VOTES, Votes

T = TypeVar("T")
L = TypeVar("L", bound=str)

_ACTION_TYPES: tuple[ActionType, ...] = get_args(ActionType)
_TIE_KINDS: tuple[TieKind, ...] = get_args(TieKind)
_TIE_BYS: tuple[TieBy, ...] = get_args(TieBy)
_STATUSES: tuple[Literal["guarded", "doomed"], ...] = ("guarded", "doomed")
_ACTS: tuple[Act, ...] = get_args(Act)


def record_from_object(value: Json) -> CountRecord:
    """The record in these JSON values. Raises RecordError, naming the place."""
    part = Part(value, "record")
    decimals = Decimals(
        votes=part["decimals"]["votes"].optional(Part.whole),
        value=part["decimals"]["value"].optional(Part.whole),
        quota=part["decimals"]["quota"].optional(Part.whole),
    )
    if any(
        d is not None and not 0 <= d <= 100
        for d in (decimals.votes, decimals.value, decimals.quota)
    ):
        raise RecordError("record.decimals: expected whole numbers from 0 to 100, or null.")
    papers = part["papers"]
    try:
        contest = contest_from_part(part["contest"], RuleId(part["rule"].text().split("+")[0]))
    except ContestError as error:
        raise RecordError(f"record.contest: {error}") from None
    return CountRecord(
        contest=contest,
        rule_version=part["rule_version"].whole(),
        decimals=decimals,
        papers=PapersSummary(
            valid=papers["valid"].whole(),
            invalid=papers["invalid"].whole(),
            no_effective_preference=papers["no_effective_preference"].whole(),
            distinct=papers["distinct"].whole(),
            digest=papers["digest"].text(),
            irregular=0 if (some := papers.maybe("irregular")) is None else some.whole(),
            ballots=_ballots(papers),
        ),
        before=_findings(part["before"]),
        stages=tuple(_stage(stage, decimals) for stage in part["stages"].items()),
        applied=_applied(part.maybe("applied")),
    )


def _ballots(papers: Part) -> int | None:
    """The sheets that carry the votes, where some carry several."""
    part = papers.maybe("ballots")
    if part is None:
        return None
    votes = sum(papers[name].whole() for name in ("valid", "invalid", "no_effective_preference"))
    if not min(votes, 1) <= (ballots := part.whole()) <= votes:
        raise RecordError(
            f"record.papers: {ballots} ballots cannot carry {votes} votes: each carries at least one."
        )
    return ballots


def _stage(part: Part, decimals: Decimals) -> Stage:
    action = part["action"]
    return Stage(
        number=part["number"].whole(),
        action=Action(
            action["type"].one_of(_ACTION_TYPES),
            action["candidates"].ids(),
            action["surplus"].optional(lambda surplus: surplus.votes(decimals.votes)),
            None if (places := action.maybe("places")) is None else places.whole(),
        ),
        quota=part["quota"].votes(decimals.quota),
        tallies=_tallies(part["tallies"], decimals),
        non_transferable=part["non_transferable"].votes(decimals.votes),
        rounding=part["rounding"].votes(decimals.votes),
        transfers=tuple(
            Transfer(
                source=CandidateId(item["from"].text()),
                target=item["to"].optional(lambda target: CandidateId(target.text())),
                papers=item["papers"].whole(),
                value=item["value"].votes(decimals.value),
                votes=item["votes"].votes(decimals.votes),
            )
            for item in part["transfers"].items()
        ),
        decisions=tuple(_decision(item) for item in part["decisions"].items()),
        ties=tuple(_tie(item, decimals) for item in part["ties"].items()),
        findings=_findings(part),
        batches=_batches(part.maybe("batches"), decimals),
        # Only `true` is ever written: anything else is missing when the record is written again.
        stopped=(stopped := part.maybe("stopped")) is not None and stopped.value is True,
        last_batch=_last_batch(part.maybe("last_batch"), decimals),
        figures=_figures(part.maybe("figures"), decimals),
        keep=_keep(part.maybe("keep"), decimals),
        applied=_applied(part.maybe("applied")),
    )


def _tallies(part: Part, decimals: Decimals) -> dict[CandidateId, Votes]:
    return {CandidateId(id_): tally.votes(decimals.votes) for id_, tally in part.members().items()}


def _batches(part: Part | None, decimals: Decimals) -> tuple[Batch, ...]:
    if part is None:
        return ()
    return tuple(
        Batch(
            value=item["value"].votes(decimals.value),
            quota=item["quota"].votes(decimals.quota),
            tallies=_tallies(item["tallies"], decimals),
            non_transferable=item["non_transferable"].votes(decimals.votes),
            rounding=item["rounding"].votes(decimals.votes),
            elected=item["elected"].ids(),
            first_preferences=(first := item.maybe("first_preferences")) is not None
            and first.value is True,
        )
        for item in part.items()
    )


def _last_batch(part: Part | None, decimals: Decimals) -> LastBatch | None:
    if part is None:
        return None
    return LastBatch(
        value=part["value"].votes(decimals.value),
        papers=part["papers"].whole(),
        transferable=part["transferable"].whole(),
        transfer_value=part["transfer_value"].votes(decimals.value),
        non_transferable_difference=part["non_transferable_difference"].votes(decimals.votes),
    )


def _figures(part: Part | None, decimals: Decimals) -> dict[str, Votes]:
    if part is None:
        return {}
    return {name: figure.votes(decimals.votes) for name, figure in part.members().items()}


def _keep(part: Part | None, decimals: Decimals) -> dict[CandidateId, Votes]:
    if part is None:
        return {}
    return {CandidateId(id_): k.votes(decimals.value) for id_, k in part.members().items()}


def _applied(part: Part | None) -> tuple[Applied, ...]:
    if part is None:
        return ()
    return tuple(
        Applied(
            item["step"].text(),
            tuple(label.text() for label in item["conflict"].items()),
            item["vacant"].whole(),
        )
        for item in part.items()
    )


def _findings(part: Part) -> tuple[Finding, ...]:
    found = []
    for item in part["findings"].items():
        labels = tuple(label.text() for label in item["constraints"].items())
        found.append(Finding(item["status"].one_of(_STATUSES), item["candidates"].ids(), labels))
    return tuple(found)


def _decision(part: Part) -> Decision:
    return Decision(
        act=part["act"].one_of(_ACTS),
        candidates=part["candidates"].ids(),
        reason=part["reason"].text(),
        clause=part["clause"].text(),
        passed_over=part["passed_over"].ids(),
    )


def _tie(part: Part, decimals: Decimals) -> Tie:
    return Tie(
        kind=part["kind"].one_of(_TIE_KINDS),
        candidates=part["candidates"].ids(),
        votes=part["votes"].votes(decimals.votes),
        chosen=CandidateId(part["chosen"].text()),
        by=part["by"].one_of(_TIE_BYS),
        steps=tuple(
            TieStep(
                step["stage"].whole(),
                step["candidates"].ids(),
                None if (batch := step.maybe("batch")) is None else batch.whole(),
            )
            for step in part["steps"].items()
        ),
        clause=part["clause"].text(),
        within=NO_VOTES
        if (within := part.maybe("within")) is None
        else within.votes(decimals.votes),
        numbers=_numbers(part.maybe("numbers")),
    )


def _numbers(part: Part | None) -> dict[CandidateId, int]:
    members = {} if part is None else part.members()
    return {CandidateId(id_): number.whole() for id_, number in members.items()}
