"""Everything that `counting` raises. One class per cause; each message says what, where, and what to do.

CountingError
├── ContestError          a contest that contradicts itself
│   ├── UnknownRuleError  a rule id that nobody has written
│   └── CastingVoteError  a casting vote that settles nothing
├── PapersError           a ballot file or ranking that cannot be taken (line number where there is one)
├── RecordError           a count record that is not one, or contradicts itself
├── InfeasibleError       no set of winners can meet the constraints (every smallest conflict)
├── LotNeededError        a lot decides and none was given
└── KernelError           OMOV_KERNEL asks for what is not there
"""

from __future__ import annotations


class CountingError(Exception):
    """Base of every error of `counting`."""


class ContestError(CountingError):
    """The contest contradicts itself or the rule cannot count it."""


class UnknownRuleError(ContestError):
    """No rule has this id."""

    def __init__(self, rule: str, known: tuple[str, ...]) -> None:
        self.rule = rule
        self.known = known
        bare, schedules, _ = rule.partition("+")
        hint = (
            f" Name '{bare}': what follows the + comes of the other terms, as constraints."
            if schedules and bare in known
            else ""
        )
        super().__init__(f"There is no rule '{rule}'.{hint} The rules are: {', '.join(known)}.")


class CastingVoteError(ContestError):
    """A casting vote where no two options are left with equal votes, or for neither of the two.

    `equal`: names of those two; empty where there is no such tie.
    """

    def __init__(self, chosen: str, equal: tuple[str, ...]) -> None:
        self.chosen = chosen
        self.equal = equal
        where = (
            f"the last two options with equal votes are {' and '.join(equal)}"
            if equal
            else "no two options are left with equal votes"
        )
        super().__init__(
            f"The casting vote for {chosen} settles nothing: {where}. Count without it."
        )


class PapersError(CountingError):
    """Ballot papers that cannot be taken as they are.

    `line` counts from 1; None where the fault is not on one line. `path`: where it is in a JSON file,
    as in `$.CVR[17].CVRSnapshot`.
    """

    def __init__(self, message: str, line: int | None = None, path: str | None = None) -> None:
        self.line = line
        self.path = path
        self.reason = message
        place = path if line is None else f"line {line}"
        where = f"Papers {place}" if place else "Papers"
        super().__init__(f"{where}: {message}")


class RecordError(CountingError):
    """A count record that is malformed or contradicts itself."""


class InfeasibleError(CountingError):
    """No set of winners can meet the constraints.

    `conflicts`: each a smallest set of constraint labels that cannot hold together.
    """

    def __init__(self, conflicts: tuple[tuple[str, ...], ...], sentences: tuple[str, ...]) -> None:
        self.conflicts = conflicts
        self.sentences = sentences
        super().__init__("No set of winners can meet the constraints. " + " ".join(sentences))


class LotNeededError(CountingError):
    """Candidates are equal, the rule leaves the choice to lot, and no lot was given."""

    def __init__(
        self, stage: int, kind: str, candidates: tuple[str, ...], names: tuple[str, ...]
    ) -> None:
        self.stage = stage
        self.kind = kind
        self.candidates = candidates
        what = {
            "election": "who is elected",
            "surplus": "whose surplus is transferred first",
            "exclusion": "who is excluded",
            "promotion": "who is promoted",
            "making-way": "who makes way",
        }[kind]
        tied = ", ".join(f"{name} ({id_})" for id_, name in zip(candidates, names, strict=True))
        super().__init__(
            f"Stage {stage}: a lot must decide {what} among {tied}. "
            "Draw lots and give the order with --lots: all candidates' numbers, "
            "the one to be acted on first listed first."
        )


class KernelError(CountingError):
    """The environment asks for a kernel that there is not, or that cannot be loaded."""
