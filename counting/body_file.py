"""A body in a file: its contests in order, their ballot files, and what joins them. Read strictly.

The members are those of `docs/rules/bodies.md`. Whatever is not known, missing or contradictory is
refused with its place; nothing that decides an election has a default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import NoReturn

from counting.body_terms import Body, JointConstraint, Part, Places
from counting.constraints.loading import constraint_at
from counting.contest import Candidate, CandidateId, Constraint, Contest, NoneOption, RuleId
from counting.errors import ContestError, RecordError
from counting.formats import BallotFile
from counting.json_part import Part as Value
from counting.linked import Condition, SeatRule
from counting.record_json import no_name_twice
from counting.rules import find_rule

_BODY = {"title", "contests", "persons", "constraints", "several_places"}
_BODY_MAY = {"teams", "choices", "if_infeasible"}
_CONTEST = {"key", "title", "ballots", "rule", "persons"}
_CONTEST_MAY = {"seats", "constraints", "lots", "withdrawn", "rules", "less", "none"}
_POLICIES = ("skip", "preference")

Persons = Mapping[CandidateId, Candidate]


def read_body(data: bytes, ballots: Callable[[str], BallotFile]) -> Body:
    """The body that a file describes. `ballots`: reads a ballot file by the path as written.

    Raises ContestError, naming the place, and whatever `ballots` raises.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=no_name_twice)
    except UnicodeDecodeError as error:
        raise ContestError(
            f"Body file: byte {error.start + 1} is not UTF-8. Save the file as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        raise ContestError(
            f"Body file line {error.lineno}, column {error.colno}: not JSON ({error.msg})."
        ) from None
    except (ValueError, RecursionError) as error:
        raise ContestError(f"Body file: {error}.") from None
    try:
        return _body(Value(document, "body"), ballots)
    except RecordError as error:
        raise ContestError(f"Body file: {error}") from None


def _body(part: Value, ballots: Callable[[str], BallotFile]) -> Body:
    _only(part, _BODY, _BODY_MAY)
    persons = {
        CandidateId(id_): _person(CandidateId(id_), value)
        for id_, value in part["persons"].members().items()
    }
    teams = _teams(part.maybe("teams"), persons)
    held = {name for one in persons.values() for name in one.attributes}
    parts = tuple(
        _contest(item, persons, teams, held, ballots) for item in part["contests"].items()
    )
    choices, policy = part.maybe("choices"), part.maybe("if_infeasible")
    return Body(
        title=_words(part["title"]),
        parts=parts,
        joint=tuple(_joint(item, held) for item in part["constraints"].items()),
        teams={id_: tuple(persons[m] for m in members) for id_, (_, members) in teams.items()},
        several_places="preference"
        if part["several_places"].one_of(_POLICIES) == "preference"
        else "skip",
        choices={}
        if choices is None
        else {CandidateId(id_): _texts(keys) for id_, keys in choices.members().items()},
        if_infeasible=() if policy is None else _texts(policy),
    )


def _person(id_: CandidateId, part: Value) -> Candidate:
    _only(part, {"name", "attributes"}, set())
    attributes = {name: _words(value) for name, value in part["attributes"].members().items()}
    return Candidate(id_, _words(part["name"]), attributes)


Teams = dict[CandidateId, tuple[str, tuple[CandidateId, ...]]]


def _teams(part: Value | None, persons: Persons) -> Teams:
    """The name of every team, and its persons."""
    teams: Teams = {}
    for id_, value in {} if part is None else part.members().items():
        _only(value, {"name", "persons"}, set())
        members = value["persons"].ids()
        for member in members:
            if member not in persons:
                _refuse(value, f"'{member}' is not among the persons")
        if id_ in persons:
            _refuse(value, f"'{id_}' is a person's id, too. Give the team another")
        teams[CandidateId(id_)] = (_words(value["name"]), members)
    return teams


def _contest(
    part: Value,
    persons: Persons,
    teams: Teams,
    held: Collection[str],
    ballots: Callable[[str], BallotFile],
) -> Part:
    _only(part, _CONTEST, _CONTEST_MAY)
    key, rule = _words(part["key"]), find_rule(_words(part["rule"])).id
    papers = ballots(_words(part["ballots"]))
    nobody = None if (none := part.maybe("none")) is None else _nobody(none, papers)
    ids = _ids(part["persons"], papers, persons, teams, nobody)
    seats = part.maybe("seats")
    places = papers.seats if seats is None else seats.whole()
    if places is None:
        _refuse(part, "the ballot file does not say how many places there are. Give 'seats'")
    lots, withdrawn = part.maybe("lots"), part.maybe("withdrawn")
    struck = [ids[str(number)] for number in papers.withdrawn]
    struck += [] if withdrawn is None else [c for c in _numbers(withdrawn, ids) if c not in struck]
    own = part.maybe("constraints")
    depends = Places(places, _rules(part.maybe("rules")), _keys(part.maybe("less")))
    standing = len(ids) - len(struck)
    contest = Contest(
        title=_words(part["title"]),
        # Places that nobody stands for, or that depend on results, are the body's to settle.
        seats=max(1, min(places, standing)),
        candidates=tuple(
            Candidate(id_, name) if number == nobody else _candidate(id_, persons, teams)
            for (number, id_), name in zip(ids.items(), papers.names, strict=True)
        ),
        rule=RuleId(rule),
        constraints=() if own is None else tuple(_constraint(one, held) for one in own.items()),
        lots=() if lots is None else _numbers(lots, ids),
        withdrawn=tuple(struck),
        none=None if nobody is None else NoneOption(ids[nobody], "ron"),
    )
    fixed = depends.fixed and contest.seats == places
    return Part(key, contest, papers.papers, None if fixed else depends)


