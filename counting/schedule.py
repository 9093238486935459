"""The schedules that turn a rule into `<rule>+constraints` or `<rule>+ron`: what a notice prints of them.

The numbers are those that records cite ('schedule 4(a)'). Why it is so: `docs/rules/constraints.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

from counting.canonical import Json


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sentences added to a rule, as a returning officer prints them, in order."""

    id: str
    version: int
    title: str
    introduction: str
    sentences: tuple[str, ...]

    def description(self) -> dict[str, Json]:
        """All of it, for its digest."""
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "introduction": self.introduction,
            "sentences": list(self.sentences),
        }


PREVAILS = "Where this schedule and the rule differ, the schedule holds."
POLICY = (
    "A step of the policy in the notice drops the constraint that it names; or it leaves places vacant, as "
    "few as must be. From then on every vacant place counts towards every minimum, since a by-election "
    "can still fill it so, and towards no maximum. The quota stays that of all places."
)

CONSTRAINTS = Schedule(
    id="constraints",
    version=2,
    title="Schedule of constraints",
    introduction=(
        "A completion is a choice of as many continuing candidates as there are places left, such "
        "that they and those already elected meet all constraints together. A continuing candidate is "
        "guarded if in every completion, and doomed if in none. Who is guarded and who is doomed is "
        "worked out exactly, over all constraints together, and again whenever somebody is elected or "
        f"excluded. {PREVAILS}"
    ),
    sentences=(
        "1. If there is no completion before the count begins, or none is left when the votes have left a "
        "place vacant, the steps of the policy in the notice are applied in their order until there is "
        "one. If no step is left, the papers are not counted, and the constraints that cannot be met "
        "together are published.",
        "2. At the end of each stage, of the candidates whose votes elect them under the rule and who "
        "are not doomed, the one with most votes is elected. Guarded and doomed are worked out again; "
        "then the next is elected, until there is none.",
        "3. As soon as a single completion is left, its candidates are elected, and nothing more is "
        "transferred.",
        "4. Otherwise the next stage is the first of these that can be: (a) the exclusion of the "
        "doomed candidate with fewest votes, all papers moving on at what they were worth, even if "
        "that candidate's votes reach the quota, and before any surplus is transferred; (b) the "
        "transfer of the largest surplus; (c) the exclusion of the candidate with fewest votes who "
        "is not guarded.",
        "5. If an exclusion under 4(c) leaves a single completion, its candidates are elected, and the "
        "papers of the excluded candidate are not transferred.",
        "6. Ties are broken as the rule says, among those whom the constraints leave open. Candidates "
        "with equal votes who can all be elected together are not tied for election; where the election "
        "of one would bar another, they are, and the one with more votes at the stage the rule looks at "
        "is elected, or lots decide.",
        f"7. {POLICY}",
    ),
)

NONE = Schedule(
    id="ron",
    version=1,
    title="Schedule of None (re-open nominations)",
    introduction=(
        "One entry on the paper is nobody. It is ranked and counted as a candidate is, and a place that it "
        f"takes stays vacant. {PREVAILS}"
    ),
    sentences=(
        "1. A preference for it is a preference for it and then for each of its successors in turn.",
        "2. When it takes a place and another is left, its successor stands at once, before anything else "
        "is decided, and papers can go on to it; and so on with each successor. If it or a successor "
        "is excluded, no further one comes.",
        "3. While it or a successor continues it could take every place left, so nobody is elected merely "
        "because no more candidates continue than there are places. Instead, where the rule would "
        "next exclude a candidate, it takes those places, if there are any, that no lawful choice gives "
        "to a person: because fewer persons continue, or because of the constraints. When no further "
        "person can be elected, it takes all places left.",
        "4. With constraints, a completion may leave it any number of places while it continues. It is "
        "never guarded and never doomed: with the votes that elect it takes a place, even if that leaves "
        "no completion. So a single completion ends the count only when it continues no longer, or no "
        "person does. Several candidates are excluded together, and it among them, only if persons "
        "can still have all places.",
        "5. A successor had no votes before it stood. In the order of the paper and of the lots it comes "
        "directly after the one before it.",
    ),
)

CASTING_VOTE = Schedule(
    id="casting-vote",
    version=1,
    title="Schedule of the casting vote",
    introduction=(
        "One of several options is chosen, and where two are left with equal votes the holder named in "
        f"the notice has a casting vote. {PREVAILS}"
    ),
    sentences=(
        "1. If two options remain with equal votes, the holder may choose one of them by a casting vote, "
        "whatever their votes were at earlier stages. No lot is drawn between them.",
        "2. As long as no casting vote has been given, neither is chosen: silence does not carry an "
        "option.",
        "3. If the two that remain have no votes at all, nobody has voted for either. There is then no "
        "casting vote, and neither is chosen.",
        "4. Ties before that, for exclusion, are broken as the rule says.",
        "5. A casting vote where no two options remain with equal votes, or for neither of the two, "
        "settles nothing and is not counted.",
    ),
)

# Why nobody takes a place without the votes that elect: reason and clause of the decision.
LEFT_TO_NOBODY = ("left-to-nobody", "schedule of None 3")
