"""Makes the sample election that the package carries: invented people, 312 papers, 4 places.

    python tests/load/sample.py        writes service/samples/sample.blt and constraints.json

The same bytes every time; a test says so.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from generate import draw, generator  # type: ignore[import-not-found]  # noqa: E402

from counting.formats import BallotFile  # noqa: E402
from counting.formats.blt import write_blt  # noqa: E402
from counting.papers import Papers  # noqa: E402

FOLDER = ROOT / "service" / "samples"
SEED = 2
SEATS = 4
MARKED, BLANK = 309, 3

# Name, gender as given, and how each of the four blocs of voters likes them.
CANDIDATES = (
    ("Amara Adeyemi", "woman", (9, 3, 1, 2)),
    ("Bryn Beddoes", "man", (14, 2, 2, 1)),
    ("Catriona Colquhoun", "woman", (4, 3, 2, 1)),
    ("Dilip Dhar", "man", (2, 15, 3, 2)),
    ("Eleri Evans", "woman", (2, 7, 3, 1)),
    ("Fergus Farquhar", "man", (8, 1, 2, 2)),
    ("Gulsen Gunay", "woman", (1, 3, 8, 2)),
    ("Hamish Harkness", "man", (1, 2, 14, 3)),
    ("Imogen Ibbotson", "woman", (3, 2, 2, 6)),
    ("Jonah Jellicoe", "man", (2, 8, 1, 9)),
    ("Kit Kessler", "non-binary", (2, 2, 5, 5)),
    ("Lorcan Lavery", "man", (5, 2, 6, 8)),
)
CONSTRAINTS = (("gender", "woman", 2, None, "at least two women"),)


def sample(seed: int = SEED) -> BallotFile:
    """The papers of the sample election."""
    weights = np.array([likes for _, _, likes in CANDIDATES], dtype=np.float64).T
    rankings, ranked = draw(generator(seed), weights, MARKED, "geometric")
    marked = (
        (row[:length], 1) for row, length in zip(rankings.tolist(), ranked.tolist(), strict=True)
    )
    papers = Papers.from_rankings([*marked, ((), BLANK)], len(CANDIDATES))
    names = tuple(name for name, _, _ in CANDIDATES)
    return BallotFile("Executive committee (a sample election)", SEATS, names, (), papers)


def sample_files() -> dict[str, bytes]:
    """The sample's files by name, as the package carries them."""
    ballots = io.BytesIO()
    write_blt(sample(), ballots)
    constraints = {
        "attributes": {
            str(number): {"gender": gender}
            for number, (_, gender, _) in enumerate(CANDIDATES, start=1)
        },
        "constraints": [
            dict(zip(("attribute", "value", "min", "max", "label"), each, strict=True))
            for each in CONSTRAINTS
        ],
    }
    text = json.dumps(constraints, indent=1, ensure_ascii=False) + "\n"
    return {"sample.blt": ballots.getvalue(), "constraints.json": text.encode()}


def main() -> None:
    """Writes the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in sample_files().items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
