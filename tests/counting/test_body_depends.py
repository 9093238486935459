"""Bodies whose places depend on results, with orders of choice, and with a policy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counting import (
    CandidateId,
    InfeasibleError,
)
from counting.body import Body, Places, count_body
from counting.check import check
from counting.check.body import check_body
from counting.linked import Condition, SeatRule
from tests.counting.body_builders import if_women, part, person, women
from tests.counting.body_judge import assert_lawful


def test_the_places_of_members_are_what_the_officers_leave_of_the_fifteen() -> None:
    team = {CandidateId("IJ"): (person("I"), person("J"))}
    parts = (
        part("chair", ["IJ", "A"], 1, (["IJ"], 5), (["A"], 4)),
        part("members", "BCDE", 1, ("B", 4), ("C", 3), ("D", 2), places=Places(4, (), ("chair",))),
    )
    body = Body("Committee", parts, teams=team)
    record = count_body(body)
    assert record.elected == {"chair": ("IJ",), "members": ("B", "C")}
    assert_lawful(body, record)
    alone = replace(body, parts=(part("chair", ["IJ", "A"], 1, (["A"], 5)), parts[1]))
    assert len(count_body(alone).elected["members"]) == 3


def test_a_second_vice_chair_only_if_the_first_is_a_man() -> None:
    rule = SeatRule(if_women(1, "vice-chair"), 0)
    second = part("second", "CDE", 1, ("D", 3), ("C", 2), places=Places(1, (rule,)))
    for ballots, elected in ((("A", 5), ()), (("B", 5), ("D",))):
        body = Body("Officers", (part("vice-chair", "AB", 1, ballots), second))
        record = count_body(body)
        assert record.elected["second"] == elected
        assert_lawful(body, record)


def test_a_constraint_that_applies_only_if_a_man_is_chair() -> None:
    balance = replace(
        women(2, None, "members"), only_if=Condition("gender", "woman", None, 0, ("chair",))
    )
    members = part("members", "CEDF", 2, ("D", 6), ("F", 5), ("C", 1))
    for ballots, elected in ((("A", 5), {"D", "F"}), (("B", 5), {"C", "E"})):
        body = Body("Committee", (part("chair", "AB", 1, ballots), members), (balance,))
        record = count_body(body)
        assert set(record.elected["members"]) == elected
        assert_lawful(body, record)


def test_a_constraint_over_a_contest_already_counted_can_still_come_to_apply() -> None:
    # A is the only candidate for chair. If nobody from the north were clerk, chair would need two women.
    northern = Condition("region", "north", None, 0, ("clerk",))
    impossible = replace(women(2, None, "chair"), only_if=northern)
    clerk = part("clerk", "CDB", 1, ("C", 9), ("D", 5), ("B", 1))
    body = Body("Officers", (part("chair", "A", 1), clerk), (impossible,))
    record = count_body(body)
    assert record.elected == {"chair": ("A",), "clerk": ("B",)}
    assert_lawful(body, record)
    assert check_body(record, body).ok


def test_results_that_would_leave_fewer_places_than_none_are_impossible() -> None:
    # With a woman in either office there would be no members, less the chair: fewer than none.
    rule = SeatRule(if_women(1, "chair", "clerk"), 0)
    members = part("members", "HJ", 1, ("H", 2), places=Places(2, (rule,), ("chair",)))
    offices = (
        part("chair", "ABCD", 1, ("A", 9), ("B", 3)),
        part("clerk", "BCF", 1, ("C", 9), ("F", 2)),
    )
    body = Body("Committee", (*offices, members))
    record = count_body(body)
    assert record.elected == {"chair": ("B",), "clerk": ("F",), "members": ("H",)}
    assert_lawful(body, record)
    assert check_body(record, body).ok


def test_whoever_wants_a_later_place_more_gives_up_the_earlier_one() -> None:
    parts = (
        part("chair", "AB", 1, ("AB", 5), ("BA", 4)),
        part("clerk", "AC", 1, ("A", 5), ("C", 4)),
    )
    choices = {CandidateId("A"): ("clerk", "chair")}
    body = Body("Officers", parts, several_places="preference", choices=choices)
    record = count_body(body)
    assert [(link.key, link.elected) for link in record.links] == [
        ("chair", ("A",)),
        ("clerk", ("A",)),
        ("chair", ("B",)),
    ]
    assert record.links[1].gave_up == (("A", "chair"),)
    assert record.links[2].struck == (("A", "clerk"),)
    assert record.elected == {"chair": ("B",), "clerk": ("A",)}
    skipped = replace(body, several_places="skip", choices={})
    assert count_body(skipped).elected == {"chair": ("A",), "clerk": ("C",)}
    assert_lawful(body, record)


def test_nobody_is_elected_in_the_hope_that_two_will_exchange_their_places() -> None:
    # D as chair and A as clerk would each want the other's place: but no place is open, and neither moves.
    parts = (
        part("chair", "ABCD", 1, ("D", 9), ("AC", 1)),
        part("clerk", "AD", 1, ("A", 5), ("D", 4)),
    )
    choices = {CandidateId("A"): ("chair", "clerk"), CandidateId("D"): ("clerk", "chair")}
    woman = (women(1, None, "chair"),)
    body = Body("Officers", parts, woman, several_places="preference", choices=choices)
    record = count_body(body)
    assert record.elected == {"chair": ("A",), "clerk": ("D",)}
    assert record.links[0].record is not None
    before = record.links[0].record.before
    assert record.links[0].record.with_status(before, "doomed") == ("B", "D")
    assert_lawful(body, record)
    assert check_body(record, body).ok


def test_whoever_holds_a_place_keeps_it_when_the_contest_is_counted_again() -> None:
    # Without C, B's papers would no longer elect B beside A: but B holds a place, and keeps it.
    members = part("members", "ABCD", 2, ("CB", 9), ("AD", 4), ("DA", 3), ("B", 1))
    clerk = part("clerk", "CE", 1, ("C", 5), ("E", 4))
    choices = {CandidateId("C"): ("clerk", "members")}
    body = Body("Both", (members, clerk), several_places="preference", choices=choices)
    record = count_body(body)
    first, _, again = record.links
    assert first.elected[0] == "C" and again.kept == first.elected[1:]
    assert set(again.kept) <= set(again.elected)
    assert again.record is not None and check(again.record, members.papers).ok
    assert_lawful(body, record)


def test_the_policy_leaves_as_few_places_vacant_as_can_be_in_the_contests_counted_last() -> None:
    parts = (
        part("chair", "AB", 1, ("A", 5), ("B", 3)),
        part("members", "ABC", 2, ("A", 5), ("B", 3), ("C", 1)),
        part("council", "C", 1, ("C", 1)),
    )
    with pytest.raises(InfeasibleError):
        count_body(Body("Few", parts))
    body = Body("Few", parts, if_infeasible=("leave vacant",))
    record = count_body(body)
    assert record.links[0].applied == ("leave vacant",)
    assert record.elected == {"chair": ("A",), "members": ("B", "C"), "council": ()}
    assert [link.vacant for link in sorted(record.links, key=lambda link: link.key)] == [0, 1, 0]


def test_the_policy_relaxes_in_its_order_and_no_more_than_is_needed() -> None:
    parts = (part("chair", "BD", 1, ("B", 5)), part("members", "AF", 1, ("F", 5), ("A", 1)))
    joint = (women(2, None, "chair", "members"), women(1, None, "members", label="one"))
    body = Body("Few", parts, joint, if_infeasible=("relax women", "relax one", "leave vacant"))
    record = count_body(body)
    assert record.links[0].applied == ("relax women",)
    assert record.elected == {"chair": ("B",), "members": ("A",)}


def test_a_vacant_place_counts_towards_every_minimum() -> None:
    parts = (part("chair", "AB", 1, ("B", 5)), part("members", "DF", 2, places=Places(3)))
    body = Body("Few", parts, (women(1, None, "members"),), if_infeasible=("leave vacant",))
    record = count_body(body)
    assert record.elected["chair"] == ("B",)
    assert set(record.elected["members"]) == {"D", "F"}
