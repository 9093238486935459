"""What another program makes of an election written as letters: for tests that its bug is as described."""

from __future__ import annotations

import pyrankvote

from tests.counting.letters import Written


def pyrankvote_elects(papers: Written, seats: int) -> set[str]:
    """Whom pyrankvote's single transferable vote elects."""
    people = {c: pyrankvote.Candidate(c) for c in sorted({c for r, _ in papers for c in r})}
    ballots = [
        pyrankvote.Ballot(ranked_candidates=[people[c] for c in ranking])
        for ranking, number in papers
        for _ in range(number)
    ]
    result = pyrankvote.single_transferable_vote(list(people.values()), ballots, seats)
    return {str(winner) for winner in result.get_winners()}
