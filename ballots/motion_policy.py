"""What a manifest says of a motion, as words of its policy, and back.

`threshold`: 'more than 1/2 of for and against'; `quorum`: '8'; `casting-vote`: who has it. The last
may stand in the policy of options too, between two of which it decides at the final tie.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ballots.errors import ManifestError
from counting import rule_digest
from counting.errors import ContestError
from counting.motion import PROCEDURE, RULE
from counting.thresholds import MotionTerms, Quorum, Threshold, base_of_text, share_of_text

THRESHOLD: Final = "threshold"
QUORUM: Final = "quorum"
CASTING_VOTE: Final = "casting-vote"

_STRICT = {"more than": True, "at least": False}
_THRESHOLD = re.compile(r"(more than|at least) ([0-9]{1,9}/[0-9]{1,9}) of ([a-z ]{1,40})")
_QUORUM = re.compile(r"[1-9][0-9]{0,9}")


def digest_of_rule(id_: str) -> str:
    """Digest of a counting rule, or of how motions are decided. Raises UnknownRuleError."""
    return PROCEDURE.digest() if id_ == RULE else rule_digest(id_)


def policy_of(terms: MotionTerms) -> dict[str, str]:
    """The words of the policy that say these terms."""
    threshold = terms.threshold
    least = "more than" if threshold.strict else "at least"
    share = f"{threshold.share.numerator}/{threshold.share.denominator}"
    policy = {THRESHOLD: f"{least} {share} of {threshold.base}"}
    if terms.quorum is not None:
        policy[QUORUM] = str(terms.quorum.ballots)
    if terms.casting_vote is not None:
        policy[CASTING_VOTE] = terms.casting_vote
    return policy


def motion_terms(policy: Mapping[str, str]) -> MotionTerms:
    """The terms that a policy says. Raises ManifestError for words that `policy_of` would not write."""
    said = _THRESHOLD.fullmatch(policy.get(THRESHOLD, ""))
    quorum = policy.get(QUORUM)
    if said is None or (quorum is not None and not _QUORUM.fullmatch(quorum)):
        raise ManifestError(
            "a motion's policy has a threshold such as 'more than 1/2 of for and against', and a quorum, "
            "if any, in figures"
        )
    try:
        terms = MotionTerms(
            Threshold(share_of_text(said[2]), base_of_text(said[3]), _STRICT[said[1]]),
            None if quorum is None else Quorum(int(quorum)),
            policy.get(CASTING_VOTE),
        )
    except ContestError as error:
        raise ManifestError(str(error)) from None
    if any(policy.get(name) != words for name, words in policy_of(terms).items()):
        raise ManifestError("a motion's threshold is a fraction in its lowest terms")
    return terms


def check_motion_policy(rule: str, kind: str, policy: Mapping[str, str]) -> None:
    """Raises ManifestError where a contest's rule, kind and policy of a motion do not go together."""
    if rule == RULE:
        if kind != "motion":
            raise ManifestError(f"only a motion is decided under the rule '{RULE}'")
        motion_terms(policy)
        return
    for name in (THRESHOLD, QUORUM):
        if name in policy:
            raise ManifestError(f"'{name}' is of a motion under the rule '{RULE}' only")
    if CASTING_VOTE in policy and kind != "options":
        raise ManifestError(f"'{CASTING_VOTE}' is of motions and options only")
