"""Measures the counter, and pyrankvote on the same papers in the same run. Prints; asserts nothing.

    python tests/load/bench.py [--quick] [--uniform] [--limit SECONDS] [--keep FOLDER]

Each figure comes from a process of its own. CPU seconds, from the ballot file to the result:
for omov reading, grouping and digesting the papers, then counting them to a record by
`scottish-2011`; for pyrankvote reading the same file into its ballots, one a paper as it wants
them, then `single_transferable_vote`. Time to start Python and to import is left out of both,
and given apart. Memory is the most the process held at once.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "service" / "samples" / "sample.blt"
RULE = "scottish-2011"
REPEATS = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """One count, measured. Times in CPU seconds; `peak` in bytes; `elected`: numbers, ascending."""

    papers: int
    read: float
    count: float
    peak: int
    elected: tuple[int, ...]

    @property
    def whole(self) -> float:
        """From the ballot file to the result."""
        return self.read + self.count


# In the measured process


def by_omov(path: Path) -> Figures:
    """Counts the file with this project."""
    from counting import count
    from counting.formats.blt import read_blt
    from counting.rules import find_rule

    find_rule(RULE)  # imports the rules
    begun = time.process_time()
    file = read_blt(path)
    read = time.process_time()
    lots = [str(number) for number in range(1, len(file.names) + 1)]
    record = count(file.papers, file.contest(RULE, lots=lots))
    counted = time.process_time()
    elected = tuple(sorted(map(int, record.elected)))
    return Figures(file.papers.total, read - begun, counted - read, _peak(), elected)


def by_pyrankvote(path: Path) -> Figures:
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


COUNTERS: dict[str, Callable[[Path], Figures]] = {"omov": by_omov, "pyrankvote": by_pyrankvote}


def _peak() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


# In the process that asks


def measured(counter: str, path: Path, limit: int) -> Figures | None:
    """One counter's figures for one file, from a fresh process; None after `limit` CPU seconds."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))

    done = subprocess.run(
        [sys.executable, __file__, "--measure", counter, str(path)],
        capture_output=True,
        check=False,
        env=_environment(),
        preexec_fn=bounded,
        text=True,
    )
    if done.returncode < 0:
        return None
    if done.returncode:
        raise RuntimeError(f"{counter} failed on {path.name}:\n{done.stderr}")
    found = json.loads(done.stdout)
    return Figures(**{**found, "elected": tuple(found["elected"])})


def median_wall(command: list[str]) -> float:
    """Seconds of wall time of a command, the middle one of several runs."""
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=_environment())
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def largest_real() -> Path | None:
    """The real election with the most papers, of those beside the checkout; None if there are none."""
    from counting.formats.blt import read_blt

    named = os.environ.get("OMOV_SHARED")
    folder = (Path(named) if named else ROOT.parent / "shared") / "elections"
    files = sorted((folder / "scottish").glob("*[!d].blt"))  # without those '.unquoted.blt'
    return max(files, key=lambda path: read_blt(path).papers.total, default=None)


def synthetic(folder: Path, papers: int, lengths: str) -> Path:
    """A synthetic election with 30 candidates and 9 seats, made once and kept."""
    path = folder / f"{lengths}-{papers}.blt"
    if not path.exists():
        maker = [sys.executable, str(ROOT / "tests" / "load" / "generate.py"), f"{path}.part"]
        asked = ["--papers", str(papers), "--lengths", lengths]
        subprocess.run([*maker, *asked], check=True)
        path.with_name(path.name + ".part").rename(path)
    return path


def elections(folder: Path, *, quick: bool, uniform: bool) -> Iterator[tuple[str, Path]]:
    """The elections to measure, each with what the table calls it."""
    real = largest_real()
    if real is None:
        print("The real elections are not beside this checkout (OMOV_SHARED): left out.")
    else:
        yield f"real: {real.stem}", real
    for papers in (100_000,) if quick else (100_000, 1_000_000):
        for lengths in ("geometric", "uniform") if uniform else ("geometric",):
            yield f"synthetic, {lengths}", synthetic(folder, papers, lengths)


def row(name: str, ours: Figures, theirs: Figures | None, limit: int) -> str:
    """One line of the table."""
    mine = (
        f"{name:<38.38} {ours.papers:>9,} {ours.read:>7.3f} {ours.count:>7.3f} {ours.whole:>7.3f} "
        f"{ours.peak / 2**20:>6.0f}"
    )
    if theirs is None:
        return f"{mine} {'> ' + str(limit):>10} {'':>6} {'> ' + format(limit / ours.whole, '.0f'):>7} stopped"
    same = "same" if ours.elected == theirs.elected else "other"
    return (
        f"{mine} {theirs.whole:>10.2f} {theirs.peak / 2**20:>6.0f} "
        f"{theirs.whole / ours.whole:>6.0f}x {same}"
    )


def report(folder: Path, *, quick: bool, uniform: bool, limit: int) -> None:
    """Measures everything and prints it."""
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{'':<48} {'omov: CPU seconds, MiB':^30} {'pyrankvote':^17}")
    print(
        f"{'election':<38} {'papers':>9} {'read':>7} {'count':>7} {'whole':>7} {'peak':>6} "
        f"{'whole':>10} {'peak':>6} {'ratio':>7} elected"
    )
    for name, path in elections(folder, quick=quick, uniform=uniform):
        ours = measured("omov", path, limit)
        if ours is None:
            print(f"{name}: omov was stopped after {limit} CPU seconds")
            continue
        print(row(name, ours, measured("pyrankvote", path, limit), limit), flush=True)
    print(
        "\nread: from the file to grouped papers and their digest. elected: whether the same people "
        "are.\npyrankvote follows another rule (it averages transfer values, in floating point, and "
        "breaks\nties by chance), so others may be elected."
    )
    python = median_wall([sys.executable, "-c", "pass"])
    face = median_wall([sys.executable, "-c", "import counting"])
    start = "import sys; from service.cli import main; sys.exit(main())"
    whole = median_wall([sys.executable, "-c", start, "count", str(SAMPLE), "--rule", RULE])
    print(f"\nWall seconds, the middle of {REPEATS} runs:")
    print(
        f"  import counting                 {face - python:.3f}   (beyond starting Python, {python:.3f})"
    )
    print(f"  omov count, a small election    {whole:.3f}   (whole process)")


def main() -> None:
    """Measures one counter, if told to; else everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out 1,000,000 papers")
    parser.add_argument("--uniform", action="store_true", help="measure uniform lengths as well")
    parser.add_argument("--limit", type=int, default=900, help="CPU seconds a counter may take")
    parser.add_argument(
        "--keep", type=Path, default=ROOT / ".bench", help="for synthetic elections"
    )
    parser.add_argument("--measure", nargs=2, metavar=("COUNTER", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        counter, path = asked.measure
        print(json.dumps(asdict(COUNTERS[counter](Path(path)))))
    else:
        sys.path.insert(0, str(ROOT))
        report(asked.keep, quick=asked.quick, uniform=asked.uniform, limit=asked.limit)
        for name in ("bench_ballots.py", "bench_http.py"):
            sys.stdout.flush()
            command = [sys.executable, str(ROOT / "tests" / "load" / name)]
            subprocess.run([*command, *(["--quick"] if asked.quick else [])], check=True)


if __name__ == "__main__":
    main()
