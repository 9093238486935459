"""Measures secrecy and verification: CPU seconds on one core. Prints; asserts nothing.

    python tests/load/bench_ballots.py [--quick] [--ballots N]

Each act is repeated until a second has gone by. Evidence is made of a synthetic election with one
contest of ten candidates, then verified in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
LEAST_SECONDS = 1.0


def rate(act: Callable[[], object], seconds: float = LEAST_SECONDS) -> float:
    """How often a second an act can be done, in CPU time of this process."""
    act()
    done, begun = 0, time.process_time()
    while (taken := time.process_time() - begun) < seconds:
        act()
        done += 1
    return done / taken


def rates() -> Iterator[tuple[str, float]]:
    """Each act with its name."""
    from ballots.box import Box
    from ballots.credential import IssuerKey, blind_sign, credential_message, verify_credential
    from ballots.log import RootBuilder, leaf_hash
    from ballots.memory import MemoryBoxStore
    from ballots.plaintext import Choice
    from ballots.rehearsal import Device
    from ballots.seal import open_sealed, seal, seal_info
    from ballots.signing import verify
    from ballots.tally import open_ballot
    from tests.ballots.elections import (
        OPENS,
        a_contest,
        a_manifest,
        issuer_key,
        sealing_key,
        seed_of,
    )

    names = tuple(f"Candidate {number}" for number in range(1, 11))
    manifest = a_manifest(100_000, (a_contest(names=names),))
    contest, issuer, public = "executive", issuer_key("executive"), manifest.sealing_key
    random = Random(1)
    device = Device(manifest, contest, random.randbytes(32))
    z = device.request()
    device.take(blind_sign(issuer, z))
    leaf = device.cast(Choice((3, 1, 2)), public).leaf
    message = credential_message(manifest.mh, contest, leaf.ballot_pk)
    info = seal_info(manifest.mh, contest, leaf.ballot_pk)
    plaintext = open_sealed(sealing_key(), info, leaf.sealed)

    yield "issuer's keys made (RSA-3072)", rate(IssuerKey.generate, 3)
    yield "blind signatures", rate(lambda: blind_sign(issuer, z))
    yield (
        "credentials verified",
        rate(lambda: verify_credential(issuer.public, message, leaf.credential)),
    )
    signed = leaf.message(manifest.mh)
    yield "ballot signatures verified", rate(lambda: verify(leaf.ballot_pk, signed, leaf.signature))
    yield "ballots sealed", rate(lambda: seal(public, info, plaintext))
    yield "ballots opened", rate(lambda: open_sealed(sealing_key(), info, leaf.sealed))
    yield "ballots opened and read", rate(lambda: open_ballot(manifest, sealing_key(), leaf))
    yield (
        "requests blinded (by the voter)",
        rate(lambda: Device(manifest, contest, random.randbytes(32)).request()),
    )
    box, store = Box(manifest, seed_of("promise")), MemoryBoxStore()
    state = box.begin(store)

    def cast_one() -> None:
        # Each with its next number, as a voter would who changes their mind again and again.
        cast = device.cast(Choice((1, 2, 3)), public)
        begun = time.process_time()
        box.check(cast)
        box.accept(store, state, cast, OPENS)
        taken.append(time.process_time() - begun)

    taken: list[float] = []
    device = Device(manifest, contest, random.randbytes(32))
    device.take(blind_sign(issuer, device.request()))
    rate(cast_one, 2)
    yield "casts checked and accepted (in memory)", len(taken) / sum(taken)
    encoded, builder = leaf.encode(), RootBuilder()
    yield "leaves hashed into the tree", rate(lambda: builder.add(leaf_hash(encoded)))


def make_evidence(ballots: int) -> tuple[bytes, str]:
    """Evidence of a synthetic election with so many ballots, and its manifest's hash."""
    from ballots.manifest_contest import RuleText
    from counting import rule_digest
    from tests.ballots.elections import a_contest
    from tests.ballots.whole_election import Ballots, evidence_of, play

    names = tuple(f"Candidate {number}" for number in range(1, 11))
    rule = RuleText("scottish-2011", rule_digest("scottish-2011"))
    terms = replace(a_contest(names=names, seats=3), rule=rule, constraints=())
    random = Random(7)
    rankings = tuple(
        tuple(random.sample(range(1, 11), random.randint(1, 10))) for _ in range(ballots)
    )
    played = play([Ballots(terms, rankings)], seed=7, pool=50)
    return evidence_of(played.record()), played.manifest.mh.hex()


def verify_here(path: Path, mh: str) -> dict[str, float | str]:
    """The verdict on a file, CPU seconds and the most bytes the process held."""
    from ballots.evidence import verify_evidence

    begun = time.process_time()
    with path.open("rb") as stream:
        verdict = verify_evidence(stream, bytes.fromhex(mh))
    return {
        "overall": verdict.overall.value,
        "seconds": time.process_time() - begun,
        "peak": _peak(),
    }


def _peak() -> int:
    """The most bytes this program held, without what the one that started it had held."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measured(path: Path, mh: str) -> dict[str, float | str]:
    """`verify_here` in a fresh process."""
    done = subprocess.run(
        [sys.executable, __file__, "--verify", str(path), mh],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    found: dict[str, float | str] = json.loads(done.stdout)
    return found


def report(ballots: int) -> None:
    """Measures everything and prints it."""
    print("\nBallots: how many a second, on one core")
    for name, per_second in rates():
        print(f"  {name:<42} {per_second:>12,.1f}", flush=True)
    print(f"\nVerifying evidence (one contest, ten candidates; measured with {ballots:,} and half)")
    print(f"  {'ballots':>8} {'MiB':>7} {'seconds':>8} {'per 10,000':>11} {'peak MiB':>9} verdict")
    for number in (ballots // 2, ballots):
        with tempfile.TemporaryDirectory() as folder:
            data, mh = make_evidence(number)
            path = Path(folder) / "evidence.zip"
            path.write_bytes(data)
            found = measured(path, mh)
        seconds, peak = float(found["seconds"]), float(found["peak"])
        print(
            f"  {number:>8,} {len(data) / 2**20:>7.1f} {seconds:>8.2f} "
            f"{seconds * 10_000 / number:>11.2f} {peak / 2**20:>9.0f} {found['overall']}",
            flush=True,
        )


def main() -> None:
    """Verifies one file, if told to; else measures everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="with a quarter of the ballots")
    parser.add_argument("--ballots", type=int, default=4000, help="ballots in the larger evidence")
    parser.add_argument("--verify", nargs=2, metavar=("FILE", "MH"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if asked.verify:
        path, mh = asked.verify
        print(json.dumps(verify_here(Path(path), mh)))
    else:
        report(asked.ballots // 4 if asked.quick else asked.ballots)


if __name__ == "__main__":
    main()
