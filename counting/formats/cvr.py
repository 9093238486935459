"""Reads and writes cast vote records: NIST SP 1500-103, version 1.0, in JSON.

One record for each paper, and in its current snapshot one contest with a selection for each mark,
which has its rank. Skipped and equal ranks, blank papers and the number of seats are kept; those
withdrawn are not. A record without the contest is no paper of it. Records are read one by one, so a
report of any length needs no more memory than its different papers.

Written are the facts that the standard asks for and we know, and nothing that could tell in which
order papers came: the reporting unit and device are 'other' and named after this program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC

from counting.canonical import Json
from counting.errors import PapersError
from counting.formats import BallotFile, Format, Part, Target
from counting.formats.cvr_reading import Gathered, Node, ballot_file
from counting.formats.json_stream import read_members
from counting.formats.text import require_plain
from counting.marks import Marks

MOST_WRITTEN = 10_000_000  # papers: each takes some hundred bytes

_REPORT = "CVR.CastVoteRecordReport"
_AT_ONCE = 1000  # records written at a time


def _read(blocks: Iterator[bytes], contest: str | None) -> BallotFile:
    gathered = Gathered()
    report = Node(read_members(blocks, "CVR", gathered.take), "$")
    report.require("@type", _REPORT)
    report.require("Version", "1.0.0")
    return ballot_file(gathered, report, contest)


def _write(held: BallotFile, target: Target) -> None:
    if held.papers.total > MOST_WRITTEN:
        raise PapersError(
            f"there are {held.papers.total} papers. Cast vote records are one for each paper, and at "
            f"most {MOST_WRITTEN} are written. Choose a format that groups papers."
        )
    for name in (*held.names, held.title):
        require_plain(name)
    if not all(name.strip() for name in held.names):
        raise PapersError("a cast vote record needs a name for every candidate, and one is empty.")
    report = _compact(_report(held, target))
    target.stream.write(report[:-1].encode() + b',"CVR":[')
    first = True
    for records in _records(held):
        target.stream.write((b"\n" if first else b",\n") + records)
        first = False
    target.stream.write(b"\n]}\n")


def _report(held: BallotFile, target: Target) -> dict[str, Json]:
    """The report without its records."""
    device: dict[str, Json] = {
        "@id": "device",
        "@type": "CVR.ReportingDevice",
        "Application": "OMOV",
    }
    return {
        "@type": _REPORT,
        "Version": "1.0.0",
        "GeneratedDate": target.when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ReportType": ["other"],
        "OtherReportType": "converted ballot papers",
        "ReportGeneratingDeviceIds": ["device"],
        "ReportingDevice": [device],
        "GpUnit": [
            {"@id": "unit", "@type": "CVR.GpUnit", "Type": "other", "OtherType": "organisation"}
        ],
        "Election": [_election(held)],
    }


def _election(held: BallotFile) -> dict[str, Json]:
    numbers = range(1, len(held.names) + 1)
    contest: dict[str, Json] = {
        "@id": "contest",
        "@type": "CVR.CandidateContest",
        **({"Name": held.title} if held.title else {}),
        **({"NumberElected": held.seats} if held.seats is not None else {}),
        "VoteVariation": "rcv",
        "ContestSelection": [
            {"@id": f"s{n}", "@type": "CVR.CandidateSelection", "CandidateIds": [f"c{n}"]}
            for n in numbers
        ],
    }
    return {
        "@id": "election",
        "@type": "CVR.Election",
        "ElectionScopeId": "unit",
        "Candidate": [
            {"@id": f"c{n}", "@type": "CVR.Candidate", "Name": held.names[n - 1]} for n in numbers
        ],
        "Contest": [contest],
    }


def _records(held: BallotFile) -> Iterator[bytes]:
    """Records with commas between them, some at a time: equal papers stand together."""
    number = 0
    for marks, papers in _papers(held):
        contest = _compact(_contest(marks))
        left = papers
        while left:
            many = min(left, _AT_ONCE)
            yield b",\n".join(_record(number + k, contest) for k in range(1, many + 1))
            number += many
            left -= many


def _papers(held: BallotFile) -> Iterator[tuple[Marks, int]]:
    if held.papers.blank:
        yield (), held.papers.blank
    for ranking, papers in held.papers.rankings():
        yield tuple((rank, (who,)) for rank, who in enumerate(ranking, start=1)), papers
    yield from held.papers.irregular


def _contest(marks: Marks) -> dict[str, Json]:
    selections: list[Json] = [
        {
            "@type": "CVR.CVRContestSelection",
            "ContestSelectionId": f"s{candidate}",
            "Rank": rank,
            "SelectionPosition": [
                {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1}
            ],
        }
        for rank, candidates in marks
        for candidate in candidates
    ]
    return {
        "@type": "CVR.CVRContest",
        "ContestId": "contest",
        **({"CVRContestSelection": selections} if selections else {}),
    }


def _record(number: int, contest: str) -> bytes:
    return (
        f'{{"@type":"CVR.CVR","ElectionId":"election","CurrentSnapshotId":"p{number}","CVRSnapshot":'
        f'[{{"@id":"p{number}","@type":"CVR.CVRSnapshot","Type":"interpreted","CVRContest":'
        f"[{contest}]}}]}}"
    ).encode()


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _looks(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


FORMATS = (
    Format(
        id="cvr",
        title="NIST cast vote records",
        suffixes=(".json",),
        looks=_looks,
        carries=frozenset({Part.TITLE, Part.SEATS, Part.BLANK, Part.SKIPPED, Part.EQUAL}),
        several=True,
        read=_read,
        write=_write,
    ),
)
