"""Runs the built booth in Node, as it is shipped."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from service.web import STATIC

SCRIPT = Path(__file__).with_name("booth.mjs")


def booth(op: str, **request: object) -> Any:
    """The booth's answer to one request; bytes in hex. Skips where there is no Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the booth is not tested")
    done = subprocess.run(
        [node, str(SCRIPT), str(STATIC / "booth.js")],
        input=json.dumps({"op": op, **request}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
