"""No record passes after one field of it has been changed, however well the change is covered up.

Every leaf, list and object in the JSON of several records is changed in turn. Then the attacker
either seals the digest anew, or writes the whole record anew, so that everything derived (notes,
lists of elected, digest) follows the lie.
"""

from __future__ import annotations

import json
from functools import cache

import pytest

from counting import Constraint, Contest, CountRecord, Papers, RecordError, count, read_record
from counting.canonical import canonical_json, sha256_digest
from counting.check import check
from counting.record_json import record_object
from counting.record_reading import record_from_object
from tests.counting.check_elections import contest, hill, papers
from tests.counting.record_changes import changes

SEVERAL = papers(
    6,
    ((1, 2, 3, 4), 14),
    ((1, 3), 5),
    ((2, 1, 6), 4),
    ((3, 5, 4), 6),
    ((4, 6, 5), 3),
    ((5, 6), 3),
    ((6, 5, 2), 2),
    ((6,), 2),
    ((), 3),
)
WOMEN = Constraint("gender", "woman", 1, 2, "one or two women")
NORTH = Constraint("region", "north", 1, 1, "one from the north")


def described(genders: str, regions: str) -> dict[int, dict[str, str]]:
    """Attributes from 'mww' and 'nss', one letter a candidate."""
    words = {"m": "man", "w": "woman", "n": "north", "s": "south"}
    return {
        number: {"gender": words[gender], "region": words[region]}
        for number, (gender, region) in enumerate(zip(genders, regions, strict=True), start=1)
    }


ELECTIONS: dict[str, tuple[Papers, Contest]] = {
    "constrained": hill(),
    "guarded-passed-over": (
        papers(
            5,
            ((5,), 1),
            ((4, 5, 1), 4),
            ((2, 3, 4), 3),
            ((1, 2, 5), 5),
            ((2, 4), 1),
            ((3,), 5),
            ((2,), 5),
            ((2, 3, 1), 3),
        ),
        contest(
            "scottish-2011",
            3,
            5,
            attributes=described("mwwmw", "nnsns"),
            constraints=(WOMEN, NORTH),
            lots=[5, 2, 3, 1, 4],
        ),
    ),
    "one-election-bars-another": (
        papers(5, ((1,), 4), ((5,), 5), ((2, 5, 3), 3), ((3, 1, 5), 2), ((3, 5), 1)),
        contest(
            "scottish-2011",
            2,
            5,
            attributes=described("mmmwm", "snnss"),
            constraints=(WOMEN,),
            lots=[3, 5, 1, 2, 4],
        ),
    ),
    "equal-surpluses": (
        papers(5, ((1, 2), 1), ((5, 1, 2), 2), ((4, 1), 5), ((2, 4), 3), ((3, 5, 1), 3)),
        contest(
            "scottish-2011",
            3,
            5,
            attributes=described("wwmmw", "nssns"),
            constraints=(Constraint("gender", "woman", 2, 2, "two women"),),
            lots=[1, 2, 4, 3, 5],
        ),
    ),
    "equal-surpluses-by-lot": (
        papers(
            5,
            ((5,), 3),
            ((4, 5, 1), 3),
            ((2, 5, 1), 5),
            ((3, 2, 1), 3),
            ((5, 4), 1),
            ((3, 4, 2), 2),
        ),
        contest("wigm-exact", 3, 5, lots=[2, 5, 3, 1, 4]),
    ),
    "withdrawn": (
        SEVERAL,
        contest("scottish-2007", 3, 6, withdrawn=[4, 6], lots=[6, 5, 4, 3, 2, 1]),
    ),
    "exact": (SEVERAL, contest("wigm-exact-droop", 3, 6, lots=[1, 2, 3, 4, 5, 6])),
    "alternative-vote": (SEVERAL, contest("av", 1, 6, lots=[6, 5, 4, 3, 2, 1])),
    "alternative-vote-equal": (
        papers(3, ((1,), 4), ((2,), 3), ((3, 2), 1)),
        contest("av", 1, 3, lots=[3, 2, 1]),
    ),
}


@cache
def counted(name: str) -> CountRecord:
    return count(*ELECTIONS[name])


def test_the_records_between_them_hold_everything_a_record_can_hold() -> None:
    stages = [stage for name in ELECTIONS for stage in counted(name).stages]
    decisions = [decision for stage in stages for decision in stage.decisions]
    assert {stage.action.type for stage in stages} == {
        "first-preferences",
        "surplus",
        "exclusion",
        "last-vacancies",
    }
    assert {decision.reason for decision in decisions} >= {
        "quota",
        "majority",
        "final-tie",
        "largest-surplus",
        "lowest",
        "doomed",
        "last-vacancies",
        "only-completion",
    }
    assert {tie.kind for stage in stages for tie in stage.ties} == {
        "election",
        "surplus",
        "exclusion",
    }
    assert {tie.by for stage in stages for tie in stage.ties} == {
        "prior-stage",
        "earliest-stage",
        "lot",
    }
    assert any(decision.passed_over for decision in decisions)
    assert {f.status for stage in stages for f in stage.findings} == {"guarded", "doomed"}
    assert any(counted(name).before for name in ELECTIONS)
    assert any(counted(name).papers.no_effective_preference for name in ELECTIONS)
    assert any(transfer.target is None for stage in stages for transfer in stage.transfers)


@pytest.mark.parametrize("name", ELECTIONS)
def test_the_record_as_counted_passes(name: str) -> None:
    ballots, held = ELECTIONS[name]
    record = counted(name)
    assert check(record, ballots).faults == ()
    assert check(record, ballots, held).ok


@pytest.mark.parametrize("name", ELECTIONS)
def test_no_single_change_passes_when_the_digest_is_sealed_anew(name: str) -> None:
    ballots, held = ELECTIONS[name]
    tried = 0
    for where, forged in changes(record_object(counted(name))):
        if where[0] == "digest":
            continue
        tried += 1
        body = {name: value for name, value in forged.items() if name != "digest"}
        sealed = {**body, "digest": sha256_digest(body)}
        try:
            record = read_record(json.dumps(sealed).encode())
        except RecordError:
            continue
        assert not check(record, ballots, held).ok, where
    assert tried > 500


@pytest.mark.parametrize("name", ELECTIONS)
def test_no_single_change_passes_when_the_whole_record_is_written_anew(name: str) -> None:
    ballots, held = ELECTIONS[name]
    honest = counted(name)
    reached_the_check = 0
    for where, forged in changes(record_object(honest)):
        try:
            record = record_from_object(forged)
        except RecordError:
            continue
        if record == honest:  # the change was in something derived, and has been undone
            continue
        reached_the_check += 1
        assert not check(record, ballots, held).ok, where
    assert reached_the_check > 100


@pytest.mark.parametrize("name", ELECTIONS)
def test_a_changed_digest_is_refused_on_reading(name: str) -> None:
    forged = json.loads(canonical_json(record_object(counted(name))))
    forged["digest"] = sha256_digest("something else")
    with pytest.raises(RecordError, match="digest"):
        read_record(canonical_json(forged))
