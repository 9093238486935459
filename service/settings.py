"""Everything an operator sets, from the environment (`OMOV_…`). No secret has a default."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.clock import Clock, DemoClock, system_clock

Room = Literal["roll", "box", "office", "public"]
ROOMS: tuple[Room, ...] = ("roll", "box", "office", "public")


class Settings(BaseSettings):
    """Where the rooms keep things and where they are reached.

    A room that is served alone needs only its own database; it reaches the others at their
    addresses. Without addresses, all rooms run in one process.
    """

    model_config = SettingsConfigDict(env_prefix="OMOV_", frozen=True, extra="forbid")

    data: Path = Field(
        default=Path("omov-data"), description="Folder for SQLite files and published evidence."
    )
    roll_url: str = Field(
        default="", description="Roll database; empty: SQLite in the data folder."
    )
    box_url: str = Field(default="", description="Box database; empty: SQLite in the data folder.")
    office_url: str = Field(
        default="", description="Office database; empty: SQLite in the data folder."
    )
    address: str = Field(
        default="http://127.0.0.1:8000", description="Public address, as members type it."
    )
    roll_address: str = Field(default="", description="Roll office, where it is on another host.")
    box_address: str = Field(default="", description="Ballot box, where it is on another host.")
    office_address: str = Field(default="", description="Office, where it is on another host.")
    mode: Literal["service", "demo", "rehearsal", "test"] = Field(
        default="service", description="What this is; only 'service' is for real elections."
    )
    clock_offset: int = Field(
        default=0, description="Seconds added to the clock; refused in real elections."
    )
    trusted_proxies: int = Field(
        default=0, ge=0, description="How many proxies in front set X-Forwarded-For."
    )

    @model_validator(mode="after")
    def _only_real_time_in_real_elections(self) -> Self:
        if self.clock_offset and self.mode == "service":
            raise ValueError("OMOV_CLOCK_OFFSET is for tests, the demo and rehearsals only")
        return self

    def database_url(self, room: Room) -> str:
        """The database of a room: its setting, or an SQLite file in the data folder."""
        named: str = {"roll": self.roll_url, "box": self.box_url, "office": self.office_url}[room]
        return named or f"sqlite:///{(self.data / f'{room}.sqlite').absolute()}"

    def clock(self) -> Clock:
        """The clock that every room is given: the machine's, except in demos, rehearsals and tests."""
        if self.mode == "service":
            return system_clock
        return DemoClock(timedelta(seconds=self.clock_offset), self.data / "clock")

    @property
    def secure_cookies(self) -> bool:
        """`Secure` on cookies except on plain HTTP at a loopback address."""
        return not self.address.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
