"""The schedule that turns a rule into `<rule>+constraints`: what a notice of election prints of it.

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


CONSTRAINTS = Schedule(
    id="constraints",
    version=1,
    title="Schedule of constraints",
    introduction=(
        "A completion is a choice of as many continuing candidates as there are places left, such "
        "that they and those already elected meet all constraints together. A continuing candidate is "
        "guarded if in every completion, and doomed if in none. Who is guarded and who is doomed is "
        "worked out exactly, over all constraints together, and again whenever somebody is elected or "
        "excluded."
    ),
    sentences=(
        "1. If there is no completion before the count begins, the papers are not counted. The "
        "constraints that cannot be met together are published, and the policy in the notice applies.",
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
    ),
)
