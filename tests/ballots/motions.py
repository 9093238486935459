"""Motions that are voted on in tests: terms, and whole elections with evidence."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from random import Random

from ballots.acts import Deed
from ballots.evidence import Verdict, make_draft, verify_evidence, write_evidence
from ballots.leaves import ActLeaf
from ballots.manifest_contest import ContestTerms, RuleText
from ballots.motion_policy import digest_of_rule, policy_of
from ballots.plaintext import ABSTENTION, Choice
from counting.thresholds import Base, MotionTerms, Quorum, Threshold
from tests.ballots.elections import a_contest
from tests.ballots.whole_election import Ballots, Played, begin, declared, frozen

MAJORITY = Threshold(Fraction(1, 2), Base.FOR_AND_AGAINST, strict=True)
CHAIRED = MotionTerms(MAJORITY, None, "chair")
ID = "composite-2"


def a_motion(terms: MotionTerms, id_: str = ID) -> ContestTerms:
    """A motion with these terms, as a manifest has it."""
    return replace(
        a_contest(id_, "motion", ("For", "Against")),
        rule=RuleText("motion", digest_of_rule("motion")),
        constraints=(),
        policy=policy_of(terms),
    )


def quorum_of(ballots: int) -> MotionTerms:
    """A simple majority with a quorum."""
    return MotionTerms(MAJORITY, Quorum(ballots))


def voted(terms: MotionTerms, in_favour: int, against: int, abstain: int = 0) -> Played:
    """A closed election on one motion, in which so many vote so."""
    return voted_on(a_motion(terms), ((1,),) * in_favour + ((2,),) * against, abstain)


def voted_on(
    contest: ContestTerms, rankings: tuple[tuple[int, ...], ...], abstain: int = 0
) -> Played:
    """A closed election on one contest, with these rankings."""
    ballots = Ballots(contest, rankings, abstain=abstain)
    manifest, rows = frozen([ballots], 2)
    played = begin(manifest, rows, Random(8))
    for place in range(len(rankings) + abstain):
        member = f"member-{place + 1}"
        device = played.device(member, contest.id)
        played.draw(member, contest.id, device)
        choice = Choice(rankings[place]) if place < len(rankings) else ABSTENTION
        played.cast(member, contest.id, device, choice)
    played.close()
    return played


def evidence_after(played: Played, *deeds: Deed, public: bool = False) -> bytes:
    """The evidence, with these acts after the close. Raises as `make_draft` does."""
    acts: tuple[ActLeaf, ...] = tuple(played.act(deed) for deed in deeds)
    draft = make_draft(played.record(acts))
    stream = io.BytesIO()
    write_evidence(stream, draft, declared(draft), for_auditors=not public)
    return stream.getvalue()


def verdict_on(data: bytes, mh: bytes) -> Verdict:
    """What the verification finds."""
    return verify_evidence(io.BytesIO(data), mh)
