"""What the roll office takes and gives, as JSON. Bytes are base64url."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_NUMBER = Field(max_length=100, pattern=r"^[^\x00-\x1f]+$")


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Keys(_Form):
    """The roll office's public key."""

    room: str


class Signed(_Form):
    """A signed JSON document. See `service/documents.py`."""

    document: str = Field(max_length=5_000_000)
    signature: str


class ManifestIn(_Form):
    """A manifest and the office's signature on `tagged("manifest-submission", mh)`."""

    manifest: str = Field(max_length=20_000_000)
    signature: str


class Acknowledged(_Form):
    """The roll office has taken the manifest in: signature on `tagged("ack", mh, "roll")`."""

    mh: str
    ack: str


class LeafIn(_Form):
    """An act as it stands in the log; its endorsements decide."""

    leaf: str = Field(max_length=200_000)


class LeafOut(_Form):
    """The roll-close, encoded as a leaf, for the office to carry to the box."""

    leaf: str


class Imported(_Form):
    """A roll has been imported: how many members, and which columns it has."""

    roll: str
    members: int
    columns: list[str]


class RollSizes(_Form):
    """How many members each roll has, by its name."""

    rolls: dict[str, int]


class SignIn(_Form):
    """The personal link's `id.secret`, and the membership number."""

    link: str = Field(max_length=200)
    number: str = Field(max_length=200)


class MyContest(_Form):
    """One contest, as it stands for the member who is signed in.

    `state`: `not-drawn`, `drawn` or `on-paper`. `may_draw`: a new paper can be drawn now.
    """

    id: str
    state: str
    may_draw: bool


class Me(_Form):
    """Who is signed in, and where they may vote."""

    name: str
    contests: list[MyContest]


class Draw(_Form):
    """A blinded value to be signed."""

    contest: str = Field(max_length=64)
    z: str = Field(max_length=600)


class Drawn(_Form):
    """The blind signature."""

    signature: str


class EndorsementIn(_Form):
    """An officer's endorsement."""

    officer: str
    signature: str


class ReissueIn(_Form):
    """A member may draw once more: the officers' endorsements of `grant`."""

    number: str = _NUMBER
    contest: str = Field(max_length=64)
    endorsements: list[EndorsementIn]


class NextReissue(_Form):
    """Which re-issue of a member would be the next, from 1."""

    again: int


class OnPaperIn(_Form):
    """A member votes on paper in a contest."""

    number: str = _NUMBER
    contest: str = Field(max_length=64)


class Done(_Form):
    """It is done."""

    done: bool = True


class Proof(_Form):
    """A leaf of the roll's tree, with its place and its proof."""

    leaf_hash: str
    index: int
    size: int
    proof: list[str]


class ContestTotal(_Form):
    """How many members are entitled in a contest."""

    id: str
    entitled: int


class ElectionOut(_Form):
    """What anybody may know of an election at the roll office."""

    mh: str
    roll_root: str
    contests: list[ContestTotal]
