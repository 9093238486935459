"""What the benchmark measures, each in a process of its own: `python measures.py WHAT FILE [RULE]`.

Prints one JSON object. CPU seconds, from the ballot file to the result, with whatever is compiled
or imported already there: a small file is counted first. Memory is the most the process held at once.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "service" / "samples" / "sample.blt"
KERNEL = "OMOV_KERNEL"
_READINGS = 20
STARTS = 7


@dataclass(frozen=True, slots=True)
class Figures:
    """One count, measured. Times in CPU seconds; `peak` in bytes; `elected`: numbers, ascending.

    `record`: the digest of the record, empty where there is none.
    """

    papers: int
    read: float
    count: float
    peak: int
    elected: tuple[int, ...]
    record: str = ""

    @property
    def whole(self) -> float:
        """From the ballot file to the result."""
        return self.read + self.count


def by_omov(path: Path, rule: str) -> Figures:
    """Counts the file with this project."""
    from counting import count
    from counting.formats.blt import read_blt
    from counting.record_json import record_digest

    def counted(source: Path) -> Figures:
        begun = time.process_time()
        file = read_blt(source)
        read = time.process_time()
        lots = [str(number) for number in range(1, len(file.names) + 1)]
        record = count(file.papers, file.contest(rule, lots=lots))
        done = time.process_time()
        elected = tuple(sorted(map(int, record.elected)))
        total = file.papers.total
        return Figures(total, read - begun, done - read, _peak(), elected, record_digest(record))

    counted(SAMPLE)
    return counted(path)


def by_pyrankvote(path: Path, _: str) -> Figures:
    """Counts the file with pyrankvote, which takes one ballot a paper."""
    import pyrankvote

    begun = time.process_time()
    with path.open(encoding="utf-8") as lines:
        number, seats = map(int, next(lines).split())
        candidates = [pyrankvote.Candidate(str(one)) for one in range(1, number + 1)]
        ballots = []
        for line in lines:
            papers, *ranking = map(int, line.split())
            if not papers:
                break
            ranked = [candidates[one - 1] for one in ranking[:-1]]
            ballots += [pyrankvote.Ballot(ranked_candidates=ranked) for _ in range(papers)]
    read = time.process_time()
    result = pyrankvote.single_transferable_vote(candidates, ballots, number_of_seats=seats)
    counted = time.process_time()
    elected = tuple(sorted(int(winner.name) for winner in result.get_winners()))
    return Figures(len(ballots), read - begun, counted - read, _peak(), elected)


def by_naive_meek(path: Path, _: str) -> Figures:
    """Counts the file with the compiled Meek counter that goes over all papers each time."""
    import naive_meek

    over_papers = naive_meek.compiled()
    begun = time.process_time()
    candidates, seats, flat, starts = naive_meek.papers_of(path)
    read = time.process_time()
    elected, _passes = naive_meek.count(candidates, seats, flat, starts, over_papers)
    counted = time.process_time()
    return Figures(len(starts), read - begun, counted - read, _peak(), elected)


def by_reading(path: Path, _: str) -> Figures:
    """Only reads the file: `read` at once into memory, `count` block by block through one buffer."""
    begun = time.process_time()
    path.read_bytes()
    read = time.process_time()
    buffer = bytearray(1 << 18)
    for _once in range(_READINGS):  # it is soon over
        with path.open("rb", buffering=0) as stream:
            while stream.readinto(buffer):
                pass
    by_block = (time.process_time() - read) / _READINGS
    return Figures(0, read - begun, by_block, _peak(), ())


COUNTERS: dict[str, Callable[[Path, str], Figures]] = {
    "omov": by_omov,
    "pyrankvote": by_pyrankvote,
    "naive-meek": by_naive_meek,
    "reading": by_reading,
}


def _peak() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


# In the process that asks


def measured(
    counter: str, path: Path, limit: int, *, rule: str = "scottish-2011", kernel: str = "auto"
) -> Figures | None:
    """One counter's figures for one file, from a fresh process; None after `limit` seconds."""
    try:
        # No limit of CPU time: where one is set, Linux counts that time in ticks of milliseconds.
        done = subprocess.run(
            [sys.executable, __file__, counter, str(path), rule],
            capture_output=True,
            check=False,
            env=environment() | {KERNEL: kernel},
            timeout=limit,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise RuntimeError(f"{counter} failed on {path.name}:\n{done.stderr}")
    found = json.loads(done.stdout)
    return Figures(**{**found, "elected": tuple(found["elected"])})


def environment() -> dict[str, str]:
    """Of a measured process: one thread, and this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def median_start(command: list[str]) -> tuple[float, float]:
    """Seconds of wall time of a command, and of CPU time."""
    taken = []
    for _ in range(STARTS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=environment())
        wall = time.perf_counter() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        taken.append((wall, cpu))
    return sorted(taken)[STARTS // 2]


if __name__ == "__main__":
    what, file, *rest = sys.argv[1:]
    print(json.dumps(asdict(COUNTERS[what](Path(file), *rest))))
