"""Evidence of linked contests: counted together, declared one by one, verified as what was due."""

from __future__ import annotations

import io
from dataclasses import replace
from random import Random

import pytest

from ballots.acts import Cancel, Deed, Withdraw
from ballots.errors import EvidenceError
from ballots.evidence import Outcome, make_draft, verify_evidence
from ballots.evidence.bodies import frozen_body
from ballots.evidence.results import contests_held
from ballots.manifest_contest import Body, BodyConstraint, RuleText
from ballots.plaintext import Choice
from counting import CandidateId, Constraint, ContestError, rule_digest
from tests.ballots.elections import a_contest
from tests.ballots.whole_election import Ballots, Played, begin, evidence_of, frozen

NAMES = ("Ada", "Ben", "Cai", "Dee", "Eve")
RULE = RuleText("scottish-2011", rule_digest("scottish-2011"))
WOMEN = BodyConstraint(
    ("chair", "executive"), Constraint("gender", "woman", None, 1, "one woman at most")
)
COMMITTEE = Body("committee", ("chair", "executive"), "skip", (WOMEN,))


def ballots(id_: str, names: tuple[str, ...], seats: int, *rankings: tuple[int, ...]) -> Ballots:
    terms = replace(a_contest(id_, names=names, seats=seats), rule=RULE, constraints=())
    return Ballots(terms, rankings)


CHAIR = ballots("chair", NAMES[:2], 1, (1, 2), (1,), (2,), (1, 2))
# Ada has the quota: no lot decides, which would differ from log to log.
EXECUTIVE = ballots("executive", NAMES, 2, (1, 3), (1, 2), (1,), (3, 1), (5, 4), (4, 2))


def closed(body: Body, *deeds: Deed) -> Played:
    """An election of both contests, everybody having voted, with acts before its close."""
    contests = (CHAIR, EXECUTIVE)
    manifest, rows = frozen(contests, 2, manifest_changes={"bodies": (body,)})
    election = begin(manifest, rows, Random(6))
    for one in contests:
        for place, ranking in enumerate(one.rankings):
            member, contest = f"member-{place + 1}", one.terms.id
            device = election.device(member, contest)
            election.draw(member, contest, device)
            election.cast(member, contest, device, Choice(ranking))
    for deed in deeds:
        election.act(deed)
    election.close()
    return election


def test_linked_contests_are_counted_together_and_the_evidence_verifies() -> None:
    election = closed(COMMITTEE)
    record = election.record()
    draft = make_draft(record)
    elected = {id_: result.record.elected for id_, result in draft.results.items()}
    # Ada is chair: she is struck from the executive, and no other woman can join it.
    assert elected["chair"] == ("1",)
    assert set(elected["executive"]) == {"2", "4"}
    verdict = verify_evidence(io.BytesIO(evidence_of(record)), election.manifest.mh)
    assert {check.outcome for check in verdict.checks} == {Outcome.OK}, verdict.checks


def test_a_cancelled_contest_is_no_part_of_its_body() -> None:
    election = closed(COMMITTEE, Cancel("chair"))
    record = election.record()
    draft = make_draft(record)
    assert set(draft.results) == {"executive"}
    assert "1" in draft.results["executive"].record.elected
    verdict = verify_evidence(io.BytesIO(evidence_of(record)), election.manifest.mh)
    assert {check.outcome for check in verdict.checks} == {Outcome.OK}, verdict.checks


@pytest.mark.parametrize(
    ("steps", "vacant"),
    [(("relax three women",), 0), (("extend nominations 7d", "leave vacant"), 1)],
)
def test_what_a_death_makes_impossible_is_settled_by_the_frozen_policy(
    steps: tuple[str, ...], vacant: int
) -> None:
    # Ada, Cai and Eve are the women: without Cai there are two for three places.
    three = BodyConstraint(
        ("chair", "executive"), Constraint("gender", "woman", 3, None, "three women")
    )
    body = replace(COMMITTEE, constraints=(three,), if_infeasible=steps)
    election = closed(body, Withdraw("executive", "3"))
    record = election.record()
    draft = make_draft(record)
    elected = [c for result in draft.results.values() for c in result.record.elected]
    assert len(elected) == 3 - vacant
    verdict = verify_evidence(io.BytesIO(evidence_of(record)), election.manifest.mh)
    assert {check.outcome for check in verdict.checks} == {Outcome.OK}, verdict.checks


def test_a_step_about_cancelled_contests_is_left_out() -> None:
    chair = BodyConstraint(("chair",), Constraint("gender", "woman", 1, None, "a woman chairs"))
    steps = ("relax a woman chairs", "leave vacant")
    body = replace(COMMITTEE, constraints=(chair, WOMEN), if_infeasible=steps)
    standing = closed(body, Cancel("chair")).state.standing
    assert frozen_body(standing, body, lambda _: (), {}).if_infeasible == ("leave vacant",)


def test_a_record_that_is_not_what_the_other_results_call_for_is_not_as_frozen() -> None:
    standing = closed(COMMITTEE).state.standing
    ada, ben, cai, dee = (CandidateId(str(n)) for n in range(1, 5))

    def held(chair: CandidateId, *executive: CandidateId) -> dict[str, object]:
        results = {"chair": (chair,), "executive": executive}
        return dict(contests_held(standing, lambda _: (), results))

    with_ada, with_ben = held(ada, ben, dee), held(ben, ada, dee)
    assert with_ada["chair"] == with_ben["chair"]
    assert with_ada["executive"] != with_ben["executive"]
    for wrong in ((ada, ada, dee), (cai, ben, dee), (ada, ben, dee, cai), (ada, ben, ben)):
        with pytest.raises(EvidenceError, match="body 'committee'"):
            held(*wrong)


def test_orders_of_choice_and_a_body_that_contradicts_itself_are_refused() -> None:
    with pytest.raises(EvidenceError, match="no orders of choice"):
        make_draft(closed(replace(COMMITTEE, several_places="preference")).record())
    standing = closed(COMMITTEE).state.standing
    twice = replace(COMMITTEE, constraints=(WOMEN, replace(WOMEN, over=("chair",))))
    with pytest.raises(ContestError, match="labelled 'one woman at most'"):
        frozen_body(standing, twice, lambda _: (), {})
