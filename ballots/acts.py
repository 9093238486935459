"""What officers may change after the freeze, and how the election then stands.

Each kind of act is a frozen class with its parameters; in the log they are canonical JSON.
No act names a member: a re-issue says only in which contest. Source: PROTOCOL, 'The life of a
ballot', 1, 5 and 11.

| kind             | parameters             | effect                                               |
|------------------|------------------------|------------------------------------------------------|
| `extend`         | closes                 | voting closes later                                  |
| `withdraw`       | contest, candidate     | struck before the first stage                        |
| `cancel`         | contest                | no more draws or ballots; no result                  |
| `reissue`        | contest                | one possible second vote (R)                         |
| `roll-change`    | contest, entitled      | the number entitled (E) is now this                  |
| `lot`            | contest, order         | witnessed draw: all candidates' ids in order         |
| `casting-vote`   | contest, candidate     | the chair's vote at the final tie                    |
| `correct`        | contest, text          | a correction of the declaration, in words            |
| `annul`          | contest, text          | the result is set aside, in words                    |

Before the close an act is a leaf of the log. The last four come after it, and `withdraw` and
`cancel` may: those are numbered on, endorsed in the same way, and stand in the evidence beside
the log.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from ballots.documents import Act
from ballots.encoding import sha256, tagged
from ballots.errors import EncodingError
from ballots.reading import Node, read_canonical
from ballots.times import utc_text
from counting.canonical import Json, canonical_json

_MOST_MEMBERS = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Extend:
    """Voting closes later than it would have."""

    closes: datetime


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A candidate stands no longer."""

    contest: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """A contest is not decided in this election."""

    contest: str


@dataclass(frozen=True, slots=True)
class Reissue:
    """One member may draw once more in this contest: a possible second vote."""

    contest: str


@dataclass(frozen=True, slots=True)
class RollChange:
    """The roll of a contest now has this many members."""

    contest: str
    entitled: int


@dataclass(frozen=True, slots=True)
class Lot:
    """A witnessed draw after the close. Of those tied, the one listed first is acted on."""

    contest: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CastingVote:
    """The chair's vote, where the notice grants one, at the final tie."""

    contest: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Correct:
    """A correction of what was declared."""

    contest: str
    text: str


@dataclass(frozen=True, slots=True)
class Annul:
    """A result set aside."""

    contest: str
    text: str


Deed = Extend | Withdraw | Cancel | Reissue | RollChange | Lot | CastingVote | Correct | Annul

_KINDS: dict[str, type[Deed]] = {
    "extend": Extend,
    "withdraw": Withdraw,
    "cancel": Cancel,
    "reissue": Reissue,
    "roll-change": RollChange,
    "lot": Lot,
    "casting-vote": CastingVote,
    "correct": Correct,
    "annul": Annul,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
BEFORE_ROLL_CLOSE = (Extend, Reissue, RollChange)
AFTER_CLOSE = (Lot, CastingVote, Correct, Annul)


def reason_hash(salt: bytes, reason: str) -> bytes:
    """What an act says of its reason: SHA-256(tagged("reason", salt, reason)).

    `salt`: 32 random bytes kept with the reason, so that nobody can guess it from the log.
    """
    return sha256(tagged("reason", salt, reason))


def write_act(mh: bytes, number: int, deed: Deed, reason: bytes) -> Act:
    """The act that does this deed. `reason`: its `reason_hash`.

    Raises EncodingError for a deed that `read_deed` would refuse.
    """
    act = Act(mh, number, _NAMES[type(deed)], canonical_json(_parameters(deed)), reason)
    read_deed(act)
    return act


def read_deed(act: Act) -> Deed:
    """What an act does. Raises EncodingError for a kind or parameters that nobody has defined."""
    kind = _KINDS.get(act.kind)
    if kind is None:
        raise EncodingError(f"there is no act '{act.kind}'. There are: {', '.join(_KINDS)}.")
    node = read_canonical(act.parameters, EncodingError)
    parts = node.object(*(field_.name for field_ in fields(kind)))
    return kind(**{name: _READERS[name](part) for name, part in parts.items()})


def _parameters(deed: Deed) -> Json:
    found: dict[str, Json] = {}
    for field_ in fields(deed):
        value = getattr(deed, field_.name)
        if isinstance(value, datetime):
            found[field_.name] = utc_text(value)
        else:
            found[field_.name] = list(value) if isinstance(value, tuple) else value
    return found


def _read_order(node: Node) -> tuple[str, ...]:
    return tuple(item.identifier() for item in node.list())


_READERS = {
    "closes": Node.instant,
    "contest": Node.identifier,
    "candidate": Node.identifier,
    "entitled": lambda node: node.integer(0, _MOST_MEMBERS),
    "order": _read_order,
    "text": Node.words,
}
