"""The judge of bodies: every way of filling their places, listed one by one from the definition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from counting.body import Body, BodyRecord, Link, Part
from counting.linked import Condition

Filling = dict[str, frozenset[str]]


def fillings(body: Body) -> list[Filling]:
    """Every way of filling all places with nobody twice that meets every constraint."""
    return [f for f in _fill(body, body.parts, {}) if meets(body, f)]


def _fill(body: Body, left: tuple[Part, ...], so_far: Filling) -> Iterator[Filling]:
    if not left:
        yield so_far
        return
    part, *rest = left
    taken = persons(body, so_far, body.keys)
    able = [c for c in part.standing if not taken.intersection(body.members(c))]
    seats = places(body, part, so_far)
    for chosen in combinations(able, max(seats, 0)) if seats >= 0 else ():
        yield from _fill(body, tuple(rest), {**so_far, part.key: frozenset(chosen)})


def persons(body: Body, filling: Filling, keys: tuple[str, ...]) -> set[str]:
    return {m for key in keys for c in filling.get(key, ()) for m in body.members(c)}


def places(body: Body, part: Part, filling: Filling) -> int:
    seats = part.seats.seats
    for rule in part.seats.rules:
        if holds(body, filling, rule.condition):
            seats = rule.seats
            break
    return seats - len(persons(body, filling, part.seats.less))


def number(body: Body, filling: Filling, keys: tuple[str, ...], attribute: str, value: str) -> int:
    known = {one.id: one for one in body.persons()}
    those = persons(body, filling, keys)
    return sum(known[one].attributes.get(attribute) == value for one in those)


def holds(body: Body, filling: Filling, condition: Condition) -> bool:
    n = number(body, filling, condition.contests, condition.attribute, condition.value)
    return n >= condition.minimum if condition.minimum is not None else n <= condition.maximum


def meets(body: Body, filling: Filling) -> bool:
    bounds = [
        (j.constraint, j.contests)
        for j in body.joint
        if j.only_if is None or holds(body, filling, j.only_if)
    ]
    bounds += [(c, (p.key,)) for p in body.parts for c in p.contest.constraints]
    for bound, keys in bounds:
        n = number(body, filling, keys, bound.attribute, bound.value)
        if n < (bound.minimum or 0) or (bound.maximum is not None and n > bound.maximum):
            return False
    return True


def assert_lawful(body: Body, record: BodyRecord) -> None:
    """The result is one of the fillings, and every finding of every stage is what they say."""
    ways = fillings(body)
    result = {key: frozenset(elected) for key, elected in record.elected.items()}
    assert result in ways
    for at, link in enumerate(record.links):
        if link.record is None:
            continue
        if body.several_places == "skip":
            settled = {one.key: frozenset(one.elected) for one in record.links[:at]}
            left = [w for w in ways if all(w[k] == e for k, e in settled.items())]
            assert_barred(body, link, [w[link.key] for w in left])
            assert_findings(link, [w[link.key] for w in left])
        else:
            assert_findings(link, if_all_others_stay(body, record, at, ways))


def assert_barred(body: Body, link: Link, ways: list[frozenset[str]]) -> None:
    """Under a rule that takes no constraints: barred are those in none of the ways, and no others."""
    part = next(p for p in body.parts if p.key == link.key)
    barred = {c for bar in link.barred for c in bar.candidates}
    if part.contest.rule == "av" and not link.unopposed:
        able = set(part.standing) - {c for c, _ in link.struck}
        assert barred == able - {c for way in ways for c in way}
    else:
        assert not barred


def if_all_others_stay(
    body: Body, record: BodyRecord, at: int, ways: list[Filling]
) -> list[frozenset[str]]:
    """Who may be elected in a count if everybody else with a place stays, and the rest have none yet."""
    link = record.links[at]
    held: dict[str, str] = {}
    for one in record.links[:at]:
        held = {p: k for p, k in held.items() if k != one.key}
        held |= dict.fromkeys(one.elected, one.key)

    def lawful(way: Filling) -> bool:
        now = way[link.key]
        for who, key in held.items():
            choice = body.choices.get(who, (key,))
            wants = link.key in choice[: choice.index(key)]
            if who in now and key != link.key and not wants:
                return False
            if who not in now and (who not in way[key] or key == link.key):
                return False
        new = {(p, k) for k in body.keys if k != link.key for p in way[k] if held.get(p) != k}
        return all(p not in held for p, _ in new)

    return [way[link.key] for way in ways if lawful(way)]


def assert_findings(link: Link, ways: list[frozenset[str]]) -> None:
    """`ways`: those who can be elected together in this contest."""
    record = link.record
    assert record is not None
    if not record.contest.constrained:
        return
    elected, gone = set[str](), set[str]()
    moments = [(record.before, 0)] + [(s.findings, s.number) for s in record.stages[:-1]]
    for findings, stages in moments:
        for stage in record.stages[:stages][-1:]:
            elected |= set(stage.elected)
            gone |= set(stage.excluded)
        continuing = set(record.continuing(stages))
        sets = [w for w in ways if elected <= w <= elected | continuing]
        can = {c for w in sets for c in w}
        can_miss = {c for w in sets for c in continuing - w}
        assert set(record.with_status(findings, "doomed")) == continuing - can
        assert set(record.with_status(findings, "guarded")) == continuing - can_miss
