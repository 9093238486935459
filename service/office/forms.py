"""What the office takes and gives, as JSON. Bytes are base64url; times are UTC, RFC 3339."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignIn(_Form):
    """An officer's id and password."""

    officer: str = Field(max_length=64)
    password: str = Field(max_length=1_000)


class SetUpIn(_Form):
    """The first officer, with the set-up code that lies on the host."""

    code: str = Field(max_length=200)
    id: str = Field(max_length=64)
    name: str = Field(max_length=200)
    password: str = Field(max_length=1_000)


class OfficerIn(_Form):
    """A new officer."""

    id: str = Field(max_length=64)
    name: str = Field(max_length=200)
    password: str = Field(max_length=1_000)


class OfficerOut(_Form):
    """An officer."""

    id: str
    name: str


class NoticeIn(_Form):
    """A notice of election, TOML."""

    notice: str = Field(max_length=5_000_000)


class CeremonyIn(_Form):
    """The public file of a key ceremony, as it was written."""

    ceremony: str = Field(max_length=1_000_000)


class StepIn(_Form):
    """A step, its parameters, and the reason that goes into the record."""

    parameters: dict[str, Any] = {}
    reason: str = Field(max_length=2_000)


class ProposalOut(_Form):
    """A proposal. `state`: proposed, done or withdrawn."""

    number: int
    step: str
    parameters: dict[str, Any]
    reason: str
    proposer: str
    confirmer: str | None
    state: str


class PassIn(_Form):
    """What a pass is wanted for: `roll-import`, `links` or `on-paper`."""

    purpose: str


class PassOut(_Form):
    """An officer's pass for the roll office, good for five minutes: header `Omov-Pass`."""

    omov_pass: str


class ShareIn(_Form):
    """A trustee's share: its line of text, or its words."""

    share: str = Field(max_length=2_000)


class ConfirmShareIn(_Form):
    """A trustee's signature on `trustee`: mh, share hash."""

    signature: str


class OpeningSignatureIn(_Form):
    """One trustee's signature on the opening. `signer`: place in the manifest, from 1."""

    signer: int
    signature: str


class OpeningSignaturesIn(_Form):
    """The signatures of all who opened, together."""

    signatures: list[OpeningSignatureIn]


class OpeningOut(_Form):
    """How far an opening is. `message`: what trustees sign, once enough shares are there."""

    state: str
    needed: int
    released: list[int]
    signed: list[int]
    message: str | None
    seed_hash: str | None


class ClockIn(_Form):
    """The instant to which the demonstration's clock is moved."""

    to: str


class Prepared(_Form):
    """What has been drawn up: its hash, and how many are entitled in each contest."""

    mh: str
    entitled: dict[str, int]


class ElectionSummary(_Form):
    """One line of the public list. `state` follows the clock."""

    id: str
    title: str
    organisation: str
    state: str
    opens: str
    closes: str


class ContestOut(_Form):
    """One contest in public. `state`: its lifecycle."""

    id: str
    title: str
    kind: str
    state: str
    seats: int
    rule: str
    candidates: list[str]
    entitled: int | None


class ElectionOut(_Form):
    """An election in public."""

    id: str
    title: str
    organisation: str
    rules: str
    contact: str | None
    language: list[str]
    state: str
    zone: str
    opens: str
    closes: str
    complaints_until: str | None
    officers: list[str]
    control: str
    holding: str
    publication: str
    mh: str | None
    contests: list[ContestOut]
    acts: list[dict[str, Any]]


class ContestResult(_Form):
    """A declared contest: its record, minutes and totals."""

    id: str
    title: str
    state: str
    elected: list[str]
    record: dict[str, Any] | None
    minutes: str | None
    totals: dict[str, Any] | None


class ResultsOut(_Form):
    """What has been declared. `declaration`: as it was signed."""

    contests: list[ContestResult]
    declared_at: str
    declaration: dict[str, Any]


class AuditLine(_Form):
    """One entry of the audit chain, with what it is about."""

    number: int
    time: str
    actor: str
    act: str
    hash: str


class ClockOut(_Form):
    """What time it is here."""

    now: str


class Done(_Form):
    """It is done."""

    done: bool = True
