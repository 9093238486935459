"""What a notice may say, as input models; every name of a post, group or category is data.

Defaults exist only where they cannot change a result. Source: NOTICE.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from ballots.contest_policy import PRINTED
from counting.motion import RULE as MOTION
from service.notice.fields import Condition, Duration, Form, Identifier, RuleName, Title, Words
from service.notice.motions import OPTIONS, ThresholdForm
from service.notice.timetable import Timetable


class Holding(Form):
    """How many trustees there are, and how many of them open."""

    trustees: int = Field(ge=2, le=255)
    threshold: int = Field(ge=2, le=255)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.threshold > self.trustees:
            raise ValueError("more trustees are needed to open than there are")
        return self


class Batch(Form):
    """How the public log grows: every `interval`, leaving `pool` ballots behind."""

    interval: Duration = Field(ge=1, le=86_400)
    pool: int = Field(ge=1, le=1_000_000)


class Secrecy(Form):
    """How ballots stay secret, and who opens them."""

    mode: Literal["secret", "recorded"]
    holding: Holding | Literal["service"]
    batch: Batch
    publication: Literal["full", "auditors"]
    auditors: list[Title] = []
    witnesses: list[Words] = []

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.publication == "auditors") != bool(self.auditors):
            raise ValueError("name the auditors exactly where publication is 'auditors'")
        return self


class Control(Form):
    """Whether every act needs two officers."""

    officers: Literal["one", "two"]


class Roll(Form):
    """A roll of members. `file`: beside the notice; else it is imported by hand."""

    file: Words | None = None
    eligible: Condition = ""


class Category(Form):
    """What a constraint may speak of, with its definition and legal basis."""

    attribute: Title
    values: list[Title] = Field(min_length=1)
    basis: Words


class Part(Form):
    """A part of the places, made whole: `{ part = "1/2", rounding = "up" }`."""

    part: str = Field(pattern="^[0-9]{1,6}(/[1-9][0-9]{0,5})?$")
    rounding: Literal["up", "down"]


class Bound(Form):
    """At least `min` and at most `max` of those elected, as numbers or as parts of the places."""

    attribute: Title
    value: Title
    min: int | None = Field(default=None, ge=0)
    max: int | None = Field(default=None, ge=0)
    min_share: Part | None = None
    max_share: Part | None = None
    label: Title | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if all(one is None for one in (self.min, self.max, self.min_share, self.max_share)):
            raise ValueError("give min, max or both, or min_share or max_share")
        if self.min is not None and self.min_share is not None:
            raise ValueError("give min or min_share, not both")
        if self.max is not None and self.max_share is not None:
            raise ValueError("give max or max_share, not both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is more than max")
        return self


class ContestForm(Form):
    """One contest."""

    id: Identifier
    title: Title
    kind: Literal["ranked", "options", "motion"] = "ranked"
    roll: Identifier
    electorate: Condition = ""
    seats: int = Field(default=1, ge=1, le=1_000)
    rule: RuleName | None = None
    order: Literal["election"] | None = None
    order_of_last: Literal["votes"] | None = None
    constraints: list[Bound] = []
    if_infeasible: list[Words] = []
    none: Literal[False, "ron", "neither"] = False
    ties: Literal["lot"] = "lot"
    uncontested: Literal["elect", "vote"] = "vote"
    options: list[Title] = []
    threshold: ThresholdForm | None = None
    quorum: int | None = Field(default=None, ge=1)
    casting_vote: Title | None = Field(default=None, description="Who has it, as in 'chair'.")

    @property
    def rule_id(self) -> str:
        """The counting rule, or that of motions; empty where the notice has yet to name one."""
        return MOTION if self.kind == "motion" else self.rule or ""


class JointBound(Bound):
    """A bound over those elected in several contests of a body."""

    over: list[Identifier] | Literal["all"]


class BodyForm(Form):
    """Contests linked by joint bounds and by people who stand in several: nobody has two places."""

    id: Identifier
    contests: list[Identifier] = Field(min_length=1, description="In their order of counting.")
    several_places: Literal["skip"] = "skip"
    constraints: list[JointBound] = []
    if_infeasible: list[Words] = []


class CandidateForm(Form):
    """Somebody who stands in one contest or in several."""

    contest: list[Identifier] = Field(min_length=1)
    name: Title
    attributes: dict[Title, Title] = {}
    statement: Words | None = None
    photo: Words | None = None


class Notice(Form):
    """A whole notice of election."""

    title: Title
    id: Identifier | None = Field(default=None, description="Made of the title where left out.")
    organisation: Title
    language: list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]] = ["en"]
    rules: Words
    contact: Words | None = Field(default=None, description="Whom a member may ask, and how.")
    timetable: Timetable
    secrecy: Secrecy
    control: Control
    rolls: dict[Identifier, Roll] = Field(min_length=1)
    categories: list[Category] = []
    contests: list[ContestForm] = Field(min_length=1)
    bodies: list[BodyForm] = []
    candidates: list[CandidateForm] = []

    @property
    def election_id(self) -> str:
        """The election's id: as given, or the title in small letters, figures and hyphens."""
        made = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")[:64].strip("-")
        return self.id or made or "election"

    def candidates_of(self, contest: ContestForm) -> list[CandidateForm]:
        """Who stands in a contest, in the order of the notice, or its options; nobody is the last."""
        options = contest.options or (OPTIONS if contest.kind == "motion" else [])
        none = [PRINTED[contest.none]] if contest.none else []
        entries = [CandidateForm(contest=[contest.id], name=name) for name in [*options, *none]]
        persons = [] if options else [c for c in self.candidates if contest.id in c.contest]
        return persons + entries


def notice_schema() -> dict[str, Any]:
    """The JSON schema of a notice, for editors and other programs."""
    schema = Notice.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
