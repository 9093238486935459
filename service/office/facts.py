"""What the office knows of an election at an instant, for pages: read once, changed by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.db.office.store import Election, OfficeStore, Proposal
from service.notice import Notice, read_notice
from service.office.deeds import standing_of
from service.office.room import manifest_of

LINKS_ACT = "pass-links"  # the audit entry of an export of personal links
_ORDER = ("draft", "prepared", "frozen", "closed", "opening", "opened", "counted", "declared")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the timeline is drawn from.

    `rolls`: members on each roll, as the roll office says; None where it does not answer.
    `waiting`: proposals that nobody has confirmed yet. `released`: trustees' shares so far.
    """

    election: Election
    notice: Notice
    now: datetime
    opens: datetime
    closes: datetime
    box_closes: datetime
    officers: int
    links_made: bool
    waiting: tuple[Proposal, ...]
    released: int = 0
    rolls: Mapping[str, int] | None = None

    @property
    def two(self) -> bool:
        """Whether one officer proposes and another confirms."""
        return self.notice.control.officers == "two"

    @property
    def entitled(self) -> Mapping[str, int]:
        """Members entitled in each contest, once it has been worked out."""
        if self.election.manifest is None:
            return {}
        return {terms.id: terms.entitled for terms in manifest_of(self.election).contests}

    def with_rolls(self, rolls: Mapping[str, int]) -> Facts:
        """The same, with what the roll office says."""
        return replace(self, rolls=rolls)

    @property
    def repeatable(self) -> tuple[str, ...]:
        """What has been done and can be done anew."""
        return {
            "draft": ("rolls", "ceremony"),
            "prepared": ("rolls", "ceremony", "prepare"),
            "frozen": ("links",),
        }.get(self.election.state, ())

    def past(self, state: str) -> bool:
        """Whether the election has come to this state, or further."""
        return _ORDER.index(self.election.state) >= _ORDER.index(state)


def facts_of(
    store: OfficeStore,
    election: Election,
    now: datetime,
    released: int = 0,
    rolls: Mapping[str, int] | None = None,
) -> Facts:
    """What the office knows of an election."""
    notice = read_notice(election.notice)
    table = notice.timetable
    opens, closes = table.utc(table.voting.open), table.utc(table.voting.close)
    box_closes = closes + timedelta(seconds=table.voting.grace)
    if election.manifest is not None:
        standing = standing_of(manifest_of(election), store)
        opens = standing.manifest.times.opens
        closes, box_closes = standing.closes, standing.box_closes
    return Facts(
        election=election,
        notice=notice,
        now=now,
        opens=opens,
        closes=closes,
        box_closes=box_closes,
        officers=len(store.officers()),
        links_made=any(entry.act == LINKS_ACT for entry, _ in store.audit(election.id)),
        waiting=tuple(p for p in store.proposals(election.id) if p.state == "proposed"),
        released=released,
        rolls=rolls,
    )
