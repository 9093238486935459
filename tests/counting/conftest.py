"""What the tests of counting share: the two kernels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from counting.compiled import VARIABLE


@pytest.fixture(scope="module", params=["numpy", "compiled"])
def either_kernel(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each test of the file runs twice: with numpy, and with the compiled kernel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, request.param)
        yield request.param
