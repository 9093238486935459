"""Options that end with equal votes in an election: the frozen grant, the act, and the evidence."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from ballots.acts import CastingVote, Deed
from ballots.errors import LogError, ManifestError
from ballots.evidence import Overall, files
from ballots.manifest import Manifest
from ballots.manifest_contest import ContestTerms, RuleText
from ballots.standing import Phase, standing_at_first
from counting import Contest, CountRecord, Papers, count, read_record, rule_digest, write_record
from counting.contest import CandidateId
from counting.contest import CastingVote as Granted
from counting.errors import CastingVoteError
from tests.attacks.insider import inventory_of, zip_of
from tests.ballots.elections import a_contest, a_manifest, an_act
from tests.ballots.motions import evidence_after, verdict_on, voted_on

ID = "venue"
RECORD = files.contest_file(ID, files.RECORD)
# Dover is excluded and its vote goes to Bath: York 3, Bath 3.
EQUAL = ((1,), (1,), (1,), (2,), (2,), (3, 2))


def options(holder: str | None = "chair", kind: str = "options", rule: str = "av") -> ContestTerms:
    """York, Bath or Dover, where the holder has a casting vote."""
    return replace(
        a_contest(ID, kind, ("York", "Bath", "Dover")),
        rule=RuleText(rule, rule_digest(rule)),
        constraints=(),
        policy={} if holder is None else {"casting-vote": holder},
    )


def test_the_frozen_grant_is_part_of_the_contest_that_is_counted() -> None:
    assert options().to_contest().casting_vote == Granted("chair")
    given = options().to_contest(casting_vote="2").casting_vote
    assert given == Granted("chair", CandidateId("2"))
    assert options(None).to_contest(casting_vote="2").casting_vote is None


def test_a_casting_vote_among_persons_is_refused_in_the_manifest() -> None:
    Manifest.load(a_manifest(contests=(options(),)).data)
    with pytest.raises(ManifestError, match="of motions and options only"):
        Manifest.load(a_manifest(contests=(options(kind="ranked"),)).data)


def test_an_act_is_taken_only_where_it_is_granted() -> None:
    for holder, deed, refusal in (
        ("chair", CastingVote(ID, "2"), None),
        ("chair", CastingVote(ID, "4"), "no candidate '4'"),
        (None, CastingVote(ID, "2"), "grants no casting vote"),
    ):
        manifest = a_manifest(contests=(options(holder),))
        standing = standing_at_first(manifest).at(Phase.CLOSED)
        if refusal is None:
            assert standing.after(an_act(manifest, 1, deed)).casting_votes == {ID: "2"}
        else:
            with pytest.raises(LogError, match=refusal):
                standing.after(an_act(manifest, 1, deed))


@pytest.mark.parametrize("rule", ["av", "av-to-two"])
@pytest.mark.parametrize(
    ("deeds", "elected"),
    [((), ()), ((CastingVote(ID, "1"),), ("1",)), ((CastingVote(ID, "2"),), ("2",))],
)
def test_the_evidence_is_verified_with_the_casting_vote_and_without(
    rule: str, deeds: tuple[Deed, ...], elected: tuple[str, ...]
) -> None:
    played = voted_on(options(rule=rule), EQUAL, abstain=1)
    data = evidence_after(played, *deeds)
    verdict = verdict_on(data, played.manifest.mh)
    assert verdict.overall is Overall.VERIFIED, [c for c in verdict.checks if c.outcome != "ok"]
    (found,) = verdict.elected
    assert found.ids == elected
    record = read_record(contents(data)[RECORD])
    assert (record.rule, record.elected) == (f"{rule}+casting-vote", elected)
    minutes = contents(data)[files.contest_file(ID, files.MINUTES)].decode()
    says = "by the casting vote" if elected else "No option is chosen: York and Bath"
    assert says in minutes


@pytest.mark.parametrize(
    ("rankings", "candidate"), [(EQUAL, "3"), (((1,), (1,), (2,)), "2"), (((1,), (1,), (2,)), "1")]
)
def test_nothing_is_drawn_up_with_a_casting_vote_that_settles_nothing(
    rankings: tuple[tuple[int, ...], ...], candidate: str
) -> None:
    with pytest.raises(CastingVoteError, match="settles nothing"):
        evidence_after(voted_on(options(), rankings), CastingVote(ID, candidate))


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def counted_as(record: CountRecord, granted: Granted | None) -> bytes:
    """The record of the same papers, honestly counted with another casting vote."""
    papers = Papers.from_rankings([(ranking, 1) for ranking in EQUAL], 3)
    contest: Contest = replace(record.contest, casting_vote=granted)
    return write_record(count(papers, contest))


@pytest.mark.parametrize(
    ("deeds", "instead"),
    [
        ((CastingVote(ID, "1"),), Granted("chair", CandidateId("2"))),
        ((CastingVote(ID, "1"),), Granted("chair")),
        ((), Granted("chair", CandidateId("1"))),
        ((), Granted("president")),
        ((), None),
    ],
)
def test_a_record_with_another_casting_vote_than_the_acts_is_caught(
    deeds: tuple[Deed, ...], instead: Granted | None
) -> None:
    played = voted_on(options(), EQUAL)
    found = contents(evidence_after(played, *deeds))
    found[RECORD] = counted_as(read_record(found[RECORD]), instead)
    assert json.loads(found[RECORD])["papers"]["valid"] == len(EQUAL)
    found[files.INVENTORY] = inventory_of(found)
    verdict = verdict_on(zip_of(found), played.manifest.mh)
    assert "records" in verdict.failed
    said = " ".join(check.compared for check in verdict.checks)
    assert "is not of the contest as it was frozen" in said
