"""The independent check of a body: is every link what the results before it call for?

Which contest was due and who was struck, how many places there were, which steps of the policy were
called for, what surrounded each contest; then each contest's record, by `check`. Nothing of the engine
is used. After the first link that is wrong nothing more is derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from counting.body_terms import Body, BodyRecord, Link, Part
from counting.check import check
from counting.check.body_replay import Replay
from counting.check.families import KNOWN
from counting.check.feasible import outlook
from counting.check.findings import findings
from counting.check.report import CheckReport, Fault
from counting.constraint import Constraint
from counting.contest import LEAVE_VACANT, RELAX, CandidateId, Contest
from counting.errors import ContestError
from counting.linked import barred_by, elected_to

KEEPS = "keeps-a-place"


def check_body(record: BodyRecord, body: Body) -> CheckReport:
    """Follow the body link by link, and check every contest's record against its papers.

    `body`: as it was frozen, with the papers. Never raises on a record that is well formed but wrong.
    """
    replay = Replay(body)
    checks: list[str] = []
    faults: list[str] = []
    if record.body != body:
        faults.append("The record is of a body with other terms or other papers.")
    for number, link in enumerate(record.links, start=1):
        where = f"Link {number} ({link.key})"
        faults += (f"{where}: {what}" for what in _check_link(replay, link))
        if faults:
            left = len(record.links) - number
            checks.append(f"{where} is wrong; {left} links after it were not looked at.")
            break
        checks.append(
            f"{where}: that it was due, who was struck, its places and what surrounds it; its count."
        )
        _take(replay, link)
    else:
        due = replay.due()
        if due is not None:
            faults.append(f"The record ends, though places of '{due.key}' are left.")
    return CheckReport(tuple(checks), tuple(Fault(None, what) for what in faults))


def contests_due(body: Body, elected: Mapping[str, tuple[CandidateId, ...]]) -> dict[str, Contest]:
    """Every contest as it had to be counted, if these are elected in each; in the order of counting.

    For a body that skips whoever is elected already. Raises ContestError where these cannot be the
    results: somebody who could not be elected, too many, or places that could not be filled.
    """
    replay, due = Replay(body), dict[str, Contest]()
    while replay.due() is not None:
        applied, part = replay.apply_policy(), replay.due()
        if applied is None or part is None or part.key in due:
            raise ContestError("the places cannot be filled after these results.")
        some, seats = tuple(elected.get(part.key, ())), replay.seats(part)
        contest = part.contest
        if seats:
            contest, _ = _contest_due(replay, part, seats)
        able = {candidate.id for candidate in contest.standing}.intersection(replay.able(part))
        if len(set(some)) != len(some) or not able.issuperset(some) or len(some) > seats:
            raise ContestError(f"'{part.key}' cannot have elected {', '.join(some)}.")
        due[part.key] = contest
        replay.places[part.key] = some
        replay.vacant[part.key] += seats - len(some)
    return due


def _take(replay: Replay, link: Link) -> None:
    """Those elected have their places, and none besides."""
    where = replay.where()
    for person in link.elected:
        held = where.get(person)
        if held is not None and held != link.key:
            replay.places[held] = tuple(c for c in replay.places[held] if c != person)
    replay.places[link.key] = link.elected
    replay.vacant[link.key] += link.seats - len(link.elected)


def _check_link(replay: Replay, link: Link) -> Iterator[str]:
    """What a link says and the results before it do not give."""
    if replay.due() is None:
        yield "every place is filled, and nothing more is counted."
        return
    applied = replay.apply_policy()
    if applied is None:
        yield "no way of filling the places meets the constraints, even after the policy; it was counted."
        return
    part = replay.due()
    if part is None or part.key != link.key:
        yield f"due is '{part.key if part else 'nothing'}'."
        return
    seats, struck = replay.seats(part), tuple(replay.out(part).items())
    kept = replay.places.get(part.key, ())
    where = replay.where()
    gave_up = tuple((c, where[c]) for c in link.elected if where.get(c, part.key) != part.key)
    for what, said, given in (
        ("steps of the policy taken", link.applied, applied),
        ("places left vacant", link.vacant, replay.vacant[part.key]),
        ("places filled", link.seats, seats),
        ("those struck", link.struck, struck),
        ("those whose places were kept", link.kept, kept),
        ("that it is unopposed", link.unopposed, replay.unopposed(part)),
        ("those who gave up a place", link.gave_up, gave_up),
    ):
        if said != given:
            yield f"the record gives {what} as {said}; due is {given}."
            return
    yield from _check_count(replay, part, link)


def _check_count(replay: Replay, part: Part, link: Link) -> Iterator[str]:
    """The contest as it had to be counted, and its record."""
    if link.seats == 0 or link.record is None:
        if (link.seats == 0) != (link.record is None) or link.barred:
            yield f"there are {link.seats} places, and a record of a count is there or missing."
        return
    try:
        contest, barred = _contest_due(replay, part, link.seats)
    except ContestError as error:
        yield f"it cannot be counted: {error}"
        return
    if tuple((bar.candidates, bar.constraints) for bar in link.barred) != barred:
        yield f"the record bars {[bar.candidates for bar in link.barred]}; due are {barred}."
        return
    for fault in check(link.record, part.papers, contest).faults:
        yield str(fault)


Barred = tuple[tuple[tuple[CandidateId, ...], tuple[str, ...]], ...]


def _contest_due(replay: Replay, part: Part, seats: int) -> tuple[Contest, Barred]:
    """The contest as it is to be counted now, and who is barred before."""
    linked = replay.around(part)
    conditional = any(bound.only_if is not None for bound in linked.bounds)
    has_team = any(candidate in replay.body.teams for candidate in replay.able(part))
    alone = not linked.contests and not conditional and not (has_team and linked.bounds)
    own = [c for c in part.contest.constraints if c.label not in replay.dropped]
    own = [_relieved(c, part, replay.vacant[part.key]) for c in own]
    if alone:
        own += _left(replay, part)
    elif {bound.constraint.label for bound in linked.bounds} & {c.label for c in own}:
        own = []
    own = [c for c in own if not _empty(c)]
    candidates = part.contest.candidates
    if kept := replay.places.get(part.key, ()):
        label = f"those elected to {part.key} stay"
        own.append(Constraint(KEEPS, "yes", len(kept), None, label))
        candidates = tuple(
            replace(c, attributes={**c.attributes, KEEPS: "yes"}) if c.id in kept else c
            for c in candidates
        )
    contest = replace(
        part.contest,
        seats=seats,
        candidates=candidates,
        constraints=tuple(own),
        withdrawn=(*part.contest.withdrawn, *replay.out(part)),
        struck=tuple((c, elected_to(key)) for c, key in replay.out(part).items()),
        if_infeasible=_steps(replay, part, own),
    )
    bound_up = contest if alone else replace(contest, linked=linked)
    if not _without_constraints(bound_up):
        return bound_up, ()
    contest = replace(contest, constraints=())
    standing = [candidate.id for candidate in contest.standing]
    if replay.unopposed(part) or (alone and _none_can_fail(bound_up, len(standing))):
        return contest, ()
    if seats != 1:
        raise ContestError("there are several places under a rule that takes no constraints.")
    found = findings(bound_up, (), standing, outlook(bound_up, (), standing))
    doomed = [one for one in found if one.status == "doomed"]
    gone = {candidate for one in doomed for candidate in one.candidates}
    out = tuple(candidate for candidate in replay.able(part) if candidate in gone)
    barred = tuple((one.candidates, one.constraints) for one in doomed)
    why = {c: barred_by(one.constraints) for one in doomed for c in one.candidates}
    struck = (*contest.struck, *((c, why[c]) for c in out))
    return replace(contest, withdrawn=(*contest.withdrawn, *out), struck=struck), barred


def _steps(replay: Replay, part: Part, own: list[Constraint]) -> tuple[str, ...]:
    """The policy inside a count: only where votes can leave places vacant, and for its constraints."""
    if part.contest.none is None:
        return ()
    mine = {LEAVE_VACANT, *(RELAX + constraint.label for constraint in own)}
    return tuple(step for step in replay.body.if_infeasible if step in mine)


def _without_constraints(contest: Contest) -> bool:
    """Whether constraints bear on a contest whose rule takes none."""
    rule = KNOWN.get(contest.rule)
    bare = replace(contest, constraints=(), linked=None)
    return rule is not None and rule.cannot(bare) is None and rule.cannot(contest) is not None


def _none_can_fail(contest: Contest, standing: int) -> bool:
    """Whether every choice of winners meets the constraints."""
    for one in contest.constraints:
        able = sum(c.attributes.get(one.attribute) == one.value for c in contest.standing)
        fewest, most = max(0, contest.seats - (standing - able)), min(able, contest.seats)
        low, high = one.least(contest.seats), one.most(contest.seats)
        if (low or 0) > fewest or (high is not None and high < most):
            return False
    return True


def _left(replay: Replay, part: Part) -> list[Constraint]:
    """What joint constraints leave to a contest that is decided by itself."""
    left = []
    for bound in replay.bounds(part, [part], {part.key}):
        one = bound.constraint
        low = max(0, (one.minimum or 0) - bound.counted - bound.vacant) or None
        high = None if one.maximum is None else one.maximum - bound.counted
        joint = any(one.label == j.constraint.label for j in replay.body.joint)
        about = any(one.attribute in c.attributes for c in part.contest.candidates)
        if joint and about and not (low is None and high is None):
            left.append(replace(one, minimum=low, maximum=high))
    return left


def _relieved(one: Constraint, part: Part, vacant: int) -> Constraint:
    """A vacant place counts towards the minimum."""
    if not vacant:
        return one
    low, high = one.least(part.contest.seats), one.most(part.contest.seats)
    low = None if low is None else max(0, low - vacant)
    return Constraint(one.attribute, one.value, low, high, one.label)


def _empty(one: Constraint) -> bool:
    shares = (one.minimum_share, one.maximum_share)
    return not one.minimum and one.maximum is None and shares == (None, None)
