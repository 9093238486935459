"""A steering committee at its real size: four officers and eleven members, balanced, with random papers."""

from __future__ import annotations

from random import Random

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId
from counting.body import Body, JointConstraint, Part, Places

OFFICES = ("chair", "vice-chair", "secretary", "treasurer")


def steering_committee(seed: int, papers: int = 2000, persons: int = 40) -> Body:
    """Offices for which a few stand each, most of them for member too; two Co-Chairs stand together."""
    chance = Random(seed)
    people = [_person(number, chance) for number in range(1, persons + 1)]
    team = Candidate(CandidateId("t1"), "Together")
    parts = []
    taken = iter(chance.sample(people, persons))
    pair = (next(taken), next(taken))
    officers = [next(taken) for _ in range(12)]
    for place, office in enumerate(OFFICES):
        standing = [*officers[3 * place : 3 * place + 3], officers[(3 * place + 5) % 12]]
        standing += [team] if office == "chair" else []
        parts.append(_part(office, standing, 1, papers, chance))
    members = [p for p in people if p not in pair and (p not in officers or chance.random() < 0.7)]
    fifteen = Places(15, (), OFFICES)
    parts.append(_part("members", [*members, *pair], 11, papers, chance, fifteen))
    joint = (
        JointConstraint(
            Constraint("gender", "woman", 2, None, "at least two women officers"), OFFICES
        ),
        JointConstraint(
            Constraint("gender", "woman", 7, 8, "seven or eight women among the fifteen"),
            (*OFFICES, "members"),
        ),
        JointConstraint(
            Constraint("region", "north", 4, None, "at least four from the north"),
            (*OFFICES, "members"),
        ),
    )
    return Body("Steering committee", tuple(parts), joint, teams={team.id: pair})


def _person(number: int, chance: Random) -> Candidate:
    gender = chance.choices(["woman", "man", "other"], [5, 7, 1])[0]
    attributes = {"gender": gender}
    if chance.random() < 0.3:
        attributes["region"] = "north"
    return Candidate(CandidateId(f"p{number}"), f"Person {number}", attributes)


def _part(
    key: str,
    standing: list[Candidate],
    seats: int,
    papers: int,
    chance: Random,
    places: Places | None = None,
) -> Part:
    weights = [chance.random() ** 2 + 0.05 for _ in standing]
    rankings = []
    for _ in range(papers):
        ranking: list[int] = []
        for _ in range(min(len(standing), 1 + int(chance.expovariate(0.25)))):
            left = [n for n in range(1, len(standing) + 1) if n not in ranking]
            ranking += chance.choices(left, [weights[n - 1] for n in left])
        rankings.append((tuple(ranking), 1))
    lots = tuple(candidate.id for candidate in chance.sample(standing, len(standing)))
    contest = Contest(key.title(), seats, tuple(standing), RuleId("scottish-2011"), lots=lots)
    return Part(key, contest, Papers.from_rankings(rankings, len(standing)), places)
