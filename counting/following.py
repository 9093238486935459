"""Where one paper lay at each stage, and what it was worth: read off the record, counting nothing again.

A record says which candidates continued and at which values papers moved; that is enough to follow
any paper through it. A paper is worth one vote, and every part of that vote is accounted for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from counting.contest import CandidateId
from counting.errors import ContestError, RecordError
from counting.further_counts import FURTHER_COUNTS, began
from counting.phrases import display_name
from counting.record import CountRecord, Stage
from counting.votes import NO_VOTES, Votes, raise_, votes_text

_WHOLE = Votes(1)


@dataclass(frozen=True, slots=True)
class Lie:
    """Where a paper lies at the end of a stage. Units: votes.

    `holder`: the candidate on whose pile it lies; None: no continuing candidate follows on it.
    `worth`: what it is worth there; without a holder, what has become non-transferable of it.
    `stays`: what of it stays with elected candidates it has passed, in the order passed.
    `worth` and `stays` together are one vote.
    """

    stage: int
    holder: CandidateId | None
    worth: Votes
    stays: Mapping[CandidateId, Votes]


def follow(record: CountRecord, ranking: Sequence[CandidateId]) -> tuple[Lie, ...]:
    """One paper with this ranking at the end of each stage; nothing for one that is not valid.

    A paper that ranks nobody who stands is not valid. Raises ContestError for a ranking that no
    paper can bear, for a rule under which single papers cannot be told from the record, and for
    a paper that was not cast and went a way that no paper cast did.
    """
    _check_ranking(record, ranking)
    standing = {candidate.id for candidate in record.contest.standing}
    nobody = record.contest.nobody
    # What ranks an option that is nobody ranks its successors directly after it.
    preferences = tuple(
        one
        for candidate in ranking
        if candidate in standing
        for one in (nobody if candidate in nobody else (candidate,))
    )
    if not preferences:
        return ()
    if record.stages[0].keep:
        return tuple(_shared(record, stage, preferences) for stage in record.stages)
    paper = _Paper(record, preferences)
    return tuple(paper.at(index) for index in range(len(record.stages)))


def _check_ranking(record: CountRecord, ranking: Sequence[CandidateId]) -> None:
    known = {candidate.id for candidate in record.contest.candidates}
    for candidate in ranking:
        if candidate not in known:
            raise ContestError(
                f"The paper ranks candidate {candidate}, but the candidates of this contest are "
                f"{', '.join(c.id for c in record.contest.candidates)}."
            )
    twice = [candidate for candidate, times in Counter(ranking).items() if times > 1]
    if twice:
        raise ContestError(f"The paper ranks candidate {twice[0]} twice. Each may be ranked once.")


def _shared(record: CountRecord, stage: Stage, preferences: Sequence[CandidateId]) -> Lie:
    """Meek: each candidate takes the keep value of what is left of the paper, rounded up."""
    left = _WHOLE
    stays: dict[CandidateId, Votes] = {}
    for candidate in preferences:
        keep = stage.keep.get(candidate, NO_VOTES)
        if keep == _WHOLE:
            return Lie(stage.number, candidate, left, stays)
        if keep:
            stays[candidate] = raise_(left * keep, record.decimals.votes)
            left -= stays[candidate]
    return Lie(stage.number, None, left, stays)


class _Paper:
    """One paper on its way. `arrived`: stage, and batch of it or 0, with which it came to its holder."""

    def __init__(self, record: CountRecord, preferences: Sequence[CandidateId]) -> None:
        self.record = record
        self.preferences = preferences
        self.holder: CandidateId | None = None
        self.worth = _WHOLE
        self.arrived = (1, 0)
        self.stays: dict[CandidateId, Votes] = {}

    def at(self, index: int) -> Lie:
        """Take it through the stage with this index; it must be the next."""
        stage = self.record.stages[index]
        if stage.action.type in FURTHER_COUNTS:
            self.holder = self._next({c.id for c in self.record.contest.standing})
            self.worth, self.arrived, self.stays = _WHOLE, (stage.number, 0), {}
        elif stage.action.type in ("first-preferences", "next-place"):
            before = {c for s in self.record.stages[:index] for c in s.elected}
            self.holder = self._next(set(self.record.standing(index)) - before)
            self.worth = _WHOLE
        elif self.holder in stage.action.candidates:
            receiving = set(self.record.continuing(index))
            receiving -= {*stage.action.candidates, *stage.excluded}
            if stage.action.type == "surplus":
                self._leave_elected(index, receiving)
            else:
                self._leave_excluded(stage, receiving)
        return Lie(stage.number, self.holder, self.worth, dict(self.stays))

    def _next(self, receiving: Collection[CandidateId]) -> CandidateId | None:
        return next((c for c in self.preferences if c in receiving), None)

    def _leave_excluded(self, stage: Stage, receiving: set[CandidateId]) -> None:
        """On at the same value; batch by batch where the rule says so, unless its batch stayed."""
        number = 0
        if stage.batches or stage.stopped:
            number = self._batch(stage)
            if not number:
                return
            gone = {c for batch in stage.batches[: number - 1] for c in batch.elected}
            receiving |= self._successors(stage, gone)
            receiving -= gone
        self.holder = self._next(receiving)
        self.arrived = (stage.number, number)

    def _successors(self, stage: Stage, elected: set[CandidateId]) -> set[CandidateId]:
        """Whoever has succeeded nobody within the stage."""
        nobody = self.record.contest.nobody
        standing = self.record.standing(stage.number)
        return {new for old, new in pairwise(nobody) if old in elected and new in standing}

    def _batch(self, stage: Stage) -> int:
        """The number of the batch with which it goes; 0: none."""
        first = self.holder == self.preferences[0]
        for number, batch in enumerate(stage.batches, start=1):
            if batch.value == self.worth and (first or not batch.first_preferences):
                return number
        return 0

    def _leave_elected(self, index: int, receiving: set[CandidateId]) -> None:
        stage, source = self.record.stages[index], self.holder
        assert source is not None  # it lies on the pile that is transferred
        target = self._next(receiving)
        if stage.last_batch is None:
            value = _values_after(self.record, index, source).get(self.worth)
            if value is None:
                raise _not_cast(self.record, stage, source, self.worth)
        elif self.arrived != _last_arrival(self.record, index, source):
            return  # e.g. ERS97, 5.3.2: only the last batch received
        else:
            value = stage.last_batch.transfer_value if target else NO_VOTES
        self.stays[source] = self.worth - value
        self.holder, self.worth = target, value
        self.arrived = (stage.number, 0)


def _parcels(record: CountRecord, index: int, candidate: CandidateId) -> Counter[Votes]:
    """Papers on a candidate's pile before a stage, by the value at which they came."""
    papers: Counter[Votes] = Counter()
    start = began(record.stages, index)
    first = record.stages[start].tallies.get(candidate, NO_VOTES)
    if first:
        papers[_WHOLE] = int(first)
    for stage in record.stages[start:index]:
        for transfer in stage.transfers:
            if transfer.target == candidate:
                papers[transfer.value] += transfer.papers
    return papers


