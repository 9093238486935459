"""What the ballot box takes and gives, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Keys(_Form):
    """The box's public keys, base64url."""

    room: str
    log: str
    promise: str
    origin: str


class ManifestIn(_Form):
    """A manifest and the office's signature on `tagged("manifest-submission", mh)`, base64url."""

    manifest: str = Field(max_length=20_000_000)
    signature: str


class Acknowledged(_Form):
    """The box has taken the manifest in: its signature on `tagged("ack", mh, "box")`."""

    mh: str
    ack: str


class LeafIn(_Form):
    """An encoded act, batch of paper ballots or roll-close; the signatures in it decide."""

    leaf: str = Field(max_length=200_000)


class LogSize(_Form):
    """Leaves in the log."""

    size: int


class ContestTurnout(_Form):
    """Ballots in the public log so far: whole batches only, so no single ballot shows."""

    id: str
    ballots: int
    keys: int


class ElectionOut(_Form):
    """Where an election stands in the box. Times: UTC, RFC 3339."""

    mh: str
    phase: str
    opens: str
    closes: str
    box_closes: str
    last_act: int
    size: int
    contests: list[ContestTurnout]


class CloseOut(_Form):
    """The close leaf and its inclusion proof, base64url: what a trustee verifies."""

    leaf: str
    proof: list[str]
    checkpoint: str


class CastIn(_Form):
    """A ballot as the booth sends it; all but `seq` base64url. See docs/evidence-format.md."""

    contest: str
    ballot_pk: str
    credential: str
    seq: int
    sealed: str
    signature: str
    nonce: str


class ReceiptOut(_Form):
    """The receipt `c` and the box's promise, base64url. The box stores neither."""

    c: str
    promise: str
