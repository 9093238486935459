"""'Of the first k' constraints on ordered lists: exact, explained, and checked apart from the engine."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from counting import Constraint, ContestError, count, read_record, write_record
from counting.canonical import canonical_json
from counting.check.feasible import outlook
from counting.check.findings import findings
from counting.check.lists import check_list
from counting.check.ordered import next_on_the_list
from counting.constraints import assess, explain, may_come_next
from counting.errors import InfeasibleError, RecordError
from counting.list_record import OrderedList, list_object, read_list
from counting.lists import METHODS, ordered_list
from counting.views.series import list_lines
from tests.counting.check_elections import contest, papers
from tests.counting.ordered_lists import (
    EVERY_SECOND,
    lawful,
    lawful_orders,
    random_contest,
    random_papers,
)

WOMEN = {4: {"gender": "woman"}, 5: {"gender": "woman"}}
MEN_FIRST = papers(
    5, ([1, 2, 3, 4, 5], 40), ([2, 1, 3, 4], 30), ([3, 4], 20), ([4, 5], 9), ([5], 8)
)


@pytest.mark.parametrize("method", METHODS)
def test_at_least_every_second_delegate_is_a_woman(method: str) -> None:
    # Without the bound three men are listed; of the first two and of the first four one and two
    # must be women, so the list is man, woman, man, woman or has a woman earlier still.
    free = ordered_list(MEN_FIRST, contest("scottish-2011", 4, 5, attributes=WOMEN), method)
    assert free.order[:3] in [("1", "2", "3"), ("2", "1", "3")]
    terms = contest("scottish-2011", 4, 5, attributes=WOMEN, constraints=[EVERY_SECOND])
    made = ordered_list(MEN_FIRST, terms, method)
    assert lawful(terms, made.order)
    assert [c in ("4", "5") for c in made.order] == [False, True, False, True]
    assert check_list(made, MEN_FIRST, terms).faults == ()


def test_from_the_top_down_those_who_could_not_be_next_are_named() -> None:
    terms = contest("wigm-exact", 2, 5, attributes=WOMEN, constraints=[EVERY_SECOND])
    made = ordered_list(MEN_FIRST, terms, "otten-1998")
    assert made.placings[0].barred == ()
    assert made.placings[1].barred == ("2", "3")
    assert "Could not be next" in "\n".join(list_lines(made))


def test_the_engine_and_the_check_find_all_that_trying_every_order_finds() -> None:
    chance = random.Random(20261122)
    impossible = decided = 0
    for _ in range(500):
        terms = random_contest(chance)
        orders = lawful_orders(terms)
        ids = [c.id for c in terms.candidates]
        elected = chance.sample(ids, chance.randint(0, terms.seats - 1))
        left = [c for c in ids if c not in elected and chance.random() < 0.9]
        if len(elected) + len(left) < terms.seats or not terms.constraints:
            continue
        among = {*elected, *left}
        sets = {frozenset(o) for o in orders if {*elected} <= {*o} <= among}
        seen = outlook(terms, elected, left)
        assert seen.possible == bool(sets)
        if not sets:
            with pytest.raises(InfeasibleError):
                assess(terms, elected, left)
            impossible += 1
            continue
        found = assess(terms, elected, left)
        assert set(found.guarded) == {c for c in left if all(c in s for s in sets)}
        assert set(found.doomed) == {c for c in left if not any(c in s for s in sets)}
        assert found.only_completion == (len(sets) == 1)
        assert (seen.guarded, seen.doomed, seen.single) == (
            found.guarded,
            found.doomed,
            found.only_completion,
        )
        assert findings(terms, elected, left, seen) == explain(terms, elected, left, found)
        decided += bool(found.guarded or found.doomed)
    assert impossible > 30
    assert decided > 30


def test_who_may_come_next_is_whoever_begins_a_lawful_rest() -> None:
    chance = random.Random(7)
    barred = 0
    for _ in range(400):
        terms = random_contest(chance)
        orders = lawful_orders(terms)
        if not orders:
            continue
        listed = chance.choice(orders)[: chance.randint(0, terms.seats - 1)]
        here = len(listed)
        able = {o[here] for o in orders if o[:here] == listed}
        rest = [c.id for c in terms.candidates if c.id not in listed]
        assert may_come_next(terms, listed) == {c: c in able for c in rest}
        assert next_on_the_list(terms, listed) == able
        barred += len(able) < len(rest)
    assert barred > 50


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rule", ["scottish-2011", "wigm-exact", "ers97"])
def test_every_list_is_lawful_and_stands_the_check(rule: str, method: str) -> None:
    chance = random.Random(f"{rule} {method}")
    made_some = 0
    for _ in range(60):
        terms = random_contest(chance, rule)
        ballots = random_papers(chance, len(terms.candidates))
        if not lawful_orders(terms):
            with pytest.raises(InfeasibleError):
                ordered_list(ballots, terms, method)
            continue
        made = ordered_list(ballots, terms, method)
        assert lawful(terms, made.order)
        assert check_list(made, ballots, terms).faults == ()
        assert read_list(canonical_json(list_object(made))) == made
        made_some += 1
    assert made_some > 15


def test_the_policy_gives_up_constraints_in_its_order_until_a_list_is_possible() -> None:
    three = Constraint("gender", "woman", 3, None, "three women")
    first = Constraint("gender", "woman", 1, None, "a woman first", first=1)
    terms = contest("scottish-2011", 4, 5, attributes=WOMEN, constraints=[first, three])
    with pytest.raises(InfeasibleError):
        ordered_list(MEN_FIRST, terms, "rosenstiel-1998")
    terms = replace(
        terms, if_infeasible=("leave vacant", "relax three women", "relax a woman first")
    )
    for method in METHODS:
        made = ordered_list(MEN_FIRST, terms, method)
        assert made.relaxed == ("three women",)
        assert made.order[0] in ("4", "5")
        assert check_list(made, MEN_FIRST, terms).faults == ()
        assert "gives up: 'three women'" in "\n".join(list_lines(made))


def test_one_count_refuses_a_bound_on_first_places() -> None:
    terms = contest("scottish-2011", 4, 5, attributes=WOMEN, constraints=[EVERY_SECOND])
    with pytest.raises(ContestError, match="one count makes no list"):
        count(MEN_FIRST, terms)


def test_a_bound_on_more_places_than_the_list_has_is_refused() -> None:
    bound = Constraint("gender", "woman", 1, None, "one of five", first=5)
    terms = contest("scottish-2011", 4, 5, attributes=WOMEN, constraints=[bound])
    with pytest.raises(ContestError, match=r"first 5 places of a list that has 4"):
        ordered_list(MEN_FIRST, terms, "otten-1998")


def test_what_no_list_can_meet_is_said_in_words() -> None:
    one = {1: {"gender": "woman"}}
    terms = contest("scottish-2011", 4, 5, attributes=one, constraints=[EVERY_SECOND])
    with pytest.raises(InfeasibleError, match="no list of 4 candidates has an order that keeps it"):
        ordered_list(MEN_FIRST, terms, "otten-1998")


def changed(made: OrderedList) -> list[OrderedList]:
    """The list with one thing after another wrong."""
    first, second, *_ = made.placings
    swapped = (made.order[1], made.order[0], *made.order[2:])
    others = tuple(c.id for c in made.contest.candidates if c.id not in second.placed)
    wrong = [
        replace(made, order=swapped),
        replace(made, relaxed=("every second a woman",)),
        replace(made, placings=made.placings[:-1]),
        replace(made, placings=(*made.placings, made.placings[-1])),
        replace(made, contest=replace(made.contest, title="Another")),
        replace(made, method="otten-1998" if made.method[0] == "r" else "rosenstiel-1998"),
        replace(made, method="alphabetical"),
    ]
    for placing in (
        replace(second, placed=others[:1]),
        replace(second, places=(1,)),
        replace(second, barred=others[:1]),
        replace(second, record=first.record),
    ):
        wrong.append(replace(made, placings=(first, placing, *made.placings[2:])))
    return wrong


@pytest.mark.parametrize("method", METHODS)
def test_the_check_finds_whatever_is_changed_in_a_list(method: str) -> None:
    terms = contest("scottish-2011", 4, 5, attributes=WOMEN, constraints=[EVERY_SECOND])
    made = ordered_list(MEN_FIRST, terms, method)
    for wrong in changed(made):
        assert check_list(wrong, MEN_FIRST, terms).faults


def test_a_list_whose_parts_contradict_each_other_cannot_be_read() -> None:
    terms = contest("scottish-2011", 4, 5, attributes=WOMEN, constraints=[EVERY_SECOND])
    said = list_object(ordered_list(MEN_FIRST, terms, "otten-1998"))
    for change in ({"digest": "sha256:00"}, {"more": 1}, {"rule": 7}, {"counts": [{}]}):
        with pytest.raises(RecordError):
            read_list(canonical_json({**said, **change}))
    with pytest.raises(RecordError, match="not JSON"):
        read_list(b"{")


def test_a_record_of_a_list_count_can_be_read_again() -> None:
    terms = contest("scottish-2011", 4, 5, attributes=WOMEN, constraints=[EVERY_SECOND])
    whole = ordered_list(MEN_FIRST, terms, "rosenstiel-1998").placings[0].record
    assert read_record(write_record(whole)) == whole
