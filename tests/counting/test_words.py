"""The sentences of the minutes, read as a returning officer would read them out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import words
from counting.constraints import assess, explain, require_feasible
from counting.contest import Candidate, CandidateId, Constraint, Contest, RuleId
from counting.errors import InfeasibleError, RecordError
from counting.record import (
    Action,
    CountRecord,
    Decimals,
    Decision,
    Finding,
    PapersSummary,
    Stage,
    Tie,
    TieStep,
)

Ids = tuple[CandidateId, ...]
WOMEN = Constraint("gender", "woman", 2, None, "at least 2 women")
ONE_MAN = Constraint("gender", "man", None, 1, "at most 1 man")
NORTH = Constraint("region", "north", 1, None, "at least 1 from the north")


def ids(text: str) -> Ids:
    return tuple(CandidateId(letter) for letter in text)


def contest_of(people: dict[str, str], seats: int, *constraints: Constraint) -> Contest:
    """`people`: name → gender and region, in the words of the constraints. Ids are a, b, c …"""
    candidates = tuple(
        Candidate(
            CandidateId("abcdefgh"[number]),
            name,
            dict(zip(("gender", "region"), attributes.split(), strict=False)),
        )
        for number, (name, attributes) in enumerate(people.items())
    )
    return Contest("t", seats, candidates, RuleId("r"), constraints)


def sentences(contest: Contest, elected: str, continuing: str) -> list[str]:
    """What the minutes say of a state, found by the assessment itself."""
    state = (contest, ids(elected), ids(continuing))
    return [words.finding_sentence(*state, f) for f in explain(*state, assess(*state))]


PEOPLE = {
    "Ada Example": "woman north",
    "Bea Example": "woman south",
    "C. Drew": "man south",
    "D. Ek": "man south",
    "E. Lowe": "man north",
}


@pytest.mark.parametrize(
    ("items", "joined"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_a_list_is_joined_as_it_is_spoken(items: list[str], joined: str) -> None:
    assert words.join_words(items) == joined


def test_candidates_with_the_same_name_are_told_apart_by_their_ids() -> None:
    names = ("J. Smith", "J. Smith", "C")
    candidates = tuple(Candidate(c, name) for c, name in zip(ids("abc"), names, strict=True))
    contest = Contest("t", 1, candidates, RuleId("r"))
    assert words.display_names(contest, ids("abc")) == "J. Smith (a), J. Smith (b) and C"


def test_as_many_women_as_are_needed_are_guarded() -> None:
    assert sentences(contest_of(PEOPLE, 3, WOMEN), "", "abcde") == [
        "Still needed for 'at least 2 women': 2; continuing candidates who count for it: 2. "
        "Ada Example and Bea Example are guarded and must be elected."
    ]


def test_places_that_are_all_needed_for_women_doom_the_men() -> None:
    assert sentences(contest_of(PEOPLE, 3, WOMEN), "c", "abd")[1] == (
        "Still needed for 'at least 2 women': 2; places left: 2, so none is left for candidates "
        "who do not count for it. D. Ek is doomed and cannot be elected."
    )


def test_a_maximum_that_is_reached_dooms_the_others_whom_it_bounds() -> None:
    people = {**PEOPLE, "F. Fox": "woman north"}
    assert sentences(contest_of(people, 3, ONE_MAN), "c", "abdef") == [
        "Room left under 'at most 1 man': none, with 1 elected who count for it. "
        "D. Ek and E. Lowe are doomed and cannot be elected."
    ]


def test_a_maximum_guards_those_whom_it_does_not_bound_if_there_are_just_enough() -> None:
    assert sentences(contest_of(PEOPLE, 3, ONE_MAN), "", "abcde") == [
        "Room left under 'at most 1 man': 1; places left: 3, so 2 must go to candidates who do "
        "not count for it. Ada Example and Bea Example are guarded and must be elected."
    ]


def test_the_number_of_places_alone_guards_the_last_ones() -> None:
    assert sentences(contest_of(PEOPLE, 3, WOMEN), "c", "ab") == [
        "Places left: 2; continuing candidates: 2. "
        "Ada Example and Bea Example are guarded and must be elected."
    ]


def test_constraints_that_bind_only_together_are_named_together() -> None:
    people = {"A": "woman south", "B": "woman south", "C": "woman north", "D": "man north"}
    contest = contest_of({**people, "E": "man south"}, 2, WOMEN, NORTH)
    assert sentences(contest, "", "abcde")[0] == (
        "Places left: 2. Still needed for 'at least 2 women': 2; continuing candidates who count "
        "for it: 3. Still needed for 'at least 1 from the north': 1; continuing candidates who "
        "count for it: 2. All of this can be met only if C is elected: C is guarded."
    )


def test_exact_and_bounded_constraints_say_how_many_more_may_be_elected() -> None:
    people = {"A": "man north", "B": "man south", "C": "woman north", "D": "woman south"}
    men = Constraint("gender", "man", 1, 1, "exactly 1 man")
    north = Constraint("region", "north", 0, 1, "at most 1 from the north")
    finding = Finding("doomed", ids("ac"), ("exactly 1 man", "at most 1 from the north"))
    contest = contest_of(people, 2, men, north)
    assert words.finding_sentence(contest, (), ids("abcd"), finding) == (
        "Places left: 2. Still needed for 'exactly 1 man': exactly 1; continuing candidates who "
        "count for it: 2. Room left under 'at most 1 from the north': 1; continuing candidates "
        "who count for it: 2. All of this can be met only if none of A and C is elected: "
        "they are doomed."
    )
    some = replace(men, maximum=2, label="1 or 2 men")
    contest = replace(contest, constraints=(some, north))
    finding = replace(finding, constraints=("1 or 2 men", "at most 1 from the north"))
    assert "Still needed for '1 or 2 men': 1, at most 2; continuing" in words.finding_sentence(
        contest, (), ids("abcd"), finding
    )


def refusals(contest: Contest) -> tuple[str, ...]:
    with pytest.raises(InfeasibleError) as refusal:
        require_feasible(contest)
    return refusal.value.sentences


@pytest.mark.parametrize(
    ("seats", "constraint", "sentence"),
    [
        (
            4,
            replace(WOMEN, minimum=3, label="at least 3 women"),
            "'at least 3 women' cannot be met: 3 are needed, but only 2 candidates count for it.",
        ),
        (
            1,
            WOMEN,
            "'at least 2 women' cannot be met: 2 are needed, but there is only 1 place to fill.",
        ),
        (
            4,
            ONE_MAN,
            "'at most 1 man' cannot be met: it leaves 3 of the 4 places to fill to candidates who "
            "do not count for it, but there are only 2 candidates of that kind.",
        ),
    ],
)
def test_a_constraint_that_cannot_be_met_even_alone_says_why(
    seats: int, constraint: Constraint, sentence: str
) -> None:
    assert refusals(contest_of(PEOPLE, seats, constraint)) == (sentence,)


def test_two_constraints_that_conflict_say_what_each_asks() -> None:
    people = {"A": "woman south", "B": "woman south", "C": "man north", "D": "man north"}
    assert refusals(contest_of(people, 2, WOMEN, NORTH)) == (
        "'at least 2 women' and 'at least 1 from the north' cannot both be met with 2 places to "
        "fill: 'at least 2 women' needs 2 of 2 candidates who count for it; 'at least 1 from the "
        "north' needs 1 of 2 candidates who count for it. "
        "Without any one of them the other could be met.",
    )


def test_three_constraints_that_conflict_name_their_maxima_too() -> None:
    people = {"A": "woman south", "B": "woman south", "C": "man north", "D": "other north"}
    men = Constraint("gender", "man", 1, 1, "exactly 1 man")
    other = Constraint("gender", "other", 1, 2, "1 or 2 others")
    south = Constraint("region", "south", 1, None, "at least 1 from the south")
    assert refusals(contest_of(people, 2, men, other, south)) == (
        "'exactly 1 man', '1 or 2 others' and 'at least 1 from the south' cannot all be met with "
        "2 places to fill: 'exactly 1 man' needs exactly 1 of 1 candidate who counts for it; "
        "'1 or 2 others' needs 1 and allows 2 of 1 candidate who counts for it; 'at least 1 from "
        "the south' needs 1 of 2 candidates who count for it. "
        "Without any one of them the others could be met.",
    )


def test_a_conflict_in_the_middle_of_a_count_speaks_of_what_is_left() -> None:
    contest = contest_of(PEOPLE, 3, WOMEN, ONE_MAN)
    assert words.conflict_sentence(contest, ("at least 2 women",), ids("ac"), ids("d")) == (
        "'at least 2 women' cannot be met: 1 more is needed, but no candidates count for it."
    )
    assert words.conflict_sentence(contest, ("at most 1 man",), ids("cd"), ids("ab")) == (
        "'at most 1 man' cannot be met: 2 elected count for it already."
    )
    assert words.conflict_sentence(contest, (), ids("c"), ids("a")) == (
        "There are 2 places left but only 1 candidate."
    )


def exclusion(out: str, spared: str) -> Decision:
    return Decision("exclude", ids(out), "lowest", "rule 50", ids(spared))


VOTES = dict(zip(ids("abcde"), map(Fraction, ("50", "8", "41.37", "8", "41.37")), strict=True))


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (
            exclusion("c", "b"),
            "Bea Example (8.00000) has fewer votes but is guarded; the lowest other candidate, "
            "C. Drew (41.37000), is excluded instead.",
        ),
        (
            exclusion("c", "bd"),
            "Bea Example (8.00000) and D. Ek (8.00000) have fewer votes but are guarded; the "
            "lowest other candidate, C. Drew (41.37000), is excluded instead.",
        ),
        (
            exclusion("c", "be"),
            "Bea Example (8.00000) and E. Lowe (41.37000) have no more votes but are guarded; the "
            "lowest other candidate, C. Drew (41.37000), is excluded instead.",
        ),
        (
            exclusion("ce", "b"),
            "Bea Example (8.00000) has fewer votes but is guarded; the lowest other candidates, "
            "C. Drew (41.37000) and E. Lowe (41.37000), are excluded instead.",
        ),
    ],
)
def test_an_exclusion_says_whom_it_passed_over(decision: Decision, sentence: str) -> None:
    contest = contest_of(PEOPLE, 2, WOMEN)
    assert words.passed_over_sentence(contest, decision, VOTES, 5) == sentence


def test_an_exclusion_that_passed_over_nobody_has_no_such_sentence() -> None:
    with pytest.raises(ValueError, match="nobody was passed over"):
        words.passed_over_sentence(contest_of(PEOPLE, 2), exclusion("c", ""), VOTES, 5)


def tie_of(kind: str, chosen: str, by: str, *steps: tuple[int, str]) -> str:
    last = "abc" if len(steps) > 1 or any(len(left) > 1 for _, left in steps) else "ab"
    tie = Tie(
        {"x": "exclusion", "s": "surplus", "e": "election"}[kind],  # type: ignore[arg-type]
        ids(last),
        Fraction(5),
        CandidateId(chosen),
        {"p": "prior-stage", "l": "lot"}[by],  # type: ignore[arg-type]
        tuple(TieStep(stage, ids(left)) for stage, left in steps),
        "rule 50",
    )
    return words.tie_sentence(contest_of({"A": "", "B": "", "C": ""}, 1), tie, 5)


def test_a_tie_says_at_which_stage_those_tied_differed() -> None:
    assert tie_of("x", "a", "p", (2, "a")) == (
        "A and B had equal votes (5.00000). "
        "At stage 2 they differed: A had fewer, so A is excluded."
    )
    assert tie_of("s", "b", "p", (1, "b")) == (
        "A and B had equal votes (5.00000). "
        "At stage 1 they differed: B had more, so the surplus of B is transferred."
    )


def test_a_tie_among_three_says_how_it_was_narrowed() -> None:
    assert tie_of("x", "b", "p", (4, "ab"), (2, "b")) == (
        "A, B and C had equal votes (5.00000). At stage 4 they differed: A and B had fewer than "
        "the rest. At stage 2 they differed: B had fewer, so B is excluded."
    )


def test_a_tie_that_a_lot_decided_says_so() -> None:
    assert tie_of("e", "b", "l") == (
        "A and B had equal votes (5.00000). "
        "No earlier stage tells them apart; by the order of the lots, B is elected."
    )
    assert tie_of("x", "b", "l", (3, "ab")) == (
        "A, B and C had equal votes (5.00000). At stage 3 they differed: A and B had fewer than "
        "the rest. No other stage tells those left apart; by the order of the lots, B is excluded."
    )


def test_exact_votes_are_written_as_fractions() -> None:
    tie = Tie("exclusion", ids("ab"), Fraction(16, 3), ids("a")[0], "lot", (), "")
    sentence = words.tie_sentence(contest_of(PEOPLE, 1), tie, None)
    assert sentence.startswith("Ada Example and Bea Example had equal votes (16/3).")


GUARDED = Finding("guarded", ids("ab"), ("at least 2 women",))


def record_of(*stages: Stage, before: tuple[Finding, ...] = (GUARDED,)) -> CountRecord:
    return CountRecord(
        contest_of(PEOPLE, 3, WOMEN),
        1,
        Decimals(0, 0, 0),
        PapersSummary(15, 0, 0, 5, ""),
        before,
        stages,
    )


def stage(number: int, votes: tuple[int, ...], decision: Decision | None, *found: Finding) -> Stage:
    tallies = {c: Fraction(v) for c, v in zip(ids("abcde"), votes, strict=True)}
    action = Action("exclusion" if number > 1 else "first-preferences")
    decisions = () if decision is None else (decision,)
    lost = Fraction(15) - sum(tallies.values())
    return Stage(number, action, Fraction(4), tallies, lost, Fraction(0), (), decisions, (), found)


def test_the_notes_of_the_first_stage_open_with_what_was_decided_before_it() -> None:
    record = record_of(stage(1, (1, 2, 3, 4, 5), None, GUARDED))
    assert words.notes_of(record, 0) == (
        "Still needed for 'at least 2 women': 2; continuing candidates who count for it: 2. "
        "Ada Example and Bea Example are guarded and must be elected.",
    )


def test_the_notes_of_a_stage_say_what_is_new_and_on_which_votes_it_was_decided() -> None:
    new = Finding("doomed", ids("e"), ("at least 2 women",))
    record = record_of(
        stage(1, (1, 2, 3, 4, 5), None, GUARDED),
        stage(2, (1, 2, 0, 6, 6), exclusion("c", "ab"), GUARDED),
        stage(3, (1, 2, 0, 6, 6), Decision("elect", ids("d"), "quota", ""), GUARDED, new),
        stage(4, (1, 2, 0, 6, 0), Decision("exclude", ids("e"), "doomed", ""), GUARDED),
    )
    assert words.notes_of(record, 1) == (
        "Ada Example (1) and Bea Example (2) have fewer votes but are guarded; the lowest other "
        "candidate, C. Drew (3), is excluded instead.",
    )
    assert words.notes_of(record, 2) == (
        "Still needed for 'at least 2 women': 2; places left: 2, so none is left for candidates "
        "who do not count for it. E. Lowe is doomed and cannot be elected.",
    )
    assert words.notes_of(record, 3) == ()


def test_the_notes_tell_the_ties_of_their_stage() -> None:
    tie = Tie("exclusion", ids("cd"), Fraction(3), ids("c")[0], "lot", (), "")
    first = replace(stage(1, (1, 2, 3, 3, 6), None), ties=(tie,))
    assert words.notes_of(record_of(first, before=()), 0) == (
        words.tie_sentence(contest_of(PEOPLE, 3, WOMEN), tie, 0),
    )


@pytest.mark.parametrize(
    "nonsense",
    [Finding("guarded", ids("z"), ()), Finding("guarded", ids("a"), ("at least 9 women",))],
)
def test_a_record_that_speaks_of_nobody_is_refused(nonsense: Finding) -> None:
    record = record_of(stage(1, (1, 2, 3, 4, 5), None, nonsense), before=())
    with pytest.raises(RecordError, match=r"Stage 1 speaks of '[a-z0-9 ]+', which is no candidate"):
        words.notes_of(record, 0)


def test_a_record_whose_votes_cannot_be_written_is_refused() -> None:
    tie = Tie("exclusion", ids("cd"), Fraction(1, 2), ids("c")[0], "lot", (), "")
    record = record_of(replace(stage(1, (1, 2, 3, 3, 6), None), ties=(tie,)))
    with pytest.raises(RecordError, match="Stage 1: 1/2 has more than 0 decimals"):
        words.notes_of(record, 0)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["woman", "man", "other"]), min_size=2, max_size=6), st.data())
def test_one_constraint_always_explains_itself_with_numbers_that_add_up(
    genders: list[str], data: st.DataObject
) -> None:
    # Whatever a single constraint decides, the numbers in the sentence prove it by themselves.
    low = data.draw(st.integers(0, 4))
    high = data.draw(st.one_of(st.none(), st.integers(low, 6)))
    bound = Constraint("gender", "woman", low, high, "women")
    seats = data.draw(st.integers(1, len(genders)))
    contest = contest_of({f"P{n}": gender for n, gender in enumerate(genders)}, seats, bound)
    everybody = tuple(c.id for c in contest.candidates)
    try:
        assessment = assess(contest, (), everybody)
    except InfeasibleError:
        return
    women = genders.count("woman")
    proofs = {
        ("guarded", True): f"Still needed for 'women': {women}; continuing candidates who count "
        f"for it: {women}.",
        ("guarded", False): f"Room left under 'women': {high}; places left: {seats}, so "
        f"{len(genders) - women} must go to candidates who do not count for it.",
        ("doomed", True): "Room left under 'women': none, with 0 elected who count for it.",
        ("doomed", False): f"Still needed for 'women': {seats}; places left: {seats}, so none is "
        "left for candidates who do not count for it.",
    }
    for finding in explain(contest, (), everybody, assessment):
        sentence = words.finding_sentence(contest, (), everybody, finding)
        if finding.constraints:
            members = contest.candidates[everybody.index(finding.candidates[0])].attributes
            assert sentence.startswith(proofs[finding.status, members["gender"] == "woman"])
        else:
            assert sentence.startswith(f"Places left: {seats}; continuing candidates: {seats}.")
