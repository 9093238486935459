"""A candidate whom nobody ranks changes nothing for the others, under every rule.

Such a candidate has no vote at any stage, so all that can happen is an exclusion: alone, at a stage
that has no counterpart in the count without the newcomer and moves nothing; or together with others
whom the rule excludes at once. Leave that stage and that name out, and the two counts must be the
same, stage by stage, with four reservations, each of which the rules themselves make:

- With one more who continues, the places are not yet as many as the candidates. A count that ended for
  that reason goes on (surpluses may be transferred) until the newcomer is out; the same are elected,
  but perhaps in another order. So the stages are compared up to that end, and then who is elected.
- Meek's method iterates once more where somebody is excluded, which moves the last decimals: there,
  who is elected is compared.
- Where a rule elects nobody to a single place before somebody has been excluded (Northern Ireland, rule
  48(3)), the newcomer is somebody: the same is elected, one stage sooner.
- Of two candidates with no vote at all for the last place, the lot elects: that is no harm to the
  others' votes, and such counts are left out.

Constraints are left out too: another person is another completion, so that somebody who was guarded
may be so no longer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from counting import Candidate, CandidateId, Contest, CountRecord, count
from counting.papers import PapersBuilder
from counting.rule import Rule
from tests.counting.elections import Election
from tests.counting.every_rule import elections_of, every_rule, shapes

NEW = CandidateId("newcomer")


def with_newcomer(election: Election) -> CountRecord:
    """The count with one more candidate, who comes first of those excluded by lot."""
    held = election.contest
    wider: Contest = replace(
        held,
        candidates=(*held.candidates, Candidate(NEW, "Nobody's choice")),
        lots=(NEW, *held.lots),
    )
    gathering = PapersBuilder(len(wider.candidates))
    for ranking, papers in election.rankings:
        gathering.add_one(ranking, papers)
    for marks, papers in election.irregular:
        gathering.add_marks(marks, papers)
    return count(gathering.papers(), wider)


@every_rule
@given(data=st.data())
@settings(max_examples=60)
def test_a_candidate_nobody_ranks_changes_nothing_for_the_others(
    rule: Rule, data: st.DataObject
) -> None:
    election = data.draw(elections_of(rule))
    without = count(election.papers, election.contest)
    among = with_newcomer(election)
    ties = [tie for stage in among.stages for tie in stage.ties]
    assume(not any(tie.kind == "election" and NEW in tie.candidates for tie in ties))
    assert all(tie.chosen == NEW for tie in ties if NEW in tie.candidates and tie.votes == 0)
    assert set(among.elected) == set(without.elected)
    if not any(stage.action.type == "iteration" for stage in among.stages):
        require_the_same_stages(without, among)


def require_the_same_stages(without: CountRecord, among: CountRecord) -> None:
    expected = [comparable(stage) for stage in shapes(without)]
    found = left_out(shapes(among))
    last = expected[-1]
    sooner = [n for n, stage in enumerate(found) if stage.pop("sooner", False)]
    if sooner:
        assert without.contest.seats == 1
        assert [d["act"] for d in found[sooner[0]].pop("decisions")][-1:] == ["elect"]
        assert expected[sooner[0]].pop("decisions") == []
        assert found == expected[: sooner[0] + 1]
        return
    if any(d["reason"] == "last-vacancies" for d in last["decisions"]):
        assert found[: len(expected) - 1] == expected[:-1]
        end = found[len(expected) - 1]
        for name in ("quota", "tallies", "non_transferable", "rounding", "transfers"):
            assert end[name] == last[name]
    else:
        assert found == expected


def left_out(stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stages without the newcomer; what an exclusion of the newcomer alone led to is a stage earlier."""
    found: list[dict[str, Any]] = []
    for stage in stages:
        alone = stage["action"]["candidates"] == [NEW] or any(
            d["act"] == "exclude" and d["candidates"] == [NEW] for d in stage["decisions"]
        )
        shape = comparable(stage)
        if alone and found:
            assert shape["tallies"] == found[-1]["tallies"]
            assert not shape["transfers"]
            found[-1]["decisions"] += shape["decisions"]
            found[-1]["sooner"] = any(
                d["act"] == "elect" and d["reason"] in ("quota", "as-many-as-the-rest")
                for d in shape["decisions"]
            )
            found[-1]["ties"] += shape["ties"]
        else:
            found.append(shape)
    return found


def comparable(stage: dict[str, Any]) -> dict[str, Any]:
    """A stage without the newcomer's name, its number, and how surpluses that wait are explained.

    Nor is the clause of an exclusion compared: with the newcomer it can be that for several at once.
    """
    decisions = [
        {
            **d,
            "candidates": [c for c in d["candidates"] if c != NEW],
            "clause": "" if d["act"] == "exclude" else d["clause"],
        }
        for d in stage["decisions"]
        if d["act"] != "defer"
    ]
    ties = [
        {**t, "candidates": [c for c in t["candidates"] if c != NEW], "steps": steps_of(t)}
        for t in stage["ties"]
        if t["chosen"] != NEW
    ]
    action = stage["action"]
    return {
        **{k: v or None for k, v in stage.items() if k not in ("number", "findings")},
        "action": {**action, "candidates": [c for c in action["candidates"] if c != NEW]},
        "tallies": {c: v for c, v in stage["tallies"].items() if c != NEW},
        "keep": {c: v for c, v in stage["keep"].items() if c != NEW},
        "batches": [
            {**b, "tallies": {c: v for c, v in b["tallies"].items() if c != NEW}}
            for b in stage["batches"]
        ],
        "decisions": [d for d in decisions if d["candidates"]],
        "ties": ties,
    }


def steps_of(tie: dict[str, Any]) -> list[list[str]]:
    """Whom each narrowing left; the stages are numbered otherwise."""
    return [[c for c in step["candidates"] if c != NEW] for step in tie["steps"]]
