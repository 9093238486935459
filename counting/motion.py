"""The record of a motion: what the instrument asks, how many voted how, and what follows. One codec.

Its JSON, `omov/motion-record/v1`, is canonical and carries the sentences of the minutes and a SHA-256
digest. Reading builds the record anew and refuses whatever it would not have written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from counting.canonical import Json, canonical_json, sha256_digest
from counting.errors import ContestError, RecordError
from counting.motion_words import sentences_of
from counting.thresholds import (
    Decision,
    Given,
    MotionTerms,
    Quorum,
    Tally,
    Threshold,
    base_of_text,
    decide,
)

FORMAT: Final = "omov/motion-record/v1"
RULE: Final = "motion"
RULE_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Procedure:
    """How motions are decided, for a notice; beside the counting rules, of which it is none."""

    id: str
    version: int
    title: str
    source: str
    sentences: tuple[str, ...]

    def description(self) -> dict[str, Json]:
        """All of it, by name, as `Rule.description` has it of a counting rule."""
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "source": self.source,
            "sentences": list(self.sentences),
        }

    def digest(self) -> str:
        """`sha256:` and the digest of the description, as a manifest freezes it."""
        return sha256_digest(self.description())


_SENTENCES: Final = (
    "Each ballot is a vote for the motion, a vote against it, or an abstention.",
    "The motion is carried if the votes for it reach the share that the notice states, of what the notice "
    "names: the votes for and against; those of all whose ballots were accepted, abstaining, blank or "
    "invalid; or those of all who are entitled to vote.",
    "It is never carried unless more vote for it than against it. Equal votes do not carry it, nor does "
    "no vote at all.",
    "Where the notice states a quorum and fewer ballots are accepted, abstentions included, nothing is "
    "decided.",
    "Where the notice grants a casting vote, and as many have voted for as against, it settles the motion. "
    "A casting vote that is not given does not carry it.",
)


PROCEDURE: Final = Procedure(
    RULE,
    RULE_VERSION,
    "Motion: for, against or abstain",
    "the threshold, quorum and casting vote that the notice states",
    _SENTENCES,
)


@dataclass(frozen=True, slots=True)
class MotionRecord:
    """A motion that has been voted on. `options`: as on the paper, for first.

    `given`: what has become of the casting vote; None where none is granted. `papers`: digest of the
    papers that name an option, where there are papers. Raises ContestError as `decide` does.
    """

    title: str
    options: tuple[str, str]
    terms: MotionTerms
    tally: Tally
    given: Given | None = None
    papers: str | None = None

    def __post_init__(self) -> None:
        decide(self.terms, self.tally, self.given)

    @property
    def decision(self) -> Decision:
        """What becomes of it."""
        return decide(self.terms, self.tally, self.given)


def write_motion(record: MotionRecord) -> bytes:
    """The record as canonical JSON with its digest, UTF-8, no line end."""
    return canonical_json(motion_object(record))


def motion_object(record: MotionRecord) -> dict[str, Json]:
    """The record as JSON values, with its digest."""
    tally, terms, decision = record.tally, record.terms, record.decision
    casting = decision.casting_vote
    threshold = terms.threshold
    weighted: dict[str, Json] = {} if tally.ballots is None else {"ballots": tally.ballots}
    body: dict[str, Json] = {
        "format": FORMAT,
        "rule": RULE,
        "rule_version": RULE_VERSION,
        "contest": {"title": record.title, "options": list(record.options)},
        "terms": {
            "threshold": {
                "share": _share_text(threshold.share),
                "of": threshold.base.value,
                "strict": threshold.strict,
            },
            "quorum": terms.quorum.ballots if terms.quorum else None,
            "casting_vote": terms.casting_vote,
        },
        "papers": record.papers,
        "tally": {
            "for": tally.in_favour,
            "against": tally.against,
            "abstain": tally.abstain,
            "blank": tally.blank,
            "entitled": tally.entitled,
            **weighted,
        },
        "casting_vote": casting.given.value if casting else None,
        "base": decision.base,
        "needed": decision.needed,
        "quorate": decision.quorate,
        "outcome": decision.outcome.value,
        "sentences": list(sentences_of(decision)),
    }
    return {**body, "digest": sha256_digest(body)}


def read_motion(data: bytes) -> MotionRecord:
    """The inverse of `write_motion`. Raises RecordError for anything that it would not have written."""
    try:
        found = json.loads(data.decode("utf-8"))
        record = _record_of(found)
        _require_same(found, motion_object(record))
        if write_motion(record) != data:
            raise RecordError("The record of the motion is not canonical JSON.")
    except (ValueError, ZeroDivisionError, RecursionError) as error:
        raise RecordError(f"The record of the motion is not JSON: {error}.") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise RecordError(f"The record of the motion lacks something: {error}.") from None
    except ContestError as error:
        raise RecordError(f"The record of the motion contradicts itself: {error}") from None
    return record


def _require_same(found: dict[str, Any], again: dict[str, Json]) -> None:
    for name in sorted(found.keys() | again.keys()):
        # As JSON: so that 1 and true, which Python takes for equal, are not.
        said, due = (json.dumps(part.get(name), sort_keys=True) for part in (found, again))
        if (name in found) != (name in again) or said != due:
            raise RecordError(
                f"record.{name} is {said}, but the rest of the record makes it {due}."
            )


def _record_of(found: Any) -> MotionRecord:
    terms, tally, contest = found["terms"], found["tally"], found["contest"]
    given = found["casting_vote"]
    in_favour, against = contest["options"]
    return MotionRecord(
        title=_words(contest["title"]),
        options=(_words(in_favour), _words(against)),
        terms=MotionTerms(
            _threshold(terms["threshold"]),
            None if terms["quorum"] is None else Quorum(terms["quorum"]),
            None if terms["casting_vote"] is None else _words(terms["casting_vote"]),
        ),
        tally=Tally(
            tally["for"], tally["against"], tally["abstain"], tally["blank"], tally["entitled"],
            tally.get("ballots"),
        ),
        given=None if given is None else Given(given),
        papers=None if found["papers"] is None else _words(found["papers"]),
    )  # fmt: skip


def _threshold(found: Any) -> Threshold:
    above, _, below = _words(found["share"]).partition("/")
    if not isinstance(found["strict"], bool):
        raise TypeError(f"'strict' is true or false, not {found['strict']!r}")
    return Threshold(Fraction(int(above), int(below)), base_of_text(found["of"]), found["strict"])


def _words(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(f"expected text, not {found!r}")
    return found


def _share_text(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
