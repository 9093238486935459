"""What `counting` pulls in: the standard library, numpy, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ALL_OF_COUNTING = """
import importlib, pkgutil, sys
before = set(sys.modules)
import counting
for module in pkgutil.walk_packages(counting.__path__, "counting."):
    importlib.import_module(module.name)
own = set(sys.stdlib_module_names) | {"counting", "numpy"}
print(sorted({name.split(".")[0] for name in set(sys.modules) - before} - own))
print(len([name for name in sys.modules if name.startswith("counting.")]))
"""


def printed(code: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ended.stdout.splitlines()


def test_all_of_counting_imports_only_the_standard_library_and_numpy() -> None:
    foreign, modules = printed(ALL_OF_COUNTING)
    assert foreign == "[]"
    assert int(modules) > 20


def test_importing_counting_starts_no_rule_and_no_format() -> None:
    code = "import counting, sys; print('counting.rules.av' in sys.modules)"
    assert printed(code) == ["False"]
