"""No record passes after one field of it has been changed, however well the change is covered up.

Every leaf, list and object in the JSON of several records is changed in turn. Then the attacker
either seals the digest anew, or writes the whole record anew, so that everything derived (notes,
lists of elected, digest) follows the lie.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from counting import Constraint, Contest, CountRecord, Papers, RecordError, count, read_record
from counting.canonical import canonical_json, sha256_digest
from counting.check import check
from counting.record_json import record_object
from counting.record_reading import record_from_object
from tests.counting.check_elections import contest, hill, papers

Path = tuple[str | int, ...]

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


# What an object of a record might also hold: under other rules, or never.
MORE: tuple[tuple[str, Any], ...] = (
    ("more", "0.00000"),
    ("stopped", True),
    ("figures", {"votes_required": "1.00000"}),
    ("figures", {"votes_required": "1"}),
    ("within", "1.00000"),
    ("within", "1"),
    ("batch", 1),
)


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
    for where, forged in _changes(record_object(counted(name))):
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
    for where, forged in _changes(record_object(honest)):
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


def _changes(record: Any) -> Iterator[tuple[Path, Any]]:
    """Every single-field change of a record and where it is; undone before the next."""
    honest = json.loads(canonical_json(record))
    ids = [candidate["id"] for candidate in honest["contest"]["candidates"]]
    for where, value in list(_everything(honest, ())):
        for other in _instead_of(value, ids):
            if canonical_json(other) == canonical_json(value):
                continue
            place = honest
            for step in where[:-1]:
                place = place[step]
            place[where[-1]] = other
            yield where, honest
            place[where[-1]] = value


def _everything(value: Any, where: Path) -> Iterator[tuple[Path, Any]]:
    if where:
        yield where, value
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _everything(item, (*where, name))


def _instead_of(value: Any, ids: list[str]) -> Iterator[Any]:
    """Other values that could stand in its place."""
    if isinstance(value, bool) or value is None:
        yield from ("1", 1, "1.00000", [])
    elif isinstance(value, int):
        yield from (value + 1, value - 1, str(value), None)
    elif isinstance(value, str):
        yield from (value + "x", "", None, *[id_ for id_ in ids if id_ != value][:2])
        yield from _other_numbers(value)
    elif isinstance(value, list):
        yield from _other_lists(value)
    else:
        yield from ({name: value[name] for name in value if name != left} for left in value)
        yield from ({**value, name: more} for name, more in MORE)
        yield from (
            {**value, one: value[other], other: value[one]}
            for one in value
            for other in value
            if one < other
        )


def _other_numbers(text: str) -> Iterator[str]:
    whole, point, places = text.partition(".")
    if whole.isdigit() and (places.isdigit() or not point):
        unit = 10 ** len(places)
        for scaled in (int(whole + places) + step for step in (1, -1, unit, -unit)):
            if scaled >= 0:
                digits = f"{scaled:0{len(places) + 1}d}"
                yield (
                    f"{digits[: -len(places)]}.{places and digits[-len(places) :]}"
                    if point
                    else digits
                )
    numerator, slash, denominator = text.partition("/")
    if slash and numerator.isdigit() and denominator.isdigit():
        yield from (f"{int(numerator) + 1}/{denominator}", f"{numerator}/{int(denominator) + 1}")


def _other_lists(items: list[Any]) -> Iterator[list[Any]]:
    for place in range(len(items)):
        yield items[:place] + items[place + 1 :]
        yield items[: place + 1] + items[place:]
    for place in range(len(items) - 1):
        yield [*items[:place], items[place + 1], items[place], *items[place + 2 :]]
    if len(items) > 1:
        yield []
    if not items:
        yield from (["1"], [{"id": "1", "name": "", "attributes": {}}])
