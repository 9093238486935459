"""The one sequencer of casts: what has arrived within a few milliseconds is committed together.

A receipt leaves only after the commit that holds its ballot. Ballots are checked (form,
credential, signature) side by side before they come here.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from ballots.cast import Cast
from ballots.errors import BallotsError
from ballots.receipt import Receipt
from ballots.state import LogState
from service.box.urns import Urn
from service.clock import Clock
from service.db.box.store import SqlBoxStore
from service.errors import TooMany

log = structlog.get_logger()

GATHER_SECONDS = 0.003
MOST_TOGETHER = 500
MOST_WAITING = 5_000


@dataclass(slots=True)
class _Waiting:
    urn: Urn
    cast: Cast
    answer: asyncio.Future[Receipt]


class Sequencer:
    """Takes checked casts one by one and commits them in groups. One for each box process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(MOST_WAITING)
        self._writer = ThreadPoolExecutor(1, "box-writer")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; call it in the running event loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Commit what has been handed in, then end."""
        await self._queue.join()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._writer.shutdown()

    async def accept(self, urn: Urn, cast: Cast) -> Receipt:
        """The receipt of a cast that is on disk. Raises what `Box.accept` raises; TooMany."""
        waiting = _Waiting(urn, cast, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(waiting)
        except asyncio.QueueFull:
            raise TooMany(
                "busy", "The box is busy. Your ballot was not taken; send it again.", retry_after=2
            ) from None
        return await waiting.answer

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            group = [await self._queue.get()]
            await asyncio.sleep(GATHER_SECONDS)
            while len(group) < MOST_TOGETHER and not self._queue.empty():
                group.append(self._queue.get_nowait())
            answers = await loop.run_in_executor(self._writer, self._commit, group)
            for waiting, answer in zip(group, answers, strict=True):
                self._queue.task_done()
                if waiting.answer.done():
                    continue  # the booth has gone; its ballot stays, and the same cast is answered again
                if isinstance(answer, Receipt):
                    waiting.answer.set_result(answer)
                else:
                    waiting.answer.set_exception(answer)

    def _commit(self, group: list[_Waiting]) -> list[Receipt | Exception]:
        """One transaction for each election in the group; the answers in the group's order."""
        answers: dict[int, Receipt | Exception] = {}
        for urn in {id(waiting.urn): waiting.urn for waiting in group}.values():
            places = [place for place, waiting in enumerate(group) if waiting.urn is urn]
            try:
                found = urn.write(
                    lambda store, state, urn=urn, places=places: (  # type: ignore[misc]
                        self._accept(urn, store, state, [group[place].cast for place in places]),
                        state,
                    )
                )
            except Exception as error:
                # The disk is full, the database is gone: no receipt is given for this group.
                log.error("commit_failed", kind=type(error).__name__, ballots=len(places))
                found = [error] * len(places)
            answers.update(zip(places, found, strict=True))
        return [answers[place] for place in range(len(group))]

    def _accept(
        self, urn: Urn, store: SqlBoxStore, state: LogState, casts: list[Cast]
    ) -> list[Receipt | Exception]:
        answers: list[Receipt | Exception] = []
        for cast in casts:
            try:
                answers.append(urn.box.accept(store, state, cast, self._clock()))
            except BallotsError as error:
                answers.append(error)
        return answers
