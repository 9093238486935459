"""Measures the counter against others in the same run, and its targets. Prints; asserts nothing.

    python tests/load/bench.py [--quick] [--limit SECONDS] [--keep FOLDER]

Each figure is the middle one of several processes of their own (`measures.py`): CPU seconds from
the ballot file to the record, with everything imported and compiled before. Synthetic elections are
those of `generate.py`: four blocs, rankings by Plackett-Luce, lengths geometric with mean 4, or uniform.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from measures import ROOT, SAMPLE, Figures, measured, median_start
from targets import Target, table

RULE = "scottish-2011"
REPEATS = 3
READINGS = 7


@dataclass(frozen=True, slots=True)
class Election:
    """A synthetic election to measure."""

    papers: int
    candidates: int
    seats: int
    lengths: str = "geometric"

    def made(self, folder: Path) -> Path:
        """Its file, made once and kept."""
        name = f"{self.lengths}-{self.papers}-{self.candidates}-{self.seats}.blt"
        path = folder / name
        if not path.exists():
            maker = [sys.executable, str(ROOT / "tests" / "load" / "generate.py"), f"{path}.part"]
            asked = ["--papers", self.papers, "--candidates", self.candidates]
            asked += ["--seats", self.seats, "--lengths", self.lengths]
            subprocess.run([*maker, *map(str, asked)], check=True)
            path.with_name(name + ".part").rename(path)
        return path


@dataclass(frozen=True, slots=True)
class Bench:
    """One run. `kernels`: those there are. `limit`: seconds that one count may take."""

    folder: Path
    limit: int
    kernels: tuple[str, ...]

    def omov(self, path: Path, kernel: str, rule: str = RULE) -> Figures | None:
        """The middle one of several counts of a file."""
        found = [
            measured("omov", path, self.limit, rule=rule, kernel=kernel) for _ in range(REPEATS)
        ]
        done = sorted((one for one in found if one), key=lambda one: one.whole)
        return done[len(done) // 2] if len(done) == REPEATS else None

    def other(self, counter: str, path: Path) -> Figures | None:
        """One count of a file by another counter."""
        return measured(counter, path, self.limit)

    @property
    def fastest(self) -> str:
        """The compiled kernel where it is there."""
        return self.kernels[-1]


def largest_real() -> Path | None:
    """The real election with the most papers, of those beside the checkout; None if there are none."""
    from counting.formats.blt import read_blt

    named = os.environ.get("OMOV_SHARED")
    folder = (Path(named) if named else ROOT.parent / "shared") / "elections"
    files = sorted((folder / "scottish").glob("*[!d].blt"))  # without those '.unquoted.blt'
    return max(files, key=lambda path: read_blt(path).papers.total, default=None)


def against_pyrankvote(bench: Bench, elections: list[tuple[str, Path]]) -> Iterator[Target]:
    """Prints each election as both count it; the targets are those of the first."""
    print(
        f"{'':<43} {'omov: CPU seconds, MiB':^30} {'pyrankvote':^18}\n"
        f"{'election':<29} {'kernel':<8} {'papers':>9} {'read':>7} {'count':>7} {'whole':>7} {'peak':>6} "
        f"{'whole':>9} {'peak':>6} {'ratio':>6} elected"
    )
    for number, (name, path) in enumerate(elections):
        theirs = bench.other("pyrankvote", path)
        for kernel in bench.kernels:
            ours = bench.omov(path, kernel)
            print(f"{name:<29.29} {kernel:<8} {compared(ours, theirs, bench.limit)}", flush=True)
            if number == 0 and ours and theirs:
                least = 60 if kernel == "compiled" else 8
                ratio = theirs.whole / ours.whole
                yield Target(
                    f"against pyrankvote, {ours.papers:,} papers, {kernel}",
                    f">= {least} times",
                    f"{ratio:.0f} times",
                    met=ratio >= least,
                )


def compared(ours: Figures | None, theirs: Figures | None, limit: int) -> str:
    """One line of that table, after the names."""
    if ours is None:
        return f"omov was stopped after {limit} seconds"
    mine = f"{ours.papers:>9,} {ours.read:>7.3f} {ours.count:>7.3f} {ours.whole:>7.3f} {mebibytes(ours):>6}"
    if theirs is None:
        return f"{mine} {'> ' + str(limit):>9} {'':>6} {'> ' + format(limit / ours.whole, '.0f'):>6} stopped"
    same = "same" if ours.elected == theirs.elected else "other"
    return f"{mine} {theirs.whole:>9.2f} {mebibytes(theirs):>6} {theirs.whole / ours.whole:>5.0f}x {same}"


def mebibytes(figures: Figures) -> str:
    """The peak."""
    return f"{figures.peak / 2**20:.0f}"


def against_reading(bench: Bench, path: Path) -> Iterator[Target]:
    """Against reading the file and doing nothing with it."""
    reading = [found for _ in range(READINGS) if (found := bench.other("reading", path))]
    at_once = statistics.median(one.read for one in reading)
    by_block = statistics.median(one.count for one in reading)
    ours = bench.omov(path, bench.fastest)
    if ours:
        ratio, strictly = ours.whole / at_once, ours.whole / by_block
        for name, found in (("into memory", ratio), ("through one buffer", strictly)):
            yield Target(
                f"against reading the file once {name}, {bench.fastest}",
                "<= 30 times, stretch 15",
                f"{found:.1f} times",
                met=found <= 30,
            )


def across_rules(bench: Bench, path: Path) -> Iterator[Target]:
    """Exact fractions against fixed point, and Meek."""
    for kernel in bench.kernels:
        fixed, exact = (bench.omov(path, kernel, rule) for rule in (RULE, "wigm-exact"))
        if fixed and exact:
            ratio = exact.whole / fixed.whole
            yield Target(
                f"exact fractions against fixed point, {kernel}",
                "<= 1.6 times",
                f"{ratio:.2f} times",
                met=ratio <= 1.6,
            )
    meek = bench.omov(path, bench.fastest, "meek-prf")
    if meek:
        yield Target(
            f"Meek, {meek.papers:,} papers, {bench.fastest}",
            "<= 3 s",
            f"{meek.whole:.2f} s",
            met=meek.whole <= 3,
        )
    naive = bench.other("naive-meek", path) if "compiled" in bench.kernels else None
    if meek and naive:
        # All of ours, from the file; of the other only what it counts, from memory.
        ratio = naive.count / meek.whole
        same = "same elected" if naive.elected == meek.elected else "OTHERS ELECTED"
        yield Target(
            f"Meek against a compiled pass over papers ({naive.count:.2f} s)",
            ">= 10 times",
            f"{ratio:.1f} times, {same}",
            met=ratio >= 10,
        )


def growth(bench: Bench, sizes: list[int]) -> Iterator[Target]:
    """Prints how time and memory grow with the papers; the targets are those of the most papers."""
    print(
        f"\nGrowth, 40 candidates, 11 seats\n{'kernel':<8} {'papers':>11} {'read':>8} {'count':>8} "
        f"{'whole':>8} {'ns a paper':>11} {'peak, MiB':>10} {'bytes a paper':>14} record"
    )
    records: dict[int, str] = {}
    for kernel in bench.kernels:
        for papers in sizes:
            ours = bench.omov(Election(papers, 40, 11).made(bench.folder), kernel)
            if ours is None:
                print(f"{kernel:<8} {papers:>11,} stopped after {bench.limit} seconds")
                continue
            same = records.setdefault(papers, ours.record) == ours.record
            print(
                f"{kernel:<8} {papers:>11,} {ours.read:>8.3f} {ours.count:>8.3f} {ours.whole:>8.3f} "
                f"{ours.whole / papers * 1e9:>11.0f} {mebibytes(ours):>10} {ours.peak / papers:>14.0f} "
                f"{'the same' if same else 'ANOTHER'}",
                flush=True,
            )
            if papers == sizes[-1]:
                yield from of_the_most(kernel, ours)


def of_the_most(kernel: str, ours: Figures) -> Iterator[Target]:
    """The targets of the election with the most papers."""
    most = 5 if kernel == "compiled" else 60
    whole, each = ours.whole, ours.peak / ours.papers
    name = f"{ours.papers:,} papers, 40 candidates, {kernel}"
    yield Target(name, f"<= {most} s", f"{whole:.2f} s", met=whole <= most)
    yield Target(f"peak memory, {name}", "<= 75 bytes a paper", f"{each:.0f} bytes", met=each <= 75)


def starting() -> Iterator[Target]:
    """A whole process, the middle one of several."""
    start = "import sys; from service.cli import main; sys.exit(main())"
    counting = [start, "count", str(SAMPLE), "--rule", RULE]
    python, face, (wall, cpu) = (
        median_start([sys.executable, "-c", *program])
        for program in (["pass"], ["import counting"], counting)
    )
    more = face[0] - python[0]
    print(f"\nStarting Python takes {python[0]:.2f} s, and 'import counting' {more:.2f} s more.")
    found = f"{wall:.2f} s ({cpu:.2f} s CPU)"
    yield Target("omov count on a small file", "<= 0.4 s wall", found, met=wall <= 0.4)


@cache
def kernels() -> tuple[str, ...]:
    """The kernels there are; says so where one is missing."""
    if importlib.util.find_spec("numba"):
        return ("numpy", "compiled")
    print("numba is not installed (omov[fast]): the compiled kernel is left out.\n")
    return ("numpy",)


def report(bench: Bench, *, quick: bool) -> None:
    """Measures everything and prints it."""
    bench.folder.mkdir(parents=True, exist_ok=True)
    papers = 100_000 if quick else 1_000_000
    main_one = Election(papers, 30, 9).made(bench.folder)
    elections = [("synthetic, geometric", main_one)]
    if not quick:
        elections.append(
            ("synthetic, uniform", Election(papers, 30, 9, "uniform").made(bench.folder))
        )
        elections.append(("synthetic, geometric", Election(100_000, 30, 9).made(bench.folder)))
    real = largest_real()
    if real is None:
        print("The real elections are not beside this checkout (OMOV_SHARED): left out.")
    else:
        elections.append((f"real: {real.stem}", real))
    targets = [
        *against_pyrankvote(bench, elections),
        *against_reading(bench, main_one),
        *across_rules(bench, main_one),
        *growth(bench, [10**4, 10**5] if quick else [10**4, 10**5, 10**6, 10**7]),
        *starting(),
    ]
    print(
        "\nread: from the file to grouped papers and their digest. elected: whether the same people "
        "are.\npyrankvote follows another rule (it averages transfer values, in floating point, and "
        "breaks\nties by chance), so others may be elected.\n"
    )
    print(table(targets))
    if quick:
        print("The targets are meant for 1,000,000 papers and, in the growth, 10,000,000.")


def main() -> None:
    """Measures everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out 1,000,000 papers and more")
    parser.add_argument("--limit", type=int, default=900, help="seconds a count may take")
    parser.add_argument(
        "--keep", type=Path, default=ROOT / ".bench", help="for synthetic elections"
    )
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    report(Bench(asked.keep, asked.limit, kernels()), quick=asked.quick)
    for name in ("bench_ballots.py", "bench_http.py"):
        sys.stdout.flush()
        command = [sys.executable, str(ROOT / "tests" / "load" / name)]
        subprocess.run([*command, *(["--quick"] if asked.quick else [])], check=True)


if __name__ == "__main__":
    main()