def _values_after(record: CountRecord, index: int, source: CandidateId) -> dict[Votes, Votes]:
    """For each value at which papers came to a candidate, that at which they leave with the surplus.

    A paper that came at more never leaves at less. So the papers that came, from the highest value,
    are those that left, from the highest value: the numbers of papers tell which is which.
    """
    left: Counter[Votes] = Counter()
    for transfer in record.stages[index].transfers:
        if transfer.source == source:
            left[transfer.value] += transfer.papers
    came = _parcels(record, index, source)
    if came.total() != left.total():
        raise ContestError(
            f"Rule {record.contest.rule} transfers only some of an elected candidate's papers, and the "
            "record does not say which: a single paper cannot be followed under this rule."
        )
    going = sorted(left, reverse=True)
    values: dict[Votes, Votes] = {}
    for received in sorted(came, reverse=True):
        values[received] = going[0]
        left[going[0]] -= came[received]
        if left[going[0]] < 0:
            raise RecordError(
                f"Stage {record.stages[index].number}: papers of one value move at several values."
            )
        if not left[going[0]]:
            going.pop(0)
    return values


def _last_arrival(record: CountRecord, index: int, candidate: CandidateId) -> tuple[int, int]:
    """Stage, and batch of it or 0, with which papers last came to a candidate before a stage."""
    start = began(record.stages, index)
    for stage in reversed(record.stages[start:index]):
        values = [t.value for t in stage.transfers if t.target == candidate]
        if values:
            return stage.number, _last_batch(stage, candidate, min(values))
    return record.stages[start].number, 0


def _last_batch(stage: Stage, candidate: CandidateId, lowest: Votes) -> int:
    """The last of a stage's batches to bring a candidate papers, those of the lowest value; 0: none.

    Where two are of that value, the later brought some if the candidate had more votes after it.
    """
    numbers = [n for n, batch in enumerate(stage.batches, start=1) if batch.value == lowest]
    if len(numbers) == 2:
        before, after = (stage.batches[n - 1].tallies[candidate] for n in numbers)
        return numbers[after > before]
    return numbers[0] if numbers else 0


def _not_cast(record: CountRecord, stage: Stage, source: CandidateId, worth: Votes) -> ContestError:
    name = display_name(record.contest, source)
    value = votes_text(worth, record.decimals.value)
    return ContestError(
        f"No such paper was counted: at stage {stage.number} no paper lies with {name} at {value}, so "
        "the record does not say at what value it would move on."
    )
