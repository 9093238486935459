"""Motions in an election: frozen terms, casting votes, the record, the evidence and its checks."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from ballots.acts import CastingVote, Deed, Withdraw
from ballots.errors import LogError, ManifestError
from ballots.evidence import Outcome, Overall, files, make_draft, write_evidence
from ballots.manifest import Manifest
from ballots.manifest_contest import RuleText
from ballots.motion_policy import motion_terms, policy_of
from ballots.standing import Phase, standing_at_first
from counting.canonical import canonical_json, sha256_digest
from counting.errors import ContestError
from counting.motion import motion_object, read_motion
from counting.thresholds import Base, Given, MotionTerms, Quorum, Tally, Threshold
from tests.attacks.insider import inventory_of, zip_of
from tests.ballots.elections import a_contest, a_manifest, an_act
from tests.ballots.motions import (
    CHAIRED,
    ID,
    MAJORITY,
    a_motion,
    evidence_after,
    quorum_of,
    verdict_on,
    voted,
)
from tests.ballots.whole_election import declared

TWO_THIRDS = Threshold(Fraction(2, 3), Base.VOTING, strict=False)
RECORD = files.contest_file(ID, files.RECORD)


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# The frozen terms


@pytest.mark.parametrize(
    ("terms", "policy"),
    [
        (MotionTerms(MAJORITY), {"threshold": "more than 1/2 of for and against"}),
        (
            MotionTerms(TWO_THIRDS, Quorum(8)),
            {"threshold": "at least 2/3 of those voting", "quorum": "8"},
        ),
        (
            MotionTerms(MAJORITY, None, "chair"),
            {"threshold": "more than 1/2 of for and against", "casting-vote": "chair"},
        ),
    ],
)
def test_the_terms_stand_in_the_policy_word_for_word(
    terms: MotionTerms, policy: dict[str, str]
) -> None:
    assert policy_of(terms) == policy
    assert motion_terms(policy) == terms


@pytest.mark.parametrize(
    "policy",
    [
        {},
        {"threshold": "half"},
        {"threshold": "more than 2/4 of for and against"},
        {"threshold": "more than 1/2 of those present"},
        {"threshold": "at least 1/2 of for and against"},
        {"threshold": "more than 0/1 of those voting"},
        {"threshold": "more than 1/2 of for and against", "quorum": "0"},
        {"threshold": "more than 1/2 of for and against", "quorum": "eight"},
        {"threshold": "at least 2/3 of for and against", "casting-vote": "chair"},
    ],
)
def test_a_policy_that_says_no_threshold_is_refused(policy: dict[str, str]) -> None:
    terms = replace(a_motion(CHAIRED), policy=policy)
    with pytest.raises(ManifestError, match="policy"):
        Manifest.load(a_manifest(contests=(terms,)).data)


def test_rule_kind_and_policy_of_a_motion_go_together() -> None:
    motion = a_motion(CHAIRED)
    for wrong in (
        replace(motion, rule=RuleText("av", motion.rule.digest)),
        replace(a_contest("motion-1", "motion", ("For", "Against")), policy={"quorum": "8"}),
        replace(a_contest(), rule=motion.rule, policy=motion.policy),
    ):
        with pytest.raises(ManifestError, match="policy"):
            Manifest.load(a_manifest(contests=(wrong,)).data)


def act_on(deed: Deed, terms: MotionTerms) -> None:
    manifest = a_manifest(contests=(a_motion(terms),))
    standing = standing_at_first(manifest).at(Phase.CLOSED)
    standing.after(an_act(manifest, 1, deed))


def test_a_casting_vote_is_taken_only_where_the_notice_grants_one() -> None:
    act_on(CastingVote(ID, "1"), CHAIRED)
    with pytest.raises(LogError, match="grants no casting vote"):
        act_on(CastingVote(ID, "1"), MotionTerms(MAJORITY))


def test_for_and_against_cannot_withdraw() -> None:
    with pytest.raises(LogError, match="cannot withdraw"):
        act_on(Withdraw(ID, "1"), CHAIRED)


# Whole elections


@pytest.mark.parametrize(
    ("terms", "votes", "outcome"),
    [
        (MotionTerms(MAJORITY), (4, 3, 1), "carried"),
        (MotionTerms(MAJORITY), (3, 3), "lost"),
        (MotionTerms(MAJORITY), (0, 0, 2), "lost"),
        (MotionTerms(TWO_THIRDS), (4, 2), "carried"),
        (MotionTerms(TWO_THIRDS), (4, 2, 1), "lost"),
        (quorum_of(6), (3, 1, 2), "carried"),
        (quorum_of(7), (3, 1, 2), "no quorum"),
        # Nine are entitled: `frozen` adds three who do nothing to six who vote.
        (MotionTerms(Threshold(Fraction(5, 9), Base.ENTITLED, False)), (5, 1), "carried"),
        (MotionTerms(Threshold(Fraction(5, 9), Base.ENTITLED, True)), (5, 1), "lost"),
        (CHAIRED, (2, 2), "lost"),
    ],
)
def test_an_election_on_a_motion_is_verified_with_its_outcome(
    terms: MotionTerms, votes: tuple[int, ...], outcome: str
) -> None:
    played = voted(terms, *votes)
    data = evidence_after(played)
    verdict = verdict_on(data, played.manifest.mh)
    assert verdict.overall is Overall.VERIFIED, [c for c in verdict.checks if c.outcome != "ok"]
    (motion,) = verdict.motions
    assert (motion.contest, motion.outcome, verdict.elected) == (ID, outcome, ())
    (check,) = (check for check in verdict.checks if check.name == "motions")
    assert check.compared == f"{ID}: {outcome}"
    record = read_motion(contents(data)[RECORD])
    assert record.tally == Tally(*votes, *(0,) * (4 - len(votes)), sum(votes) + 3)
    minutes = contents(data)[files.contest_file(ID, files.MINUTES)].decode()
    assert minutes.splitlines()[1:] == list(motion.sentences)
    assert json.loads(canonical_json(verdict.to_json()))["motions"][0]["outcome"] == outcome


@pytest.mark.parametrize(("candidate", "outcome"), [("1", "carried"), ("2", "lost")])
def test_the_casting_vote_settles_equal_votes(candidate: str, outcome: str) -> None:
    played = voted(CHAIRED, 3, 3, 1)
    data = evidence_after(played, CastingVote(ID, candidate))
    verdict = verdict_on(data, played.manifest.mh)
    assert (verdict.overall, verdict.motions[0].outcome) == (Overall.VERIFIED, outcome)
    assert "the casting vote (chair) is" in " ".join(verdict.motions[0].sentences)


@pytest.mark.parametrize("votes", [(3, 2), (2, 3), (0, 0, 4)])
def test_nothing_is_drawn_up_with_a_casting_vote_that_settles_nothing(
    votes: tuple[int, ...],
) -> None:
    with pytest.raises(ContestError, match="settles equal votes, and nothing else"):
        evidence_after(voted(CHAIRED, *votes), CastingVote(ID, "1"))


def test_a_casting_vote_of_one_officer_alone_is_no_act() -> None:
    played = voted(CHAIRED, 2, 2)
    alone = played.act(CastingVote(ID, "1"), officers=("ann",))
    draft = make_draft(played.record((alone,)))
    stream = io.BytesIO()
    write_evidence(stream, draft, declared(draft))
    verdict = verdict_on(stream.getvalue(), played.manifest.mh)
    assert verdict.failed[0] == "acts after the close"


# Tampering, with every later digest made anew


def tampered(data: bytes, path: str, change: Callable[[Any], None]) -> bytes:
    """The evidence with one JSON file changed and the inventory written again."""
    found = contents(data)
    value = json.loads(found[path])
    change(value)
    value.pop("digest", None)
    value["digest"] = sha256_digest(value)
    found[path] = canonical_json(value)
    found[files.INVENTORY] = inventory_of(found)
    return zip_of(found)


def one_more(value: Any) -> None:
    """A vote against becomes one for, and everything that follows from it is written."""
    record = read_motion(canonical_json(dict(value)))
    tally = replace(
        record.tally, in_favour=record.tally.in_favour + 1, against=record.tally.against - 1
    )
    value.clear()
    value.update(motion_object(replace(record, tally=tally)))


def test_a_vote_moved_in_the_record_is_caught_by_its_name() -> None:
    played = voted(MotionTerms(MAJORITY), 3, 3)
    data = tampered(evidence_after(played), RECORD, one_more)
    outcomes = {c.name: c.outcome for c in verdict_on(data, played.manifest.mh).checks}
    assert outcomes["motions"] is Outcome.FAILED
    assert outcomes["records"] is Outcome.OK


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.update(outcome="carried"),
        lambda value: value["tally"].update(abstain=1),
        lambda value: value["tally"].update(entitled=6),
        lambda value: value["terms"].update(quorum=3),
        lambda value: value["terms"]["threshold"].update(share="1/3"),
        lambda value: value.update(casting_vote="for"),
        lambda value: value["contest"].update(title="Another"),
    ],
)
def test_a_record_that_is_not_of_the_frozen_motion_is_caught(
    change: Callable[[Any], None],
) -> None:
    played = voted(MotionTerms(MAJORITY), 3, 3)
    data = tampered(evidence_after(played), RECORD, change)
    verdict = verdict_on(data, played.manifest.mh)
    assert "records" in verdict.failed


def test_a_casting_vote_left_out_of_the_record_is_caught() -> None:
    played = voted(CHAIRED, 3, 3)
    data = evidence_after(played, CastingVote(ID, "1"))

    def silent(value: Any) -> None:
        record = replace(read_motion(canonical_json(dict(value))), given=Given.SILENT)
        value.clear()
        value.update(motion_object(record))

    verdict = verdict_on(tampered(data, RECORD, silent), played.manifest.mh)
    assert "records" in verdict.failed
    assert "another casting vote" in " ".join(check.compared for check in verdict.checks)
