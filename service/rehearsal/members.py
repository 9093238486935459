"""The members of a rehearsal: side by side, each signs in, draws, seals, casts and keeps a receipt."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from ballots.cast import Cast, write_cast
from ballots.encoding import from_base64url, to_base64url
from ballots.leaves import hash_of
from ballots.manifest import Manifest
from ballots.plaintext import ABSTENTION, Choice
from ballots.receipt import Receipt, check_kept, check_receipt
from ballots.rehearsal import Device
from ballots.seal import SealingPublicKey
from service.rehearsal.http import RehearsalError, answer, problem

SIDE_BY_SIDE = 16
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Voter:
    """A member with a link, and what they will rank in each contest; no numbers: an abstention."""

    number: str
    link: str
    choices: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a member keeps of one ballot."""

    cast: Cast
    receipt: Receipt


class Members:
    """Sends members through the service's doors. `receipts`: what they have been given."""

    def __init__(self, address: str, manifest: Manifest) -> None:
        election = manifest.election.id
        self._roll = f"{address}/roll/api/v1/elections/{election}"
        self._box = f"{address}/box/api/v1/elections/{election}"
        self._manifest = manifest
        self._sealing_key: SealingPublicKey = manifest.sealing_key
        self.receipts: list[Kept] = []

    async def vote(self, voters: Sequence[Voter], voted: Callable[[], None]) -> None:
        """Everybody votes, some side by side. Raises RehearsalError for the first who cannot."""
        waiting = asyncio.Semaphore(SIDE_BY_SIDE)
        # The box never sees a cookie, so it has a client of its own, without any.
        limits = httpx.Limits(max_connections=2 * SIDE_BY_SIDE)
        async with httpx.AsyncClient(timeout=120, limits=limits) as box:

            async def one(voter: Voter) -> None:
                async with waiting:
                    await self._vote(voter, box)
                    voted()

            await asyncio.gather(*(one(voter) for voter in voters))

    async def _vote(self, voter: Voter, box: httpx.AsyncClient) -> None:
        seed = secrets.token_bytes(32)
        devices = {id_: Device(self._manifest, id_, seed) for id_ in voter.choices}
        async with httpx.AsyncClient(timeout=120) as roll:
            form = {"link": voter.link, "number": voter.number}
            answer(await roll.post(f"{self._roll}/sign-in", json=form))
            for contest, device in devices.items():
                body = {"contest": contest, "z": to_base64url(device.request())}
                found = answer(await roll.post(f"{self._roll}/draw", json=body))
                device.take(from_base64url(found["signature"], 384))
            await roll.post(f"{self._roll}/sign-out")
        for contest, device in devices.items():
            ranking = voter.choices[contest]
            cast = device.cast(Choice(ranking) if ranking else ABSTENTION, self._sealing_key)
            self.receipts.append(Kept(cast, await self._cast(box, cast)))

    async def _cast(self, box: httpx.AsyncClient, cast: Cast) -> Receipt:
        body = write_cast(cast)
        for attempt in range(_TRIES):
            response = await box.post(f"{self._box}/cast", content=body)
            if response.status_code in (429, 503):
                await asyncio.sleep(0.2 * (attempt + 1))
                continue
            found = answer(response)
            receipt = Receipt(from_base64url(found["c"], 32), from_base64url(found["promise"], 64))
            check_receipt(self._manifest.promise_key, self._manifest.mh, receipt)
            check_kept(receipt, hash_of(cast.leaf), cast.nonce)
            return receipt
        raise RehearsalError(f"the box stayed busy: {problem(response)}")
