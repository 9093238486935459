"""`docs/evidence-format.md` says what the code does: names, files, limits, reasons and checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ballots.acts import _KINDS
from ballots.evidence import CHECK_NAMES, files
from ballots.evidence.archive import LONGEST_NAME, MOST_ENTRIES
from ballots.plaintext import InvalidReason
from ballots.seal import SUITE
from ballots.signing import _Y_OF_ORDER_8

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "evidence-format.md").read_text(encoding="utf-8")
# Of the voter, the issuer and the trustee alone: nothing that is published is made of them.
ELSEWHERE = {"derive", "issuer-key", "trustee-key"}


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """The first cell of each row of the tables in a section, without code marks."""
    rows = [line for line in section(title).splitlines() if line.startswith("| ")]
    return [row.split("|")[1].strip().replace("`", "") for row in rows]


def test_every_object_that_is_hashed_or_signed_is_described() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "ballots").rglob("*.py"))
    names = set(re.findall(r"(?:\btagged|_leaf)\(\s*\"([a-z-]+)\"", source)) - ELSEWHERE
    described = set(first_cells("Signed and hashed objects"))
    described |= set(first_cells("The log and its leaves"))
    assert len(names) > 20
    assert names <= described, names - described


def test_the_checks_stand_in_their_order() -> None:
    cells = first_cells("The checks, in their order")[1:]
    assert tuple(name.strip() for cell in cells for name in cell.split(",")) == CHECK_NAMES


def test_every_file_is_described_with_its_limit() -> None:
    units = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
    rows = [line.split("|") for line in section("Files").splitlines() if line.startswith("| `")]
    found = {}
    for _, path, limit, *_ in rows[:15]:
        number, unit = limit.split()
        found[path.strip().strip("`")] = int(number) * units[unit]
    for path, limit in found.items():
        example = path.replace("ID", "executive")
        if path.startswith("log/tile"):
            assert limit + 512 >= files.LARGEST_BUNDLE
            continue
        assert files.largest(example) == limit, path
    assert len(found) == 15


def test_every_kind_of_act_is_described() -> None:
    cells = first_cells("The log and its leaves")
    kinds = {kind.strip() for cell in cells for kind in cell.split(",")}
    assert set(_KINDS) <= kinds


def test_every_reason_for_an_invalid_ballot_is_described_in_the_order_in_which_they_apply() -> None:
    cells = first_cells("From ballots to papers")[1:]
    assert cells == [reason.value for reason in InvalidReason]


@pytest.mark.parametrize(
    "said",
    [
        SUITE,
        str(_Y_OF_ORDER_8),
        f"{MOST_ENTRIES:,} entries",
        f"{LONGEST_NAME} characters",
        f"{files.LONGEST_AUDIT_LINE:,} bytes",
        "65,535 bytes",
    ],
)
def test_numbers_and_names_are_those_of_the_code(said: str) -> None:
    assert said in TEXT
