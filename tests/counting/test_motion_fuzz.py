"""Whatever the bytes, reading the record of a motion gives the record or a refusal."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from counting.canonical import canonical_json, sha256_digest
from counting.check.thresholds import check_motion
from counting.errors import ContestError, RecordError
from counting.motion import MotionRecord, read_motion, write_motion
from counting.thresholds import Base, Given, MotionTerms, Quorum, Tally, Threshold

TERMS = MotionTerms(Threshold(Fraction(1, 2), Base.FOR_AND_AGAINST, True), Quorum(3), "chair")
DATA = write_motion(MotionRecord("Motion", ("For", "Against"), TERMS, Tally(4, 4, 1), Given.SILENT))

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-3, 2**64)
    | st.floats(allow_nan=True)
    | st.text(max_size=8)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
paths = st.sampled_from(
    [
        ("terms",),
        ("terms", "threshold"),
        ("terms", "threshold", "share"),
        ("terms", "threshold", "of"),
        ("terms", "quorum"),
        ("terms", "casting_vote"),
        ("tally",),
        ("tally", "for"),
        ("tally", "ballots"),
        ("tally", "entitled"),
        ("contest",),
        ("contest", "options"),
        ("papers",),
        ("casting_vote",),
        ("sentences",),
        ("outcome",),
    ]
)


def require_refused_or_read(data: bytes) -> None:
    try:
        record = read_motion(data)
    except RecordError as error:
        assert str(error)
        return
    assert write_motion(record) == data


@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    require_refused_or_read(data)


@given(values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    require_refused_or_read(json.dumps(value).encode())


@settings(max_examples=400)
@given(paths, values)
def test_a_record_with_another_value_sealed_anew_is_read_or_refused(
    path: tuple[str, ...], value: Any
) -> None:
    found = json.loads(DATA)
    place = found
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    del found["digest"]
    try:
        found["digest"] = sha256_digest(found)
        data = canonical_json(found)
    except ValueError:
        data = json.dumps(found).encode()
    require_refused_or_read(data)


votes = st.integers(0, 40)
shares = st.fractions(min_value=0, max_value=1, max_denominator=12)


@settings(max_examples=500)
@given(shares, st.sampled_from(Base), st.booleans(), st.tuples(votes, votes, votes, votes, votes))
def test_the_decision_is_what_the_definition_says_and_the_check_agrees(
    share: Fraction, base: Base, strict: bool, figures: tuple[int, int, int, int, int]
) -> None:
    in_favour, against, abstain, blank, idle = figures
    cast = in_favour + against + abstain + blank
    tally = Tally(in_favour, against, abstain, blank, cast + idle)
    try:
        terms = MotionTerms(Threshold(share, base, strict))
    except ContestError:
        return
    record = MotionRecord("Motion", ("For", "Against"), terms, tally)
    of = {Base.FOR_AND_AGAINST: in_favour + against, Base.VOTING: cast, Base.ENTITLED: cast + idle}
    reached = in_favour > share * of[base] if strict else in_favour >= share * of[base]
    assert (record.decision.outcome == "carried") == (reached and in_favour > against)
    assert check_motion(record, terms, counted=tally).ok
    assert read_motion(write_motion(record)) == record
