"""In CI a test that skips is a failure; elsewhere it is skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")

SKIPS = {
    "in the test": "import pytest\ndef test_it():\n    pytest.skip('no reason')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no')\ndef test_it():\n    pass\n",
    "in a fixture": (
        "import pytest\n@pytest.fixture\ndef f():\n    pytest.skip('no')\ndef test_it(f):\n    pass\n"
    ),
    "as a file": "import pytest\npytest.importorskip('nothing_of_this_name')\n",
}


def outcome(folder: Path, test: str, **environment: str) -> int:
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_it.py").write_text(test)
    inherited = {name: value for name, value in os.environ.items() if name != "OMOV_CI"}
    inherited["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # none is needed, and a start is quicker
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    ended = subprocess.run(
        command, cwd=folder, env=inherited | environment, capture_output=True, check=False
    )
    return ended.returncode


@pytest.mark.parametrize("how", SKIPS)
def test_a_skip_fails_in_ci(how: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, SKIPS[how], OMOV_CI="1") in (1, 2)


@pytest.mark.parametrize("how", SKIPS)
def test_a_skip_is_a_skip_elsewhere(how: str, tmp_path: Path) -> None:
    # Status 5: nothing was collected, which is what a skipped file comes to.
    assert outcome(tmp_path, SKIPS[how]) in (0, 5)


def test_a_test_that_passes_passes_in_ci(tmp_path: Path) -> None:
    assert outcome(tmp_path, "def test_it():\n    pass\n", OMOV_CI="1") == 0


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    test = "import pytest\n@pytest.mark.xfail\ndef test_it():\n    assert False\n"
    assert outcome(tmp_path, test, OMOV_CI="1") == 0
