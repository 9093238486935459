"""An entry that is nobody, and the policy of a contest, from the manifest to the evidence."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from random import Random

import pytest

from ballots.acts import Withdraw
from ballots.contest_policy import none_of, steps_of
from ballots.errors import LogError, ManifestError
from ballots.evidence import Overall, make_draft, verify_evidence, write_evidence
from ballots.manifest_contest import ContestTerms, check_contest
from ballots.plaintext import Choice
from ballots.standing import standing_at_first
from counting import (
    Candidate,
    CandidateId,
    Constraint,
    ContestError,
    CountRecord,
    minutes_text,
    rule_digest,
)
from counting.contest import NoneOption
from tests.ballots.elections import a_contest, a_manifest, an_act
from tests.ballots.whole_election import Ballots, Played, begin, declared, frozen

ID = "committee"
WOMEN = Constraint("gender", "woman", 2, None, "two women; at least")
POLICY = {"none": "ron", "if-infeasible": "extend nominations 7d; relax two women; at least"}


def terms(policy: dict[str, str], seats: int = 3) -> ContestTerms:
    base = a_contest(ID, names=("Ada", "Ben", "Cai", "Re-open nominations"), seats=seats)
    last = replace(base.candidates[-1], attributes={})
    rule = replace(base.rule, digest=rule_digest(base.rule.id))
    candidates = (*base.candidates[:-1], last)
    return replace(base, candidates=candidates, constraints=(WOMEN,), policy=policy, rule=rule)


def record_said(record: CountRecord) -> str:
    """The sentence with which the minutes end."""
    return minutes_text(record).rpartition("Result. ")[2].strip()


def voted(contest: ContestTerms, *rankings: tuple[int, ...]) -> Played:
    """A closed election on one contest, in which members vote so."""
    manifest, rows = frozen([Ballots(contest, rankings)], 2)
    played = begin(manifest, rows, Random(3))
    for place, ranking in enumerate(rankings, start=1):
        device = played.device(f"member-{place}", ID)
        played.draw(f"member-{place}", ID, device)
        played.cast(f"member-{place}", ID, device, Choice(ranking))
    played.close()
    return played


def test_the_policy_says_who_is_nobody_and_which_steps_a_count_can_take() -> None:
    contest = terms(POLICY).to_contest()
    assert contest.none == NoneOption(CandidateId("4"), "ron")
    assert contest.if_infeasible == ("relax two women; at least",)
    both = {"if-infeasible": "relax two women; at least; leave vacant"}
    assert steps_of(both, (WOMEN,)) == ("relax two women; at least", "leave vacant")
    assert none_of({}, contest.candidates) is None


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"none": "nobody"}, "expected 'ron' or 'neither'"),
        ({"if-infeasible": "draw lots"}, "is no step of a policy"),
        ({"if-infeasible": "relax two men"}, "is no step of a policy"),
    ],
)
def test_what_is_no_policy_is_refused(policy: dict[str, str], says: str) -> None:
    with pytest.raises(ContestError, match=says):
        terms(policy).to_contest()
    with pytest.raises(ManifestError, match=says):
        check_contest(terms(policy), "$")


def test_more_places_than_candidates_need_ron_on_the_paper() -> None:
    check_contest(terms(POLICY, seats=6), "$")
    with pytest.raises(ManifestError, match="seats"):
        check_contest(terms({"if-infeasible": "leave vacant"}, seats=6), "$")


def test_nobody_cannot_withdraw() -> None:
    manifest = a_manifest(contests=(terms(POLICY),))
    with pytest.raises(LogError, match="'4' is nobody"):
        standing_at_first(manifest).after(an_act(manifest, 1, Withdraw(ID, "4")))


@pytest.mark.parametrize(
    ("policy", "step"),
    [
        (POLICY, "relax two women; at least"),
        ({"none": "ron", "if-infeasible": "leave vacant"}, "leave vacant"),
    ],
)
def test_ron_and_the_policy_are_counted_declared_and_verified(
    policy: dict[str, str], step: str
) -> None:
    """RON has 8 of 12 votes, two quotas of 4, and two women are required of three places."""
    rankings = ((4,),) * 8 + ((1,),) * 2 + ((3,), (2,))
    played = voted(terms(policy), *rankings)
    draft = make_draft(played.record(()))
    stream = io.BytesIO()
    write_evidence(stream, draft, declared(draft), for_auditors=True)
    data = stream.getvalue()
    verdict = verify_evidence(io.BytesIO(data), played.manifest.mh)
    assert verdict.overall is not Overall.FAILED
    record = draft.results[ID].record
    assert isinstance(record, CountRecord)
    assert record.rule == "scottish-2011+constraints+ron"
    assert record.places_taken[:2] == ("4", "4:2")
    applied = [one.step for stage in record.stages for one in stage.applied]
    assert applied == [step]
    assert record.vacant >= 2
    (found,) = verdict.elected
    assert (found.vacant, found.said) == (record.vacant, record_said(record))
    (told,) = json.loads(json.dumps(verdict.to_json()))["elected"]
    assert (told["vacant"], told["said"]) == (found.vacant, found.said)


def test_neither_is_an_option_that_can_be_chosen() -> None:
    base = a_contest(ID, "options", ("Red", "Blue", "None of these"))
    plain = tuple(Candidate(c.id, c.name, {}) for c in base.candidates)
    contest = replace(base, candidates=plain, constraints=(), policy={"none": "neither"})
    rule = replace(base.rule, id="av", digest=rule_digest("av"))
    contest = replace(contest, rule=rule)
    played = voted(contest, (3,), (3, 1), (1,), (3,), (2, 3))
    draft = make_draft(played.record(()))
    record = draft.results[ID].record
    assert isinstance(record, CountRecord)
    assert record.elected == ("3",)
