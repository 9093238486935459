"""The independent check of a body: it passes what was counted, and catches every changed link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from counting import CandidateId, CountRecord, RecordError, write_record
from counting.body import Bar, Body, BodyRecord, Link, Places, count_body
from counting.body_json import read_body_record, write_body_record
from counting.canonical import canonical_json
from counting.check.body import check_body
from counting.linked import SeatRule
from tests.counting.body_builders import if_women, part, person, women
from tests.counting.steering_committee import steering_committee

MEMBERS = part("members", "ACFH", 2, ("F", 6), ("HA", 5), ("C", 1), ("A", 3))
BODIES = {
    "skip": Body(
        "Committee",
        (part("chair", "ABD", 1, ("B", 9), ("D", 5), ("A", 2)), MEMBERS),
        (women(2, None, "chair", "members"),),
    ),
    "barred": Body(
        "Committee",
        (
            part("chair", "ABD", 1, ("B", 9), ("DA", 5), ("A", 2), rule="av"),
            part("members", "CEFH", 2, ("F", 6), ("HE", 5), ("C", 1), ("E", 3)),
        ),
        (women(3, None, "chair", "members"),),
    ),
    "choice": Body(
        "Committee",
        (
            part("members", "ABCD", 2, ("CB", 9), ("AD", 4), ("DA", 3), ("B", 1)),
            part("clerk", "CE", 1, ("C", 5), ("E", 4)),
        ),
        (women(1, None, "members"),),
        several_places="preference",
        choices={CandidateId("C"): ("clerk", "members")},
    ),
    "policy": Body(
        "Committee",
        (
            part("chair", "AB", 1, ("A", 5), ("B", 3)),
            part("members", "ABC", 2, ("A", 5), ("B", 3), ("C", 1)),
            part("council", "C", 1, ("C", 1)),
        ),
        (women(4, None, "chair", "members"),),
        if_infeasible=("relax women", "leave vacant"),
    ),
    "teams": Body(
        "Committee",
        (
            part("chair", ["IJ", "A"], 1, (["IJ"], 5), (["A"], 4)),
            part(
                "members",
                "BCDEA",
                1,
                ("B", 4),
                ("C", 3),
                ("D", 2),
                places=Places(4, (SeatRule(if_women(3, "chair"), 1),), ("chair",)),
            ),
        ),
        (women(2, None, "chair", "members"),),
        teams={CandidateId("IJ"): (person("I"), person("J"))},
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_what_was_counted_holds(name: str) -> None:
    body = BODIES[name]
    record = count_body(body)
    assert check_body(record, body).faults == ()
    assert len(check_body(record, body).checks) == len(record.links)


def changes(link: Link, body: Body) -> Iterator[tuple[str, Link]]:
    """The link with one thing changed at a time."""
    yield "seats", replace(link, seats=link.seats + 1)
    yield "struck more", replace(link, struck=(*link.struck, (CandidateId("A"), "chair")))
    if link.struck:
        yield "struck less", replace(link, struck=link.struck[1:])
    if link.record is not None and link.record.contest.struck:
        held = link.record.contest
        (first, _), *others = held.struck
        for struck in (((first, "elected to 'nothing'"), *others), tuple(others)):
            record = replace(link.record, contest=replace(held, struck=struck))
            yield "why somebody is struck", replace(link, record=record)
    yield "barred", replace(link, barred=(*link.barred, Bar((CandidateId("A"),), ())))
    yield "unopposed", replace(link, unopposed=not link.unopposed)
    yield "vacant", replace(link, vacant=link.vacant + 1)
    yield "applied more", replace(link, applied=(*link.applied, "leave vacant"))
    yield "kept", replace(link, kept=link.kept[1:] if link.kept else (CandidateId("A"),))
    yield "gave up", replace(link, gave_up=() if link.gave_up else ((CandidateId("A"), "chair"),))
    for other in body.keys:
        if other != link.key:
            yield f"key {other}", replace(link, key=other)
    if link.record is None:
        return
    yield "record", replace(link, record=None)
    contest = link.record.contest
    yield from ((what, replace(link, record=record)) for what, record in _records(link.record))
    assert contest.seats == link.seats


def _records(record: CountRecord) -> Iterator[tuple[str, CountRecord]]:
    contest = record.contest
    last = record.stages[-1]
    if last.decisions:
        stages = (*record.stages[:-1], replace(last, decisions=last.decisions[:-1]))
        yield "decision", replace(record, stages=stages)
    yield "title", replace(record, contest=replace(contest, title="Another"))
    linked = contest.linked
    if linked is None:
        return
    yield "alone", replace(record, contest=replace(contest, linked=None))
    for place, bound in enumerate(linked.bounds):
        other = replace(bound, counted=bound.counted + 1)
        bounds = (*linked.bounds[:place], other, *linked.bounds[place + 1 :])
        changed = replace(contest, linked=replace(linked, bounds=bounds))
        yield f"bound {place}", replace(record, contest=changed)
    for place, one in enumerate(linked.contests):
        fewer = replace(one, seats=one.seats + 1)
        contests = (*linked.contests[:place], fewer, *linked.contests[place + 1 :])
        changed = replace(contest, linked=replace(linked, contests=contests))
        yield f"open {place}", replace(record, contest=changed)


@pytest.mark.parametrize("name", BODIES)
def test_every_changed_link_is_caught(name: str) -> None:
    body = BODIES[name]
    record = count_body(body)
    tried = 0
    for at, link in enumerate(record.links):
        for what, changed in changes(link, body):
            links = (*record.links[:at], changed, *record.links[at + 1 :])
            report = check_body(BodyRecord(body, links), body)
            assert report.faults, f"link {at}: {what}"
            tried += 1
    assert tried > 15


@pytest.mark.parametrize("name", BODIES)
def test_links_that_are_missing_or_repeated_or_exchanged_are_caught(name: str) -> None:
    body = BODIES[name]
    links = count_body(body).links
    for wrong in (links[:-1], links[1:], (*links, links[-1]), links[::-1]):
        assert check_body(BodyRecord(body, wrong), body).faults


def test_a_record_of_other_terms_is_caught() -> None:
    body = BODIES["skip"]
    record = count_body(body)
    other = replace(body, joint=(women(1, None, "chair", "members"),))
    assert check_body(record, other).faults
    assert check_body(BodyRecord(other, record.links), other).faults


@pytest.mark.parametrize("name", BODIES)
def test_the_json_of_a_body_record_is_read_again_and_nothing_else(name: str) -> None:
    body = BODIES[name]
    record = count_body(body)
    data = write_body_record(record)
    assert read_body_record(data, body) == record
    whole = json.loads(data)
    for member in list(whole):
        less = {key: value for key, value in whole.items() if key != member}
        with pytest.raises(RecordError, match="missing"):
            read_body_record(canonical_json(less), body)
    for changed in ({**whole, "title": "Another"}, {**whole, "more": 1}):
        with pytest.raises(RecordError):
            read_body_record(canonical_json(changed), body)
    with pytest.raises(RecordError):
        read_body_record(b"\xff", body)
    with pytest.raises(RecordError):
        read_body_record(b"[1, 2", body)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_steering_committee_of_fifteen_is_counted_and_checked(seed: int) -> None:
    body = steering_committee(seed, papers=300)
    record = count_body(body)
    assert check_body(record, body).faults == ()
    persons = {one.id: one for one in body.persons()}
    elected = [m for some in record.elected.values() for c in some for m in body.members(c)]
    assert len(elected) == len(set(elected)) == 15
    officers = [m for k in body.keys[:4] for c in record.elected[k] for m in body.members(c)]
    assert sum(persons[m].attributes["gender"] == "woman" for m in officers) >= 2
    assert 7 <= sum(persons[m].attributes["gender"] == "woman" for m in elected) <= 8
    assert sum("region" in persons[m].attributes for m in elected) >= 4
    assert all(write_record(link.record) for link in record.links if link.record)
