"""A headless Chromium and pages of a member's own; skips, saying so, where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# The browser itself reports every answer that is not 2xx; those are expected and looked at by name.
_EXPECTED = "Failed to load resource"

NewPage = Callable[..., Page]


# For each module, not for the session: while it lives it keeps an event loop running in this
# thread, and no test of another module could run one of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser: the one at OMOV_CHROMIUM, else the system's `chromium`."""
    path = os.environ.get("OMOV_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: the pages are not tried in a browser")
    expect.set_options(timeout=20_000)  # two cores may be busy with other tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_device(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes devices: browsers that share nothing with each other."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = chromium.new_context(**{"viewport": PHONE, "locale": "en-GB", **options})  # type: ignore[arg-type]
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def new_page(new_device: Callable[..., BrowserContext]) -> Iterator[NewPage]:
    """Makes pages whose complaints fail the test: errors, blocked content, foreign addresses."""
    complaints: list[str] = []

    def make(device: BrowserContext | None = None, **options: object) -> Page:
        page = (device or new_device(**options)).new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("console", lambda said: _listen(said.type, said.text, complaints))
        page.on("request", lambda request: _look(request.url, complaints))
        return page

    yield make
    assert complaints == []


def _listen(kind: str, text: str, complaints: list[str]) -> None:
    if kind in ("error", "warning") and not text.startswith(_EXPECTED):
        complaints.append(f"console: {text}")


def _look(url: str, complaints: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        complaints.append(f"foreign address: {url}")