def _candidate(id_: CandidateId, persons: Persons, teams: Teams) -> Candidate:
    return Candidate(id_, teams[id_][0]) if id_ in teams else persons[id_]


def _ids(
    part: Value, papers: BallotFile, persons: Persons, teams: Teams, nobody: str | None
) -> dict[str, CandidateId]:
    """The id of each candidate, by the number in the ballot file, in its order. `nobody`: a number."""
    given = {number: CandidateId(value.text()) for number, value in part.members().items()}
    if nobody is not None:
        if nobody in given:
            _refuse(part, f"candidate {nobody} is the option that is nobody, and so no person")
        given[nobody] = CandidateId("nobody")
    numbers = [str(number) for number in papers.ids]
    missing = [number for number in numbers if number not in given]
    strangers = sorted(set(given) - set(numbers))
    if missing or strangers:
        _refuse(
            part,
            f"name everybody in the ballot file by number, 1 to {len(numbers)} "
            f"(missing: {', '.join(missing) or 'none'}; unknown: {', '.join(strangers) or 'none'})",
        )
    for number, name in zip(numbers, papers.names, strict=True):
        id_ = given[number]
        if number == nobody:
            continue
        if id_ not in persons and id_ not in teams:
            _refuse(part, f"'{id_}' is neither among the persons nor among the teams")
        known = _candidate(id_, persons, teams).name
        if known != name:
            _refuse(
                part,
                f"candidate {number} is '{name}' in the ballot file, but '{id_}' is '{known}'. One of "
                "them is wrong",
            )
    return {number: given[number] for number in numbers}


def _nobody(part: Value, papers: BallotFile) -> str:
    """The number of the option that is nobody."""
    _only(part, {"candidate", "kind"}, set())
    number = str(part["candidate"].whole())
    part["kind"].one_of(("ron",))
    if number not in papers.ids:
        _refuse(part["candidate"], f"there is no candidate {number} (there are {len(papers.ids)})")
    return number


def _numbers(part: Value, ids: Mapping[str, CandidateId]) -> tuple[CandidateId, ...]:
    """Candidates' numbers, as their ids."""
    found = []
    for item in part.items():
        number = str(item.whole())
        if number not in ids:
            _refuse(item, f"there is no candidate {number} (there are {len(ids)})")
        found.append(ids[number])
    return tuple(found)


def _joint(part: Value, held: Collection[str]) -> JointConstraint:
    if not isinstance(part.value, Mapping):
        _refuse(part, "expected an object")
    own = {name: value for name, value in part.value.items() if name not in ("contests", "only_if")}
    only_if = part.maybe("only_if")
    return JointConstraint(
        _constraint(Value(own, part.place), held),
        _texts(part["contests"]),
        None if only_if is None else _condition(only_if),
    )


def _constraint(part: Value, held: Collection[str]) -> Constraint:
    constraint = constraint_at(part.value, held)
    if isinstance(constraint, str):
        _refuse(part, constraint)
    return constraint


def _rules(part: Value | None) -> tuple[SeatRule, ...]:
    rules = []
    for item in () if part is None else part.items():
        _only(item, {"if", "seats"}, set())
        rules.append(SeatRule(_condition(item["if"]), item["seats"].whole()))
    return tuple(rules)


def _condition(part: Value) -> Condition:
    _only(part, {"contests", "attribute", "value"}, {"min", "max"})
    low, high = part.maybe("min"), part.maybe("max")
    return Condition(
        _words(part["attribute"]),
        _words(part["value"]),
        None if low is None else low.whole(),
        None if high is None else high.whole(),
        _texts(part["contests"]),
    )


def _keys(part: Value | None) -> tuple[str, ...]:
    return () if part is None else _texts(part)


def _texts(part: Value) -> tuple[str, ...]:
    return tuple(_words(item) for item in part.items())


def _words(part: Value) -> str:
    text = part.text()
    if not text.strip() or any("\ud800" <= character <= "\udfff" for character in text):
        _refuse(part, "expected text that says something, in whole characters")
    return text


def _only(part: Value, must: Collection[str], may: Collection[str]) -> None:
    for name in part.members():
        if name not in must and name not in may:
            known = ", ".join(f"'{one}'" for one in sorted({*must, *may}))
            _refuse(part, f"'{name}' is not known here. Expected: {known}")
    for name in sorted(must):
        part[name]


def _refuse(part: Value, why: str) -> NoReturn:
    raise ContestError(f"Body file: {part.place}: {why}.")
