"""What a verification found: one line for each named check, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from counting.canonical import Json

FORMAT = "omov/verdict/v1"
EXPECTED = "expected manifest"
"""The one check that is not reached merely because nothing was given to compare with."""


class Outcome(StrEnum):
    """How a check ended."""

    OK = "ok"
    FAILED = "failed"
    NOT_REACHED = "not reached"


class Overall(StrEnum):
    """What all checks come to.

    `self-consistent only`: all hold, but the manifest was compared with nothing from outside:
    whoever made the file could have made all of it.
    """

    VERIFIED = "verified"
    SELF_CONSISTENT = "self-consistent only"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One named check. `compared`: what was compared, what was found wrong, or why it was not reached."""

    name: str
    outcome: Outcome
    compared: str


@dataclass(frozen=True, slots=True)
class Elected:
    """The result of a contest: ids in order of election, and the names that go with them.

    `vacant`: how many places stay vacant; `said`: the sentence with which the minutes end.
    """

    contest: str
    title: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    vacant: int
    said: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a motion: `carried`, `lost` or `no quorum`, and the sentences of the minutes."""

    contest: str
    title: str
    outcome: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recount:
    """The papers of a contest counted under another rule, which decides nothing.

    `elected`: ids in order of election, None where this rule cannot count the contest; `said`: one
    sentence.
    """

    contest: str
    rule: str
    elected: tuple[str, ...] | None
    said: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole finding. `mh`: the manifest's hash in hexadecimal, None if it could not be read.

    `for_auditors`: checks that the public copy of an election published to auditors leaves to them.
    `notes`: what a reader must know beside the checks: what only auditors can check, acts after
    the declaration, who is attested by the service only.
    """

    checks: tuple[Check, ...]
    mh: str | None
    compared_with_expected: bool
    for_auditors: tuple[str, ...] = ()
    elected: tuple[Elected, ...] = ()
    motions: tuple[Decided, ...] = ()
    recounts: tuple[Recount, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def overall(self) -> Overall:
        """`failed` unless every check holds that could be made, else what the manifest allows."""
        excused = {EXPECTED, *self.for_auditors}
        for check in self.checks:
            if check.outcome is not Outcome.OK and (
                check.outcome is Outcome.FAILED or check.name not in excused
            ):
                return Overall.FAILED
        return Overall.VERIFIED if self.compared_with_expected else Overall.SELF_CONSISTENT

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that failed, in their order."""
        return tuple(check.name for check in self.checks if check.outcome is Outcome.FAILED)

    def to_json(self) -> Json:
        """For programs. `motions` is there only where there are any, `vacant` where places stay so."""
        motions: Json = [
            {
                "contest": motion.contest,
                "title": motion.title,
                "outcome": motion.outcome,
                "sentences": list(motion.sentences),
            }
            for motion in self.motions
        ]
        return {
            "format": FORMAT,
            "overall": self.overall.value,
            "manifest": self.mh,
            "for_auditors": list(self.for_auditors),
            "checks": [
                {"name": check.name, "outcome": check.outcome.value, "compared": check.compared}
                for check in self.checks
            ],
            "elected": [
                {
                    "contest": elected.contest,
                    "title": elected.title,
                    "elected": list(elected.ids),
                    "names": list(elected.names),
                    **({"vacant": elected.vacant, "said": elected.said} if elected.vacant else {}),
                }
                for elected in self.elected
            ],
            "recounts": [
                {
                    "contest": recount.contest,
                    "rule": recount.rule,
                    "elected": None if recount.elected is None else list(recount.elected),
                    "said": recount.said,
                }
                for recount in self.recounts
            ],
            "notes": list(self.notes),
            **({"motions": motions} if self.motions else {}),
        }
