"""Power cuts: every receipt that was given is honoured, and nobody loses a paper."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from ballots.cast import read_cast, write_cast
from ballots.encoding import from_base64url, to_base64url
from ballots.leaves import BallotLeaf, decode_leaf, hash_of
from ballots.log import leaf_hash
from ballots.plaintext import Choice
from ballots.receipt import Receipt, check_kept, check_receipt
from ballots.rehearsal import Device
from ballots.tiles import bundles_of, read_bundle
from tests.service.processes import RoomsProcess, rooms_process
from tests.service.rooms import CLOSES, CONTESTS, GRACE, OPENS, FrozenElection, freeze

KILLS = 20
DEVICES = 72  # cast in every round
DRAWING = 3  # members who draw in every round
AT_LEAST_IN_FLIGHT = 50
CONTEST = CONTESTS[0]


@dataclass
class Round:
    """What was sent before one power cut, and what came back."""

    bodies: dict[str, bytes]
    draws: dict[str, tuple[httpx.AsyncClient, Device]]
    receipts: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    in_flight: int = 0


async def _draw(client: httpx.AsyncClient, election: FrozenElection, device: Device) -> str:
    body = {"contest": CONTEST, "z": to_base64url(device.request())}
    answer = await client.post(f"{election.house.address}{election.roll}/draw", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["signature"])


async def _cut(
    process: RoomsProcess, election: FrozenElection, work: Round, chance: random.Random
) -> None:
    """Send everything at once; kill at the n-th answer or after some milliseconds, as chance says."""
    at_answer = chance.choice((1, chance.randint(1, DEVICES - AT_LEAST_IN_FLIGHT)))
    moment = chance.uniform(0, 0.2)

    def cut() -> None:
        if not work.in_flight:
            work.in_flight = len(work.bodies) - len(work.receipts)
            process.kill()

    async def cast(name: str, client: httpx.AsyncClient) -> None:
        address = f"{election.house.address}{election.box}/cast"
        answer = await client.post(address, content=work.bodies[name])
        assert answer.status_code == 200, answer.text
        work.receipts[name] = answer.text
        if len(work.receipts) >= at_answer:
            cut()

    async def draw(name: str) -> None:
        client, device = work.draws[name]
        work.drawn[name] = await _draw(client, election, device)

    limits = httpx.Limits(max_connections=DEVICES)
    async with httpx.AsyncClient(timeout=60, limits=limits) as box:
        tasks = [asyncio.create_task(cast(name, box)) for name in work.bodies]
        tasks += [asyncio.create_task(draw(name)) for name in work.draws]
        if chance.random() < 0.5:
            await asyncio.sleep(moment)
            cut()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        # Whoever got no answer saw the connection break, and nothing else.
        assert result is None or isinstance(result, httpx.TransportError), repr(result)


async def _resume(election: FrozenElection, work: Round) -> None:
    """After the restart: the same casts and the same draws again, and all are answered."""
    limits = httpx.Limits(max_connections=32)
    async with httpx.AsyncClient(timeout=60, limits=limits) as box:

        async def cast(name: str) -> None:
            address = f"{election.house.address}{election.box}/cast"
            answer = await box.post(address, content=work.bodies[name])
            assert answer.status_code == 200, answer.text
            assert work.receipts.setdefault(name, answer.text) == answer.text

        await asyncio.gather(*(cast(name) for name in work.bodies))
    for client, device in work.draws.values():
        signature = await _draw(client, election, device)
        device.take(from_base64url(signature, 384))


def _members(
    election: FrozenElection, numbers: list[int]
) -> dict[str, tuple[httpx.Client, Device]]:
    return {f"M{n}": (election.sign_in(f"M{n}"), election.device(f"M{n}")) for n in numbers}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_receipt_is_honoured_and_nobody_loses_a_paper(kind: str, tmp_path: Path) -> None:
    chance = random.Random(f"power cuts {kind}")
    with rooms_process(kind, tmp_path) as process:
        process.start(OPENS - timedelta(hours=1))
        election = freeze(process.house, DEVICES + KILLS * DRAWING, interval=1, pool=5)
        process.stop()
        process.start(OPENS + timedelta(hours=1))
        devices: dict[str, Device] = {}
        for name, (client, device) in _members(election, list(range(1, DEVICES + 1))).items():
            election.draw(client, device)
            devices[name] = device
        given: dict[bytes, str] = {}
        fewest = DEVICES
        for number in range(KILLS):
            first = DEVICES + number * DRAWING + 1
            drawing = {
                f"M{n}": (election.sign_in(f"M{n}"), election.device(f"M{n}"))
                for n in range(first, first + DRAWING)
            }
            work = Round(
                {name: write_cast(device.cast(Choice((1,)))) for name, device in devices.items()},
                {
                    name: (_same_session(client), device)
                    for name, (client, device) in drawing.items()
                },
            )
            asyncio.run(_a_round(process, election, work, chance))
            fewest = min(fewest, work.in_flight)
            given.update({work.bodies[name]: text for name, text in work.receipts.items()})
            for name, (_, device) in drawing.items():
                # Whoever's draw was cut off votes now, with the paper they had asked for.
                body = write_cast(device.cast(Choice((2,))))
                answer = election.cast(body)
                assert answer.status_code == 200, (name, answer.text)
                given[body] = answer.text
        assert fewest >= AT_LEAST_IN_FLIGHT
        _check_receipts(election, given)
        _close_and_check(process, election, given)


def _same_session(client: httpx.Client) -> httpx.AsyncClient:
    return httpx.AsyncClient(cookies=client.cookies, timeout=60)


async def _a_round(
    process: RoomsProcess, election: FrozenElection, work: Round, chance: random.Random
) -> None:
    await _cut(process, election, work, chance)
    given = dict(work.receipts)
    await asyncio.to_thread(process.start)
    await _resume(election, work)
    for name, text in given.items():
        assert work.receipts[name] == text
    for client, _ in work.draws.values():
        await client.aclose()


def _check_receipts(election: FrozenElection, given: dict[bytes, str]) -> None:
    """Each is the box's promise, and is given again for the same cast."""
    manifest = election.manifest
    for body, text in given.items():
        answer = httpx.Response(200, text=text).json()
        receipt = Receipt(from_base64url(answer["c"], 32), from_base64url(answer["promise"], 64))
        check_receipt(manifest.promise_key, manifest.mh, receipt)
        cast = read_cast(body)
        check_kept(receipt, hash_of(cast.leaf), cast.nonce)
    for body in random.Random(1).sample(sorted(given), 40):
        assert election.cast(body).text == given[body]


def _close_and_check(
    process: RoomsProcess, election: FrozenElection, given: dict[bytes, str]
) -> None:
    process.kill()
    process.start(CLOSES + timedelta(seconds=GRACE + 1))
    door = process.house.anybody
    leaf = door.post(f"{election.roll}/close").json()["leaf"]
    assert door.post(f"{election.box}/leaves", json={"leaf": leaf}).status_code == 200
    assert door.post(f"{election.box}/close").status_code == 200
    process.kill()  # also right after the close
    process.start()
    state = door.get(election.box).json()
    assert state["phase"] == "closed"
    leaves: list[bytes] = []
    for tile in bundles_of(state["size"]):
        leaves += read_bundle(door.get(f"{election.box}/{tile.path}").content, tile.width)
    logged = [leaf_hash(leaf) for leaf in leaves if isinstance(decode_leaf(leaf), BallotLeaf)]
    promised = [hash_of(read_cast(body).leaf) for body in given]
    assert sorted(logged) == sorted(promised)  # every receipt's ballot, once, and no other
