"""Constraints files: what is read, and that whatever is wrong is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.constraints import load_constraints, parse_constraints
from counting.contest import CandidateId, Constraint
from counting.errors import ContestError

CANDIDATES = tuple(CandidateId(str(number)) for number in (1, 2, 3))
WOMAN = {"attribute": "gender", "value": "woman", "min": 2, "max": None, "label": "two women"}


def file_with(constraint: object) -> str:
    return json.dumps({"attributes": {"1": {"gender": "woman"}}, "constraints": [constraint]})


def refusal(text: str) -> str:
    with pytest.raises(ContestError) as error:
        parse_constraints(text, CANDIDATES)
    return str(error.value)


def test_a_constraints_file_gives_attributes_and_constraints_in_its_order() -> None:
    text = """{"attributes": {"1": {"gender": "woman", "region": "north"}, "3": {}},
    "constraints": [
        {"attribute": "region", "value": "south", "min": null, "max": 0, "label": "none from the south"},
        {"attribute": "gender", "value": "woman", "min": 1, "max": 1, "label": "one woman"}]}"""
    read = parse_constraints(text, CANDIDATES)
    assert read.attributes == {"1": {"gender": "woman", "region": "north"}, "3": {}}
    assert read.constraints == (
        Constraint("region", "south", None, 0, "none from the south"),
        Constraint("gender", "woman", 1, 1, "one woman"),
    )


@pytest.mark.parametrize(
    ("bounds", "label"),
    [
        ({"min": 2}, "at least 2 whose gender is woman"),
        ({"max": 3}, "at most 3 whose gender is woman"),
        ({"min": 2, "max": 2}, "exactly 2 whose gender is woman"),
        ({"min": 1, "max": 2}, "at least 1 and at most 2 whose gender is woman"),
        ({"min": 1, "max": None}, "at least 1 whose gender is woman"),
    ],
)
def test_a_constraint_without_a_label_gets_one_of_plain_words(
    bounds: dict[str, int | None], label: str
) -> None:
    text = file_with({"attribute": "gender", "value": "woman", **bounds})
    (constraint,) = parse_constraints(text, CANDIDATES).constraints
    assert constraint.label == label


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Constraints file line 1, column 1: not JSON (Expecting value)."),
        ('{\n "attributes": }', "Constraints file line 2, column 16: not JSON (Expecting value)."),
        ("[]", "Constraints file, the file: expected an object, not a list."),
        ("null", "Constraints file, the file: expected an object, not null."),
        (
            "{}",
            "Constraints file, the file: 'attributes' is missing. Add it, empty if there are none.",
        ),
        (
            '{"attributes": {}}',
            "Constraints file, the file: 'constraints' is missing. Add it, empty if there are none.",
        ),
        (
            '{"attributes": {}, "constraints": [], "rules": 1}',
            "Constraints file, the file: 'rules' is not known here. "
            "Expected: 'attributes', 'constraints', 'if_infeasible'.",
        ),
        (
            '{"attributes": {"1": {"a": "b", "a": "c"}}, "constraints": []}',
            "Constraints file: 'a' stands twice in one object.",
        ),
        (
            '{"attributes": {"1": {}, "1": {}}, "constraints": []}',
            "Constraints file: '1' stands twice in one object.",
        ),
        (
            '{"attributes": [], "constraints": []}',
            "Constraints file, attributes: expected an object, not a list.",
        ),
        (
            '{"attributes": {"4": {"gender": "woman"}}, "constraints": []}',
            "Constraints file, attributes.4: there is no candidate '4' (there are 3 candidates).",
        ),
        (
            '{"attributes": {"01": {}}, "constraints": []}',
            "Constraints file, attributes.01: there is no candidate '01' (there are 3 candidates).",
        ),
        (
            '{"attributes": {"1": "woman"}, "constraints": []}',
            "Constraints file, attributes.1: expected an object, not a string.",
        ),
        (
            '{"attributes": {"1": {"gender": true}}, "constraints": []}',
            "Constraints file, attributes.1.gender: expected a string, not true or false.",
        ),
        (
            '{"attributes": {"1": {"gender": " "}}, "constraints": []}',
            "Constraints file, attributes.1.gender: the string is empty.",
        ),
        (
            '{"attributes": {"1": {"": "woman"}}, "constraints": []}',
            "Constraints file, attributes.1, a name: the string is empty.",
        ),
        (
            '{"attributes": {"1": {"a": "\\ud800"}}, "constraints": []}',
            "Constraints file, attributes.1.a: half a surrogate pair is not a character.",
        ),
        (
            '{"attributes": {}, "constraints": {}}',
            "Constraints file, constraints: expected a list, not an object.",
        ),
        (
            '{"attributes": {}, "constraints": [NaN]}',
            "Constraints file: NaN is not a number in JSON.",
        ),
        ("[" * 100_000, "Constraints file: a number is too long or the nesting too deep."),
        ("1" * 5_000, "Constraints file: a number is too long or the nesting too deep."),
    ],
)
def test_a_file_that_is_not_one_is_refused_with_the_place(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"min": True}, ".min: expected a whole number or null, not true or false."),
        ({"min": 1.0}, ".min: expected a whole number or null, not a fraction."),
        ({"min": "2"}, ".min: expected a whole number or null, not a string."),
        ({"min": -1}, ".min: expected a number from 0 to 1000000, not -1."),
        ({"max": 10**7}, ".max: expected a number from 0 to 1000000, not 10000000."),
        ({"min": None}, ": there is neither a 'min' nor a 'max'. Give at least one."),
        ({"max": 1}, ": 'min', 2, is more than 'max', 1."),
        ({"label": None}, ".label: expected a string, not null."),
        ({"label": ""}, ".label: the string is empty."),
        ({"attribute": 7}, ".attribute: expected a string, not a number."),
        ({"attribute": "region"}, ".attribute: no candidate has the attribute 'region'."),
        ({"value": ["woman"]}, ".value: expected a string, not a list."),
        (
            {"minimum": 2},
            ": 'minimum' is not known here. Expected: 'attribute', 'first', 'label', 'max', "
            "'max_share', 'min', 'min_share', 'value'.",
        ),
    ],
)
def test_a_constraint_that_is_not_one_is_refused_with_the_place(
    change: dict[str, object], message: str
) -> None:
    assert refusal(file_with({**WOMAN, **change})) == f"Constraints file, constraints[0]{message}"


@pytest.mark.parametrize("member", ["attribute", "value"])
def test_a_constraint_needs_its_attribute_and_its_value(member: str) -> None:
    constraint = {name: value for name, value in WOMAN.items() if name != member}
    expected = f"Constraints file, constraints[0]: '{member}' is missing."
    assert refusal(file_with(constraint)) == expected


def test_a_constraint_must_be_an_object() -> None:
    expected = "Constraints file, constraints[0]: expected an object, not a string."
    assert refusal(file_with("at least two women")) == expected


def test_two_constraints_cannot_have_the_same_label_given_or_made() -> None:
    twice = json.dumps({"attributes": {"1": {"gender": "woman"}}, "constraints": [WOMAN, WOMAN]})
    expected = (
        "Constraints file, constraints[1].label: 'two women' is used twice. Give each its own."
    )
    assert refusal(twice) == expected


def test_a_value_that_nobody_has_is_taken_since_it_may_be_barred_or_hoped_for() -> None:
    (constraint,) = parse_constraints(
        file_with({**WOMAN, "value": "other"}), CANDIDATES
    ).constraints
    assert constraint.value == "other"


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "constraints.json"
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + file_with(WOMAN).encode())
        assert load_constraints(path, CANDIDATES).constraints[0].label == "two women"


def test_a_file_in_another_encoding_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "constraints.json"
    path.write_bytes(b'{"a": "\xe9"}')
    with pytest.raises(ContestError, match=r"byte 8 is not UTF-8\. Save the file as UTF-8\."):
        load_constraints(path, CANDIDATES)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.one_of(st.text(), json_values.map(json.dumps), json_values.map(file_with)))
def test_nothing_that_is_not_a_constraints_file_gives_anything_but_a_contest_error(
    text: str,
) -> None:
    try:
        parse_constraints(text, CANDIDATES)
    except ContestError as error:
        assert str(error).startswith("Constraints file")
