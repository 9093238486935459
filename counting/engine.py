"""The way in: papers and a contest, to a record."""

from __future__ import annotations

from dataclasses import replace

from counting.contest import Contest
from counting.errors import ContestError
from counting.papers import Papers
from counting.record import CountRecord
from counting.rules import find_rule


def count(papers: Papers, contest: Contest) -> CountRecord:
    """Count the papers under the contest's rule.

    Candidate number k on a paper is the k-th of `contest.candidates`. The same papers and
    contest give the same record, byte for byte, on every machine.
    Raises UnknownRuleError, ContestError (the rule cannot count this contest), InfeasibleError
    (constraints nobody can meet) and LotNeededError (a lot decides and none was given).
    """
    for constraint in contest.constraints:
        if constraint.first is not None:
            raise ContestError(
                f"Constraint '{constraint.label}' is on the first places of a list, and one count makes "
                "no list. Make an ordered list, as with 'omov list', or remove the constraint."
            )
    return count_for_a_list(papers, contest)


def count_for_a_list(papers: Papers, contest: Contest) -> CountRecord:
    """Count the papers of one count of an ordered list: `count`, where 'of the first k' may be bounded."""
    if papers.candidates != len(contest.candidates):
        raise ContestError(
            f"The papers are for {papers.candidates} candidates, "
            f"but the contest has {len(contest.candidates)}."
        )
    rule = find_rule(contest.rule)
    record = rule.count(papers.settled(rule.irregular.reading), contest)
    if papers.ballots is not None:
        record = replace(record, papers=replace(record.papers, ballots=papers.ballots))
    if not papers.irregular:
        return record
    # The numbers of valid and invalid papers are those of the papers as read; the rest is as cast.
    cast = replace(
        record.papers,
        distinct=papers.distinct + len(papers.irregular),
        digest=papers.digest,
        irregular=sum(number for _, number in papers.irregular),
    )
    return replace(record, papers=cast)


def rule_digest(id_: str) -> str:
    """Digest of a rule's choices and clauses, as frozen in a manifest. Raises UnknownRuleError."""
    return find_rule(id_).digest()
