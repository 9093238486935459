"""Sequential alternative vote: one place after another by the alternative vote, over the same papers.

Source: this file, clauses 1 and 2, and for each place the source of `av`, whose clauses its stages
cite. Also known as multi-pass instant run-off; RCTab's mode `multiPassIrv`, and Utah Code 20A-4-603.

- 1: The places are filled one after another. For each, all papers are counted afresh by the
  alternative vote among the candidates not elected yet; those excluded before stand again.
- 2: The candidates are elected in the order in which the places are filled.

A majority can take every place: this is not proportional representation.
"""

from __future__ import annotations

from counting.contest import RuleId
from counting.methods.sequential import SequentialRule
from counting.rules import av

RULE = SequentialRule(
    id=RuleId("sequential-av"),
    title="Sequential alternative vote (multi-pass instant run-off)",
    source=f"OMOV, rule text 1 of 2026; for each place: {av.RULE.source}",
    decimals=av.RULE.decimals,
    takes_constraints=False,
    each=av.RULE,
    clauses={"next-place": "1", "order": "2"},
    sentences=(
        "The places are filled one after another. For each place all papers are counted afresh, among "
        "the candidates not elected yet; those excluded in an earlier place's count stand again.",
        "In the count for a place, each valid paper is one vote for its first preference among those "
        "candidates.",
        *av.RULE.sentences[1:],
        "A majority of the voters can fill every place: this is not proportional representation.",
    ),
)
