"""A body in a file: the documented example is counted, and everything wrong is refused with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from counting import ContestError
from counting.body import Body, count_body
from counting.body_file import read_body
from counting.check.body import check_body
from counting.formats import BallotFile
from counting.formats.door import read_ballots

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules" / "bodies.md"
[EXAMPLE] = re.findall(r"^```json\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.M | re.S)
BALLOTS = {
    "chair.blt": (
        1,
        ("Ada Abbott", "Ben Brook", "Hana Hill and Ivo Innes"),
        "7 3 1\n4 1 2\n2 2 1\n",
    ),
    "secretary.blt": (1, ("Cara Cole", "Ben Brook"), "6 2 1\n5 1\n"),
    "members.blt": (
        4,
        ("Ada Abbott", "Ben Brook", "Cara Cole", "Dai Davies", "Eva Ellis", "Finn Fox", "Gil Gray"),
        "4 2 4\n3 4 6\n3 6 2\n2 1 5\n1 3\n1 5 7\n",
    ),
}


@pytest.fixture
def ballots(tmp_path: Path) -> Callable[[str], BallotFile]:
    """The example's ballot files, as the reader of a body gets at them."""
    for name, (seats, names, lines) in BALLOTS.items():
        head = f"{len(names)} {seats}\n" + "".join(f"{line} 0\n" for line in lines.splitlines())
        tail = "".join(f'"{one}"\n' for one in (*names, "Papers"))
        (tmp_path / name).write_text(f"{head}0\n{tail}", "utf-8")
    return lambda path: read_ballots(tmp_path / path)


def read(document: object, ballots: Callable[[str], BallotFile]) -> Body:
    return read_body(json.dumps(document).encode(), ballots)


def test_the_documented_example_is_counted_and_checked(
    ballots: Callable[[str], BallotFile],
) -> None:
    body = read_body(EXAMPLE.encode(), ballots)
    record = count_body(body)
    assert check_body(record, body).faults == ()
    assert record.elected["chair"] == ("together",)
    # Two persons are Co-Chairs, one is secretary: three of six places are left.
    assert len(record.elected["members"]) == 3
    women = {"ada", "cara", "eva", "hana"}
    persons = {m for some in record.elected.values() for c in some for m in body.members(c)}
    assert len(persons) == 6 and len(persons & women) >= 3
    assert "gil" not in persons


def test_what_only_some_bodies_have_is_read(ballots: Callable[[str], BallotFile]) -> None:
    document = json.loads(EXAMPLE)
    condition = {"contests": ["chair"], "attribute": "gender", "value": "woman", "max": 0}
    document["contests"][2]["rules"] = [{"if": condition, "seats": 7}]
    document["contests"][2]["constraints"] = [{"attribute": "gender", "value": "man", "max": 2}]
    document["constraints"][0]["only_if"] = {**condition, "contests": ["secretary"]}
    body = read(document, ballots)
    assert body.parts[2].seats.rules[0].seats == 7
    assert body.parts[2].contest.constraints[0].label == "at most 2 whose gender is man"
    assert body.joint[0].only_if is not None and body.joint[0].only_if.maximum == 0
    del document["contests"][0], document["teams"], document["constraints"][0]
    document["contests"][1] |= {"less": [], "rules": [], "seats": 4}
    document["constraints"] = []
    document["if_infeasible"] = []
    document["several_places"] = "preference"
    document["choices"] = {"ben": ["members", "secretary"], "cara": ["secretary", "members"]}
    assert read(document, ballots).choices["ben"] == ("members", "secretary")


def change(document: Any, path: tuple[str | int, ...], value: object) -> object:
    changed = deepcopy(document)
    place = changed
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def test_an_option_that_is_nobody_is_read(ballots: Callable[[str], BallotFile]) -> None:
    document = json.loads(EXAMPLE)
    chair = document["contests"][0]
    del chair["persons"]["2"]
    chair["none"] = {"candidate": 2, "kind": "ron"}
    [option] = [part.contest.none for part in read(document, ballots).parts if part.contest.none]
    assert (option.candidate, option.kind) == ("nobody", "ron")
    for wrong in ({"candidate": 9, "kind": "ron"}, {"candidate": 2, "kind": "neither"}, {}):
        chair["none"] = wrong
        with pytest.raises(ContestError):
            read(document, ballots)


CHAIR = ("contests", 0)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("title",), None, "body.title is missing"),
        (("title",), " ", "body.title: expected text that says something"),
        (("titel",), "x", "'titel' is not known here. Expected: 'choices', 'constraints'"),
        (("several_places",), None, "body.several_places is missing"),
        (("several_places",), "both", "expected one of skip, preference"),
        (("contests",), {}, "body.contests is not a list"),
        (("contests",), [], "A body needs contests"),
        ((*CHAIR, "rule"), "first-past-the-post", "There is no rule 'first-past-the-post'"),
        ((*CHAIR, "rule"), 3, r"body.contests\[0\].rule is not text"),
        ((*CHAIR, "seats"), "1", r"body.contests\[0\].seats is not a whole number"),
        ((*CHAIR, "places"), 1, r"body.contests\[0\]: 'places' is not known here"),
        ((*CHAIR, "lots"), [4], r"lots\[0\]: there is no candidate 4 \(there are 3\)"),
        ((*CHAIR, "lots"), [1], "must list every candidate once"),
        ((*CHAIR, "persons", "3"), None, "missing: 3; unknown: none"),
        ((*CHAIR, "persons", "4"), "ada", "missing: none; unknown: 4"),
        ((*CHAIR, "persons", "1"), "zoe", "'zoe' is neither among the persons nor among the teams"),
        (
            (*CHAIR, "persons", "1"),
            "cara",
            "candidate 1 is 'Ada Abbott' in the ballot file, but 'cara'",
        ),
        ((*CHAIR, "persons", "2"), "ada", "candidate 2 is 'Ben Brook' in the ballot file"),
        (("persons", "ada", "attributes"), None, "body.persons.ada.attributes is missing"),
        (("persons", "ada", "age"), 30, "'age' is not known here"),
        (("teams", "together", "persons"), ["hana", "zoe"], "'zoe' is not among the persons"),
        (("teams", "together", "persons"), ["hana"], "must be two persons or more"),
        (("teams", "ada"), {"name": "x", "persons": ["hana", "ivo"]}, "is a person's id, too"),
        (("constraints", 0, "contests"), ["clerk"], "must name contests of the body"),
        (("constraints", 0, "attribute"), "shoes", "no candidate has the attribute 'shoes'"),
        (("constraints", 0, "min"), None, "neither a 'min' nor a 'max'"),
        (("constraints", 0, "most"), 3, "'most' is not known here"),
        (("contests", 2, "less"), ["members"], "depend on 'members', which is not counted before"),
        (("if_infeasible",), ["relax"], "'relax' is no step of a policy"),
        (("choices",), {"ada": ["chair"]}, "the body skips whoever is elected already"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    ballots: Callable[[str], BallotFile], path: tuple[str | int, ...], value: object, says: str
) -> None:
    with pytest.raises(ContestError, match=says):
        read(change(json.loads(EXAMPLE), path, value), ballots)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff", "byte 1 is not UTF-8"),
        (b"{\n,", "Body file line 2, column 1: not JSON"),
        (b'{"a": 1, "a": 2}', "a name stands twice in one object"),
        (b"[]", "body is not an object"),
        (b"[" * 100_000, "Body file"),
    ],
)
def test_what_is_no_body_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(ContestError, match=says):
        read_body(data, lambda _: pytest.fail("nothing is read"))
