"""The sentences of the minutes, read as a returning officer would read them out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from counting import words
from counting.contest import Candidate, CandidateId, Contest, RuleId
from counting.errors import RecordError
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
from tests.counting.wording import PEOPLE, WOMEN, contest_of, ids


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
        "Before the count: still needed for 'at least 2 women': 2; continuing candidates who count "
        "for it: 2. Ada Example and Bea Example are guarded and must be elected.",
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
