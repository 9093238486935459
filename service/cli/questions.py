"""What may be asked of a count besides the count itself: each option of `omov count` that asks is one here.

An answer is text for people and an object for programs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.cli.contest_options import candidate_numbers
from service.cli.exits import CommandError
from service.cli.output import say, say_bytes, width

if TYPE_CHECKING:
    from counting import Contest, Papers
    from counting.canonical import Json


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines`: for people, each as long as it needs. `content`: for programs, named by `format`."""

    lines: tuple[str, ...]
    format: str
    content: dict[str, Json]

    def say(self, *, as_json: bool) -> None:
        """Print it. Raises OutputError."""
        if not as_json:
            say("\n".join(self.lines))
            return
        from counting.canonical import canonical_json

        say_bytes(canonical_json({"format": self.format, **self.content}))


Question = Callable[["Papers", "Contest"], Answer]


def question_of(
    *,
    view: str | None = None,
    why: str | None = None,
    follow: str | None = None,
    margins: bool = False,
    tie_tree: bool = False,
    compare: Sequence[str] | None = None,
    opinion: bool = False,
) -> Question | None:
    """The one question that the options ask; None if they ask none.

    Raises CommandError where they ask several, or ask for a view besides.
    """
    asked: dict[str, Question] = {}
    if why is not None:
        asked["--why"] = _why(why)
    if follow is not None:
        asked["--follow"] = _follow(follow)
    if margins:
        asked["--margins"] = _margins
    if tie_tree:
        asked["--tie-tree"] = _tie_tree
    if compare:
        asked["--compare"] = _compare(compare)
    if opinion:
        asked["--second-opinion"] = _second_opinion
    given = [*asked, *(["--view"] if view is not None else [])]
    if len(given) > 1:
        raise CommandError(f"{' and '.join(given)} ask different things. Give one of them.")
    return next(iter(asked.values()), None)


def _why(number: str) -> Question:
    numbers = candidate_numbers("--why", number)
    if len(numbers) > 1:
        raise CommandError(f"--why: expected one candidate's number, as in 3, not '{number}'.")

    def answer(papers: Papers, contest: Contest) -> Answer:
        from counting import CandidateId, count
        from counting.views.why import why

        lines = why(count(papers, contest), CandidateId(numbers[0]))
        return Answer(lines, "omov/why/v1", {"candidate": numbers[0], "lines": list(lines)})

    return answer


def _follow(ranking: str) -> Question:
    numbers = candidate_numbers("--follow", ranking)

    def answer(papers: Papers, contest: Contest) -> Answer:
        from counting import CandidateId, count
        from counting.views.follow import follow_lines, follow_object

        record = count(papers, contest)
        ids = [CandidateId(number) for number in numbers]
        return Answer(
            follow_lines(record, ids), "omov/followed-paper/v1", follow_object(record, ids)
        )

    return answer


def _margins(papers: Papers, contest: Contest) -> Answer:
    from counting.margins import margins
    from counting.views.margins import margins_lines, margins_object

    found = margins(papers, contest)
    return Answer(margins_lines(found, width()), "omov/margins/v1", margins_object(found))


def _tie_tree(papers: Papers, contest: Contest) -> Answer:
    from counting.tie_tree import tie_tree
    from counting.views.tie_tree import tie_tree_lines, tie_tree_object

    tree = tie_tree(papers, contest)
    return Answer(tie_tree_lines(tree), "omov/tie-tree/v1", tie_tree_object(tree))


def _compare(rules: Sequence[str]) -> Question:
    named = [rule.strip() for listed in rules for rule in listed.split(",")]

    def answer(papers: Papers, contest: Contest) -> Answer:
        from counting.comparing import compare
        from counting.views.comparison import comparison_lines, comparison_object

        found = compare(papers, contest, named)
        lines = comparison_lines(found, width())
        return Answer(lines, "omov/comparison/v1", comparison_object(found))

    return answer


def _second_opinion(papers: Papers, contest: Contest) -> Answer:
    from counting import count, record_digest
    from service.second_opinion import explanation, second_opinion

    record = count(papers, contest)
    found = second_opinion(papers, record)
    lines = explanation(found, record)
    content: dict[str, Json] = {
        "record": record_digest(record),
        "agrees": found.agrees,
        "elected": list(record.elected),
        "second_elected": list(found.winners),
        "chance": found.chance,
        "other_elected": [list(winners) for winners in found.other_winners],
        "lines": list(lines),
    }
    return Answer(lines, "omov/second-opinion/v1", content)
