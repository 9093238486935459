"""Cast vote records of NIST SP 1500-103: the schema judges what is written; what is undecided is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from counting.errors import PapersError
from counting.formats import BallotFile
from counting.formats.json_stream import read_members
from counting.papers import PapersBuilder
from tests.counting.formats.ballot_files import ballot_files, read, written


def position(**others: Any) -> dict[str, Any]:
    return {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1, **others}


def selection(id_: str, rank: int | None, **others: Any) -> dict[str, Any]:
    found = {"@type": "CVR.CVRContestSelection", "ContestSelectionId": id_}
    if rank is not None:
        found["Rank"] = rank
    return {**found, "SelectionPosition": [position()], **others}


def record(*selections: dict[str, Any], contest: str = "k1") -> dict[str, Any]:
    snapshot = {
        "@id": "now",
        "@type": "CVR.CVRSnapshot",
        "Type": "interpreted",
        "CVRContest": [
            {"@type": "CVR.CVRContest", "ContestId": contest, "CVRContestSelection": [*selections]}
        ],
    }
    first = {"@id": "before", "@type": "CVR.CVRSnapshot", "Type": "original", "CVRContest": []}
    return {
        "@type": "CVR.CVR",
        "ElectionId": "e",
        "CurrentSnapshotId": "now",
        "CVRSnapshot": [first, snapshot],
    }


def report(*records: dict[str, Any]) -> dict[str, Any]:
    def contest(id_: str, name: str) -> dict[str, Any]:
        return {
            "@id": id_,
            "@type": "CVR.CandidateContest",
            "Name": name,
            "NumberElected": 2,
            "ContestSelection": [
                {"@id": f"{id_}-{n}", "@type": "CVR.CandidateSelection", "CandidateIds": [f"c{n}"]}
                for n in (3, 1, 2)
            ],
        }

    return {
        "CVR": [*records],
        "@type": "CVR.CastVoteRecordReport",
        "Version": "1.0.0",
        "GeneratedDate": "2027-03-01T12:30:00Z",
        "GpUnit": [{"@id": "u", "@type": "CVR.GpUnit", "Type": "other"}],
        "ReportGeneratingDeviceIds": ["d"],
        "ReportingDevice": [{"@id": "d", "@type": "CVR.ReportingDevice"}],
        "Election": [
            {
                "@id": "e",
                "@type": "CVR.Election",
                "ElectionScopeId": "u",
                "Candidate": [
                    {"@id": f"c{n}", "@type": "CVR.Candidate", "Name": f"N{n}"} for n in (1, 2, 3)
                ],
                "Contest": [contest("k1", "First"), contest("k2", "Second")],
            }
        ],
    }


def read_report(value: dict[str, Any], contest: str | None = "k1") -> BallotFile:
    return read(json.dumps(value), "cvr", contest)


def schema(shared: Path) -> jsonschema.Draft4Validator:
    text = (shared / "vectors" / "nist-sp-1500-103-cvr.schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text), format_checker=jsonschema.FormatChecker())


def test_marks_are_read_from_the_current_snapshot_by_rank() -> None:
    held = report(
        record(selection("k1-3", 1), selection("k1-1", 2)),
        record(selection("k1-1", 2), selection("k1-3", 1)),
        record(),
        record(selection("k1-2", 1), selection("k1-1", 1)),
        record(selection("k1-2", 3)),
        record(selection("k2-2", 1), contest="k2"),
    )
    file = read_report(held)
    papers = PapersBuilder(3)
    papers.add_one((1, 2), 2)  # the contest lists its selections in the order 3, 1, 2
    papers.add_one((), 1)
    papers.add_marks(((1, (2, 3)),), 1)
    papers.add_marks(((3, (3,)),), 1)
    assert file == BallotFile("First", 2, ("N3", "N1", "N2"), (), papers.papers())
    assert read_report(held, "Second").papers.total == 1


def test_the_report_is_one_of_the_standard(shared: Path) -> None:
    schema(shared).validate(report(record(selection("k1-3", 1))))


@given(file=ballot_files(most_papers=3))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_valid_by_the_schema(shared: Path, file: BallotFile) -> None:
    schema(shared).validate(json.loads(written(file, "cvr")))


def test_ranks_may_stand_at_the_position_and_unmarked_positions_do_not_count() -> None:
    marked = selection("k1-3", None)
    marked["SelectionPosition"] = [
        position(HasIndication="no", NumberVotes=0, Rank=1),
        position(Rank=2),
        position(Rank=3, IsAllocable="no"),
    ]
    papers = PapersBuilder(3)
    papers.add_marks(((2, (1,)),), 1)
    assert read_report(report(record(marked))).papers == papers.papers()


UNDECIDED = "adjudicated, and export the records again"
CURRENT = "$.CVR[1].CVRSnapshot[1].CVRContest[0].CVRContestSelection[0]"


@pytest.mark.parametrize(
    ("faulty", "path", "words"),
    [
        (selection("k1-1", 1, Status=["needs-adjudication"]), ".Status[0]", UNDECIDED),
        (selection("k1-1", 1, Status=["invalidated-rules"]), ".Status[0]", UNDECIDED),
        (selection("k1-1", None), ".SelectionPosition[0]", "'Rank' is missing. Is this a ranked"),
        (selection("k1-1", 0), ".SelectionPosition[0]", "rank 0, but ranks go from 1"),
        (selection("k1-1", 65536), ".SelectionPosition[0]", "rank 65536, but ranks go from 1"),
        (selection("k1-1", "1"), ".Rank", "expected a whole number"),
        (selection("k1-1", 1.5), ".Rank", "expected a whole number"),
        (selection("k1-1", True), ".Rank", "expected a whole number"),
        (selection("k1-1", 1, SelectionPosition=[]), "", "'SelectionPosition' is missing"),
        (selection("k1-1", 1, SelectionPosition=[position(Rank=2)]), "[0]", "different ranks"),
        (
            selection("k1-1", 1, SelectionPosition=[position(HasIndication="unknown")]),
            ".SelectionPosition[0]",
            "whether this mark counts is unknown",
        ),
        (
            selection("k1-1", 1, SelectionPosition=[position(IsAllocable="unknown")]),
            ".SelectionPosition[0]",
            "whether this mark counts is unknown",
        ),
        (
            selection("k1-1", 1, SelectionPosition=[position(NumberVotes=2)]),
            ".SelectionPosition[0]",
            "each mark must be one vote",
        ),
        (
            selection("k1-1", 1, SelectionPosition=[position(FractionalVotes="1/2")]),
            ".SelectionPosition[0]",
            "each mark must be one vote",
        ),
        (
            selection("k1-1", 1, SelectionPosition=[position(CVRWriteIn={})]),
            ".SelectionPosition[0]",
            "a write-in that has not been given to a candidate",
        ),
        (selection("k1-1", 1, TotalFractionalVotes="1/2"), "", "fractions of votes"),
    ],
)
def test_what_is_undecided_or_no_rank_is_refused_with_its_path(
    faulty: dict[str, Any], path: str, words: str
) -> None:
    with pytest.raises(PapersError) as refused:
        read_report(report(record(selection("k1-1", 1)), record(faulty)))
    assert words in str(refused.value)
    assert refused.value.path is not None
    assert refused.value.path.startswith(CURRENT)
    assert refused.value.path.endswith(path)


@pytest.mark.parametrize(
    ("selections", "words"),
    [
        ([selection("k1-1", 1), selection("k1-1", 3)], "candidate 2 is ranked twice"),
        ([selection("k2-1", 1)], "selection 'k2-1' is not one of the contest's"),
    ],
)
def test_a_record_that_names_the_wrong_candidates_is_refused_with_its_path(
    selections: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(PapersError) as refused:
        read_report(report(record(selection("k1-1", 1)), record(*selections)))
    assert words in str(refused.value)
    assert refused.value.path == "$.CVR[1].CVRSnapshot[1].CVRContest[0]"


def changed(**members: Any) -> dict[str, Any]:
    return {**report(record(selection("k1-1", 1))), **members}


def with_contest(**members: Any) -> dict[str, Any]:
    held = report(record(selection("k1-1", 1)))
    held["Election"][0]["Contest"][0].update(members)
    return held


def without_snapshot() -> dict[str, Any]:
    held = report(record())
    held["CVR"][0]["CurrentSnapshotId"] = "later"
    return held


@pytest.mark.parametrize(
    ("held", "contest", "path", "words"),
    [
        (changed(Version="1.1.0"), "k1", "$.Version", "expected '1.0.0', not '1.1.0'"),
        (changed(**{"@type": "Other"}), "k1", "$.@type", "CastVoteRecordReport"),
        (changed(Election=3), "k1", "$.Election", "expected a list"),
        (changed(CVR=3), "k1", "$.CVR", "expected '[', not '3'"),
        (changed(CVR=[3]), "k1", "$.CVR[0]", "expected an object"),
        (changed(Election=[]), "k1", "$.CVR[0]", "election 'e' is not in the report"),
        (
            changed(),
            None,
            "$",
            "there are 2 contests. Choose one by its id: k1 (First), k2 (Second)",
        ),
        (changed(), "k3", "$", "there are 0 contests 'k3'"),
        (without_snapshot(), "k1", "$.CVR[0]", "one snapshot 'later', the current one: 0"),
        (with_contest(VoteVariation="approval"), "k1", "VoteVariation", "are not rankings"),
        (with_contest(NumberElected=0), "k1", "NumberElected", "expected 1 or more, not 0"),
        (with_contest(Name="A\nB"), "k1", "$.Election[0].Contest[0]", "control character"),
        (with_contest(ContestSelection=[]), "k1", "Contest[0]", "selections, not 0"),
        (with_contest(**{"@id": "k2"}), "k2", "$", "two contests have the same '@id'"),
        (with_contest(**{"@id": "k9"}), "k9", "CVRContest[0]", "contest 'k1' is not in the report"),
        (
            with_contest(ContestSelection=[{"@id": "x", "@type": "CVR.ContestSelection"}]),
            "k1",
            "ContestSelection[0]",
            "expected 'CandidateIds' with the id of one known candidate",
        ),
    ],
)
def test_a_report_that_contradicts_itself_is_refused_with_its_path(
    held: dict[str, Any], contest: str | None, path: str, words: str
) -> None:
    with pytest.raises(PapersError) as refused:
        read_report(held, contest)
    assert words in str(refused.value)
    assert refused.value.path is not None
    assert refused.value.path.endswith(path)
    assert str(refused.value).startswith(f"Papers {refused.value.path}: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected '{', not the end of the file"),
        ("[]", "expected '{', not '['"),
        ('{"CVR":[],"CVR":[]}', "this name comes twice"),
        ('{"a":1,"a":1}', "this name comes twice"),
        ('{"a":{"b":1,"b":2}}', "a name comes twice in an object"),
        ('{"a":NaN}', "NaN is not JSON"),
        ('{"a":1} x', "something follows the end of the object"),
        ('{"a":1', "expected ',' or '}', not the end of the file"),
        ('{"a":[1', "not JSON"),
        ('{"CVR":[{}', "'@type' is missing"),
        ('{"CVR":[{"a":', "not JSON"),
        ('{"a":"\x01"}', "not JSON"),
        ('{"a":' + "1" * 41 + "}", "too many digits"),
        ("{a:1}", "expected '\"', not 'a'"),
        (b'{"a":"\xff"}', "not UTF-8"),
    ],
)
def test_what_is_not_json_is_refused(text: str | bytes, words: str) -> None:
    with pytest.raises(PapersError) as refused:
        read(text, "cvr")
    assert words in str(refused.value)


def test_a_stream_is_read_the_same_in_blocks_of_any_size() -> None:
    held = report(*(record(selection("k1-3", 1), selection("k1-1", 2)) for _ in range(5)))
    held["Note"] = 'é"[]{}, \\u00e9 👍'
    data = json.dumps(held, ensure_ascii=False).encode()
    for size in (1, 2, 3, 7, 64, 1000, len(data)):
        blocks = (data[low : low + size] for low in range(0, len(data), size))
        expected = copy.deepcopy(held)
        assert streamed(blocks) == (expected.pop("CVR"), expected)


def streamed(blocks: Iterator[bytes]) -> tuple[list[object], object]:
    elements: list[object] = []
    members = read_members(blocks, "CVR", lambda value, _path: elements.append(value))
    return elements, members


def test_a_number_is_read_to_its_end_though_a_block_ends_within_it() -> None:
    blocks = iter([b'{"CVR":[1', b"2", b'3],"a":4', b"5}"])
    assert streamed(blocks) == ([123], {"a": 45})


def test_numbers_with_fractions_come_as_text_so_that_no_float_touches_them() -> None:
    members = read_members(iter([b'{"a":1.10,"b":1e400}']), "CVR", lambda *_: None)
    assert members == {"a": "1.10", "b": "1e400"}
