"""Bodies of linked contests, held against every way of filling their places, listed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    ContestError,
    InfeasibleError,
    Papers,
    RuleId,
    read_record,
)
from counting.body import BARRED, Body, BodyRecord, JointConstraint, Part, count_body
from counting.canonical import canonical_json
from counting.check import check
from counting.views.body import body_lines, body_object

WOMEN = ("A", "C", "E", "G")
Filling = dict[str, frozenset[str]]


def part(
    key: str,
    names: str,
    seats: int,
    *ballots: tuple[str, int],
    constraints: tuple[Constraint, ...] = (),
) -> Part:
    """A contest among persons named by letters; every second letter is a woman."""
    candidates = tuple(
        Candidate(CandidateId(n), n, {"gender": "woman" if n in WOMEN else "man"}) for n in names
    )
    contest = Contest(
        key.title(),
        seats,
        candidates,
        RuleId("scottish-2011"),
        constraints=constraints,
        lots=tuple(CandidateId(n) for n in names),
    )
    rankings = (([names.index(c) + 1 for c in ranking], papers) for ranking, papers in ballots)
    return Part(key, contest, Papers.from_rankings(rankings, len(names)))


def women(
    low: int | None, high: int | None, *contests: str, label: str = "women"
) -> JointConstraint:
    return JointConstraint(Constraint("gender", "woman", low, high, label), contests)


def fillings(body: Body, parts: tuple[Part, ...] | None = None) -> Iterator[Filling]:
    """Every way of filling the places of the contests with nobody twice, from the definition."""
    left = body.parts if parts is None else parts
    if not left:
        yield {}
        return
    first, *rest = left
    standing = [c.id for c in first.contest.standing]
    for more in fillings(body, tuple(rest)):
        taken = frozenset().union(*more.values())
        for chosen in combinations([c for c in standing if c not in taken], first.contest.seats):
            yield {first.key: frozenset(chosen), **more}


def meets(body: Body, filling: Filling) -> bool:
    bounds = [(j.constraint, j.contests) for j in body.joint]
    bounds += [(c, (p.key,)) for p in body.parts for c in p.contest.constraints]
    for bound, keys in bounds:
        number = sum(
            (person in WOMEN) == (bound.value == "woman") for key in keys for person in filling[key]
        )
        if number < (bound.minimum or 0) or (bound.maximum is not None and number > bound.maximum):
            return False
    return True


def extends(filling: Filling, settled: dict[str, frozenset[str]]) -> bool:
    return all(filling[key] == elected for key, elected in settled.items())


def assert_lawful(body: Body, record: BodyRecord) -> None:
    """Nobody twice, all constraints met, and barred exactly those in no filling still possible."""
    everyone = [c for elected in record.elected.values() for c in elected]
    assert len(everyone) == len(set(everyone))
    assert meets(body, {key: frozenset(elected) for key, elected in record.elected.items()})
    possible = [filling for filling in fillings(body) if meets(body, filling)]
    settled: dict[str, frozenset[str]] = {}
    parts = {p.key: p for p in body.parts}
    for link in record.links:
        open_still = [f for f in possible if extends(f, settled)]
        barred = {c for bar in link.barred for c in bar.candidates}
        gone = {c for c, _ in link.struck}
        if parts[link.key].contest.seats == 1 and len(settled) + 1 < len(body.parts):
            able = {c.id for c in parts[link.key].contest.standing} - gone
            assert barred == {c for c in able if not any(c in f[link.key] for f in open_still)}
        assert gone == {
            c.id
            for c in parts[link.key].contest.standing
            if any(c.id in e for e in settled.values())
        }
        assert check(link.record, parts[link.key].papers).faults == ()
        settled[link.key] = frozenset(link.record.elected)


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """One or two offices, then member places; persons overlap; constraints over any of them."""
    names = "ABCDEFG"
    parts = []
    keys = ["chair", "treasurer"][: draw(st.integers(1, 2))]
    for key in [*keys, "members"]:
        seats = draw(st.integers(1, 3)) if key == "members" else 1
        stand = "".join(
            sorted(draw(st.sets(st.sampled_from(names), min_size=seats + 1, max_size=6)))
        )
        ballots = draw(
            st.lists(
                st.tuples(
                    st.lists(st.sampled_from(stand), unique=True, max_size=4).map("".join),
                    st.integers(1, 4),
                ),
                max_size=6,
            )
        )
        parts.append(part(key, stand, seats, *ballots))
    joint = []
    for number in range(draw(st.integers(0, 3))):
        over = draw(st.lists(st.sampled_from([*keys, "members"]), unique=True, min_size=1))
        low = draw(st.integers(0, 3))
        high = draw(st.one_of(st.none(), st.integers(low, 4)))
        joint.append(women(low, high, *over, label=f"bound {number}"))
    return Body("A body", tuple(parts), tuple(joint))


@settings(max_examples=120, deadline=None)
@given(bodies())
def test_a_body_is_filled_lawfully_or_refused_because_it_cannot_be(body: Body) -> None:
    try:
        record = count_body(body)
    except InfeasibleError:
        assert not any(meets(body, filling) for filling in fillings(body))
        return
    assert_lawful(body, record)


def test_a_person_elected_once_is_struck_from_later_contests() -> None:
    body = Body(
        "Committee",
        (
            part("chair", "AB", 1, ("AB", 5), ("BA", 4)),
            part("members", "ABC", 1, ("AB", 6), ("A", 1), ("CB", 4)),
        ),
    )
    record = count_body(body)
    assert record.elected == {"chair": ("A",), "members": ("B",)}
    members = record.links[1]
    assert members.struck == (("A", "chair"),)
    assert members.record.papers.no_effective_preference == 1
    assert members.record.papers.valid == 10
    assert "  A is elected in chair and passed over here." in body_lines(record)


def test_unopposed_contests_come_first() -> None:
    body = Body(
        "Committee",
        (part("chair", "AB", 1, ("AB", 5), ("B", 4)), part("treasurer", "A", 1, ("A", 2))),
    )
    record = count_body(body)
    assert [link.key for link in record.links] == ["treasurer", "chair"]
    assert record.links[0].unopposed
    assert record.elected == {"treasurer": ("A",), "chair": ("B",)}


def test_the_chair_is_barred_to_whom_the_balance_leaves_no_place() -> None:
    # Two women of three, one place for members being open to men only: the chair must be a woman.
    body = Body(
        "Committee",
        (
            part("chair", "ABD", 1, ("B", 9), ("D", 5), ("A", 2)),
            part("members", "CFH", 2, ("F", 6), ("H", 5), ("C", 1)),
        ),
        (women(2, None, "chair", "members"),),
    )
    record = count_body(body)
    assert record.links[0].barred[0].candidates == ("B", "D")
    assert record.links[0].barred[0].constraints == ("women",)
    assert record.elected["chair"] == ("A",)
    assert set(record.elected["members"]) == {"C", "F"}
    assert all(c.attributes.get(BARRED) is None for p in body.parts for c in p.contest.candidates)
    assert_lawful(body, record)
    assert any("could not be met any more: doomed" in line for line in body_lines(record))


def test_what_joint_constraints_leave_is_a_constraint_of_the_last_contest() -> None:
    body = Body(
        "Committee",
        (
            part("chair", "AB", 1, ("A", 5), ("B", 4)),
            part("members", "CDF", 2, ("D", 6), ("F", 5), ("C", 1)),
        ),
        (women(2, 2, "chair", "members"),),
    )
    record = count_body(body)
    [left] = record.links[1].record.contest.constraints
    assert (left.minimum, left.maximum, left.label) == (1, 1, "women")
    assert "C" in record.elected["members"]


def test_an_impossible_body_is_refused_before_anything_is_counted() -> None:
    parts = (
        part("chair", "BD", 1, ("B", 5)),
        part("members", "AF", 1, ("F", 5)),
    )
    impossible = Body("Committee", parts, (women(2, None, "chair", "members"),))
    with pytest.raises(InfeasibleError) as refused:
        count_body(impossible)
    assert refused.value.conflicts == (("women",),)
    both = (part("chair", "A", 1, ("A", 1)), part("members", "A", 1, ("A", 1)))
    with pytest.raises(InfeasibleError, match="too few candidates to fill every place"):
        count_body(Body("Committee", both))


def test_several_places_before_a_linked_contest_are_refused() -> None:
    members = part("members", "ABC", 2, ("A", 5), ("B", 4), ("C", 3))
    linked = Body("Committee", (members, part("chair", "CDF", 1, ("D", 5))))
    with pytest.raises(ContestError, match="Publish an order in which it comes last"):
        count_body(linked)
    apart = Body("Committee", (members, part("chair", "DF", 1, ("D", 5))))
    assert count_body(apart).elected == {"members": ("A", "B"), "chair": ("D",)}


@pytest.mark.parametrize(
    ("parts", "joint", "says"),
    [
        ((), (), "needs contests"),
        ((part("x", "AB", 1), part("x", "AB", 1)), (), "key of its own"),
        ((part("x", "AB", 1),), (women(1, None, "y"),), "must name contests of the body: x"),
        (
            (part("x", "AB", 1),),
            (women(1, None, "x"), women(None, 1, "x")),
            "Two constraints of the body are labelled 'women'",
        ),
    ],
)
def test_a_body_that_contradicts_itself_is_refused(parts, joint, says) -> None:
    with pytest.raises(ContestError, match=says):
        Body("Committee", parts, joint)


def test_one_id_is_one_person_throughout() -> None:
    other = part("members", "AC", 1)
    stranger = Candidate(CandidateId("A"), "Another A", {"gender": "man"})
    from dataclasses import replace

    changed = replace(
        other, contest=replace(other.contest, candidates=(stranger, other.contest.candidates[1]))
    )
    with pytest.raises(ContestError, match="One id is one person"):
        Body("Committee", (part("chair", "AB", 1), changed))


def test_the_object_holds_every_record_and_can_be_read_again() -> None:
    body = Body(
        "Committee",
        (part("chair", "AB", 1, ("A", 5)), part("members", "ACD", 1, ("C", 4), ("AD", 9))),
        (women(1, None, "chair", "members"),),
    )
    shown = body_object(count_body(body))
    assert shown["format"] == "omov/body-record/v1"
    assert shown["order"] == ["chair", "members"]
    assert shown["contests"][1]["struck"] == [{"candidate": "A", "elected_in": "chair"}]
    for contest in shown["contests"]:
        read_record(canonical_json(contest["record"]))
    assert shown == body_object(count_body(body))
