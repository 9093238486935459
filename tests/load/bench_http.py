"""Measures sign-ins, draws and casts a second through HTTP. Prints; asserts nothing.

    python tests/load/bench_http.py [--quick] [--members N]

Roll office and box run in one process of their own, with one worker for blind signatures on two
cores; the members, in this process, take their share of the same machine. What members' devices
compute is done beforehand. PostgreSQL is measured where one answers (OMOV_TEST_POSTGRESQL).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
SIDE_BY_SIDE = 32


@dataclass(frozen=True, slots=True)
class HttpFigures:
    """Requests a second, wall time. `cast_worst`: the longest that a cast waited, milliseconds."""

    sign_ins: float
    draws: float
    casts: float
    cast_middle: float
    cast_worst: float


async def _all(requests: Sequence[Callable[[], Awaitable[None]]]) -> float:
    """Do all of them, some side by side; how many a second."""
    free = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(request: Callable[[], Awaitable[None]]) -> None:
        async with free:
            await request()

    begun = time.perf_counter()
    await asyncio.gather(*(one(request) for request in requests))
    return len(requests) / (time.perf_counter() - begun)


def measure(kind: str, members: int, data: Path) -> HttpFigures:
    """Everybody signs in, then everybody draws, then everybody casts."""
    from tests.service.processes import rooms_process
    from tests.service.rooms import OPENS, freeze

    with rooms_process(kind, data) as process:
        process.start(OPENS - timedelta(hours=1))
        election = freeze(process.house, members, interval=5, pool=20)
        process.stop()
        process.start(OPENS + timedelta(hours=1))
        return asyncio.run(_measure(election.house.address, election.links, election))


async def _measure(address: str, links: dict[str, str], election: object) -> HttpFigures:
    from ballots.cast import write_cast
    from ballots.encoding import from_base64url, to_base64url
    from ballots.plaintext import Choice
    from tests.service.rooms import CONTESTS, FrozenElection

    assert isinstance(election, FrozenElection)
    contest = CONTESTS[0]
    devices = {number: election.device(number) for number in links}
    requests = {number: to_base64url(device.request()) for number, device in devices.items()}
    cookies: dict[str, str] = {}
    waits: list[float] = []
    limits = httpx.Limits(max_connections=SIDE_BY_SIDE)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as door:

        async def sign_in(number: str) -> None:
            form = {"link": links[number], "number": number}
            answer = (await door.post(f"{election.roll}/sign-in", json=form)).raise_for_status()
            cookies[number] = answer.headers["set-cookie"].split(";")[0]

        async def draw(number: str) -> None:
            body = {"contest": contest, "z": requests[number]}
            headers = {"Cookie": cookies[number]}
            answer = await door.post(f"{election.roll}/draw", json=body, headers=headers)
            answer.raise_for_status()
            devices[number].take(from_base64url(answer.json()["signature"], 384))

        async def cast(body: bytes) -> None:
            begun = time.perf_counter()
            (await box.post(f"{election.box}/cast", content=body)).raise_for_status()
            waits.append(time.perf_counter() - begun)

        sign_ins = await _all([lambda n=n: sign_in(n) for n in links])  # type: ignore[misc]
        door.cookies.clear()
        draws = await _all([lambda n=n: draw(n) for n in links])  # type: ignore[misc]
        key = election.manifest.sealing_key
        bodies = [write_cast(d.cast(Choice((1, 2)), key)) for d in devices.values()]
        async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as box:
            casts = await _all([lambda b=b: cast(b) for b in bodies])  # type: ignore[misc]
    waits.sort()
    middle, worst = waits[len(waits) // 2], waits[-1]
    return HttpFigures(sign_ins, draws, casts, 1_000 * middle, 1_000 * worst)


def main() -> None:
    """Measure both databases, as far as they are there."""
    import pytest

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="100 members")
    parser.add_argument("--members", type=int, default=1_000, help="how many members vote")
    asked = parser.parse_args()
    members = 100 if asked.quick else asked.members
    print(f"\nThrough HTTP, {members} members, {SIDE_BY_SIDE} side by side, requests a second:")
    print(f"{'':12}{'sign-ins':>10}{'draws':>10}{'casts':>10}   wait of a cast (middle, longest)")
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = measure(kind, members, Path(folder))
            except pytest.skip.Exception as reason:
                print(f"{kind:12}{reason}")
                continue
        print(
            f"{kind:12}{found.sign_ins:10.0f}{found.draws:10.0f}{found.casts:10.0f}"
            f"   {found.cast_middle:.0f} ms, {found.cast_worst:.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
