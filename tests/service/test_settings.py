"""Settings: documented, typed, and without a default for a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def rows() -> list[str]:
    found = []
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = f"`{default}`" if default not in ("", None) else "empty"
        found.append(f"| `OMOV_{name.upper()}` | {shown} | {field.description} |")
    return found


def test_every_setting_stands_on_its_page_as_the_code_has_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("| `OMOV_")] == rows()


def test_a_real_election_has_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMOV_CLOCK_OFFSET", "3600")
    with pytest.raises(ValidationError, match="tests, the demo and rehearsals only"):
        Settings()
    monkeypatch.setenv("OMOV_MODE", "test")
    assert Settings().clock_offset == 3600


def test_databases_are_files_of_their_own_unless_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OMOV_DATA", str(tmp_path))
    settings = Settings()
    urls = {settings.database_url(room) for room in ("roll", "box", "office")}
    assert urls == {f"sqlite:///{tmp_path / room}.sqlite" for room in ("roll", "box", "office")}
    monkeypatch.setenv("OMOV_BOX_URL", "postgresql://db/box")
    assert Settings().database_url("box") == "postgresql://db/box"


@pytest.mark.parametrize(
    ("address", "secure"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("https://vote.example.org", True),
        ("http://vote.example.org", True),
    ],
)
def test_cookies_are_secure_except_on_loopback(
    monkeypatch: pytest.MonkeyPatch, address: str, secure: bool
) -> None:
    monkeypatch.setenv("OMOV_ADDRESS", address)
    assert Settings().secure_cookies is secure
