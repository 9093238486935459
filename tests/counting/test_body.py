"""Bodies of linked contests: who is struck, what is left of joint constraints, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    ContestError,
    InfeasibleError,
    minutes_text,
    read_record,
    write_record,
)
from counting.body import Body, Part, Places, count_body
from counting.body_json import read_body_record, write_body_record
from counting.check.body import check_body
from counting.contest import NoneOption
from tests.counting.body_builders import part, person, women
from tests.counting.body_judge import assert_lawful


def test_a_person_elected_once_is_struck_from_later_contests_before_their_first_stage() -> None:
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
    assert members.record is not None
    assert members.record.papers.no_effective_preference == 1
    assert members.record.papers.valid == 10
    assert members.record.stages[0].quota == 6  # of the ten that are left: more than half


def test_unopposed_contests_come_first_and_the_rest_is_tested_again() -> None:
    body = Body(
        "Committee",
        (part("chair", "AB", 1, ("AB", 5), ("B", 4)), part("treasurer", "A", 1, ("A", 2))),
    )
    record = count_body(body)
    assert [link.key for link in record.links] == ["treasurer", "chair"]
    # With A gone, B is the only candidate for chair.
    assert [link.unopposed for link in record.links] == [True, True]
    assert record.elected == {"treasurer": ("A",), "chair": ("B",)}


def test_the_chair_is_doomed_whom_the_balance_leaves_no_place() -> None:
    # Two women of three, two places for members being open to men only: the chair must be a woman.
    body = Body(
        "Committee",
        (
            part("chair", "ABD", 1, ("B", 9), ("D", 5), ("A", 2)),
            part("members", "CFH", 2, ("F", 6), ("H", 5), ("C", 1)),
        ),
        (women(2, None, "chair", "members"),),
    )
    record = count_body(body)
    chair = record.links[0].record
    assert chair is not None and chair.rule == "scottish-2011+constraints"
    assert [(f.status, f.candidates, f.constraints) for f in chair.before] == [
        ("guarded", ("A",), ("women",)),
        ("doomed", ("B", "D"), ("women",)),
    ]
    assert record.elected["chair"] == ("A",)
    assert set(record.elected["members"]) >= {"C"}
    assert_lawful(body, record)
    notes = chair.stages[0].action, write_record(chair).decode()
    assert "Still needed for 'women' (over chair and members): 2; continuing here" in notes[1]


def test_under_a_rule_without_constraints_the_doomed_are_barred_before_the_count() -> None:
    body = Body(
        "Committee",
        (
            part("chair", "ABD", 1, ("B", 9), ("D", 5), ("A", 2), rule="av"),
            part("members", "CFH", 2, ("F", 6), ("H", 5), ("C", 1)),
        ),
        (women(2, None, "chair", "members"),),
    )
    [chair, members] = count_body(body).links
    assert chair.barred[0].candidates == ("B", "D") and chair.barred[0].constraints == ("women",)
    assert chair.record is not None and chair.record.contest.withdrawn == ("B", "D")
    assert chair.record.contest.struck == (("B", "barred by 'women'"), ("D", "barred by 'women'"))
    said = minutes_text(chair.record)
    assert "B is passed over on every paper: barred by 'women'." in said
    assert "withdrawn" not in said
    assert chair.elected == ("A",) and "C" in members.elected
    several = replace(body, parts=(part("chair", "ABCD", 2, rule="meek-nz"), body.parts[1]))
    with pytest.raises(ContestError, match="but rule meek-nz takes no constraints"):
        count_body(several)


def test_a_last_contest_for_one_place_under_a_rule_without_constraints_bars_by_what_is_left() -> (
    None
):
    parts = (
        part("members", "ACBD", 2, ("B", 9), ("A", 8), ("D", 1)),
        part("chair", "BEF", 1, ("F", 9), ("E", 2), rule="av"),
    )
    body = Body("Committee", parts, (women(2, None, "members", "chair"),))
    record = count_body(body)
    assert record.elected == {"members": ("B", "A"), "chair": ("E",)}
    assert record.links[1].barred[0].candidates == ("F",)
    assert check_body(record, body).ok
    # No choice of members could break this: it is nothing to a rule that takes no constraints.
    meek = part("members", "ACBD", 2, ("B", 9), ("A", 8), ("D", 1), rule="meek-nz")
    slack = Body("Committee", (parts[1], meek), (women(None, 3, "members", "chair"),))
    record = count_body(slack)
    assert set(record.elected["members"]) == {"A", "B"} and check_body(record, slack).ok
    alone = Body("Committee", (part("chair", "BE", 2, rule="meek-nz"), parts[0]))
    assert count_body(alone).links[0].unopposed


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
    last = record.links[1].record
    assert last is not None and last.contest.linked is None
    [left] = last.contest.constraints
    assert (left.minimum, left.maximum, left.label) == (1, 1, "women")
    assert "C" in record.elected["members"]


def test_several_places_are_counted_before_the_contests_linked_to_them() -> None:
    # C has most votes for member, and only C can be secretary: unopposed, and elected there first.
    members = part("members", "ABC", 2, ("A", 5), ("B", 4), ("C", 9))
    body = Body("Committee", (members, part("chair", "CDF", 1, ("D", 5), ("C", 9))))
    assert count_body(body).elected == {"members": ("C", "A"), "chair": ("D",)}
    # Three women's places in all, and for chair no woman but C: C is kept for the chair.
    joint = Body("Committee", body.parts, (women(2, None, "members", "chair"),))
    record = count_body(joint)
    assert_lawful(joint, record)
    assert record.elected["members"] == ("C", "A")
    exactly = Body(
        "Committee", body.parts, (women(1, 1, "members"), women(1, None, "chair", label="c"))
    )
    record = count_body(exactly)
    assert record.elected == {"members": ("A", "B"), "chair": ("C",)}
    first = record.links[0].record
    assert first is not None and first.with_status(first.before, "guarded") == ("A", "B")


def test_an_impossible_body_is_refused_before_anything_is_counted() -> None:
    parts = (part("chair", "BD", 1, ("B", 5)), part("members", "AF", 1, ("F", 5)))
    impossible = Body("Committee", parts, (women(2, None, "chair", "members"),))
    with pytest.raises(InfeasibleError) as refused:
        count_body(impossible)
    assert refused.value.conflicts == (("women",),)
    assert refused.value.sentences == (
        "'women' cannot be met in the body (places in chair: 1, of 2 candidates; in members: 1, of 2 "
        "candidates): 'women' needs 2, of 1 person who counts for it, over chair and members.",
    )
    both = (part("chair", "A", 1, ("A", 1)), part("members", "A", 1, ("A", 1)))
    with pytest.raises(InfeasibleError, match="too few candidates to fill every place"):
        count_body(Body("Committee", both))


def with_nobody(one: Part) -> Part:
    """The contest with its last candidate, who is nobody."""
    last = replace(one.contest.candidates[-1], attributes={})
    candidates = (*one.contest.candidates[:-1], last)
    contest = replace(one.contest, candidates=candidates, none=NoneOption(last.id, "ron"))
    return replace(one, contest=contest)


def test_places_that_go_to_nobody_stay_vacant_and_a_contest_with_it_is_never_unopposed() -> None:
    members = with_nobody(part("members", "ABZ", 2, ("Z", 9), ("A", 8), ("BA", 2)))
    chair = part("chair", "DF", 1, ("D", 5))
    body = Body("Committee", (members, chair))
    record = count_body(body)
    assert record.elected == {"members": ("A",), "chair": ("D",)}
    assert not record.links[0].unopposed
    assert check_body(record, body).ok
    assert read_body_record(write_body_record(record), body) == record


def test_nobody_is_refused_where_other_contests_bear_on_the_contest() -> None:
    members = with_nobody(part("members", "ABZ", 2, ("Z", 9), ("A", 8)))
    chair = part("chair", "AF", 1, ("F", 5))
    with pytest.raises(ContestError, match="is nobody, and this contest is counted with others"):
        count_body(Body("Committee", (members, chair)))
    after = Body("Committee", (chair, members), (women(2, None, "chair", "members"),))
    with pytest.raises(InfeasibleError):
        count_body(after)
    relaxed = replace(after, if_infeasible=("relax women",))
    assert check_body(count_body(relaxed), relaxed).ok


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"parts": ()}, "needs contests"),
        ({"parts": (part("x", "AB", 1), part("x", "AB", 1))}, "key of its own"),
        ({"joint": (women(1, None, "y"),)}, "must name contests of the body: x"),
        ({"joint": (women(1, None, "x", "x"),)}, "names a contest twice"),
        (
            {"joint": (women(1, None, "x"), women(None, 1, "x"))},
            "Two constraints of the body are labelled 'women'",
        ),
        (
            {"parts": (part("x", "AB", 1, places=Places(1, (), ("z",))), part("z", "AB", 1))},
            "The places of 'x' depend on 'z', which is not counted before it",
        ),
        ({"choices": {CandidateId("A"): ("x",)}}, "the body skips whoever is elected already"),
        (
            {
                "parts": (part("x", "AB", 1), part("z", "AB", 1)),
                "several_places": "preference",
            },
            "stands in x, z: the order of choice must name each once, not none",
        ),
        ({"if_infeasible": ("relax nothing",)}, "'relax nothing' is no step of a policy"),
        ({"if_infeasible": ("leave vacant",) * 2}, "named twice"),
        ({"teams": {CandidateId("AB"): (person("A"), person("B"))}}, "stands in no contest"),
        (
            {
                "parts": (part("x", ["AB", "A"], 1),),
                "teams": {CandidateId("AB"): (person("A"), person("B"))},
            },
            "'A' stands twice in contest 'x'",
        ),
    ],
)
def test_a_body_that_contradicts_itself_is_refused(changes, says) -> None:
    whole = {"title": "Committee", "parts": (part("x", "AB", 1),), **changes}
    with pytest.raises(ContestError, match=says):
        Body(**whole)


def test_one_id_is_one_person_throughout() -> None:
    other = part("members", "AC", 1)
    stranger = Candidate(CandidateId("A"), "Another A", {"gender": "man"})
    changed = replace(
        other, contest=replace(other.contest, candidates=(stranger, other.contest.candidates[1]))
    )
    with pytest.raises(ContestError, match="One id is one person"):
        Body("Committee", (part("chair", "AB", 1), changed))


def test_a_record_with_the_contests_around_it_is_read_as_it_was_written() -> None:
    own = Constraint("gender", "woman", 1, None, "own")
    body = Body(
        "Committee",
        (
            part("chair", "ABD", 1, ("B", 9), ("D", 5), ("A", 2)),
            part("members", "ACFH", 2, ("F", 6), ("H", 5), ("C", 1), constraints=(own,)),
        ),
        (women(2, None, "chair", "members"),),
    )
    for link in count_body(body).links:
        assert link.record is not None
        assert read_record(write_record(link.record)) == link.record


def test_nobody_takes_no_place_that_a_minimum_over_open_contests_reckons_with() -> None:
    # AV takes no constraints, and its place could stay vacant with two women still needed.
    members = part("members", "ABCD", 2, ("AB", 5), ("BC", 4), ("D", 2), ("C", 1))
    chair = with_nobody(part("chair", "ABZ", 1, ("Z", 9), ("AB", 5), rule="av"))
    two = (women(2, None, "chair", "members"),)
    with pytest.raises(ContestError, match="is nobody, and 'women' reckons with a person"):
        count_body(Body("Committee", (chair, members), two))
    for able in (Body("Committee", (chair, members)), Body("Committee", (members, chair), two)):
        record = count_body(able)
        assert record.elected["chair"] == ()
        assert check_body(record, able).ok
