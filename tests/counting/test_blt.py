"""BLT files: real ones, dialects, everything refused, and the two readers against each other."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counting.contest import Constraint
from counting.errors import ContestError, PapersError
from counting.formats import BallotFile
from counting.formats.blt import _read, read_blt, write_blt
from counting.formats.blt_lines import BltLines
from counting.papers import Papers

HEAD = "7 2\n"
NAMES = "".join(f'"N{number}"\n' for number in range(1, 8)) + '"Title"\n'


def read(text: str | bytes) -> BallotFile:
    return read_blt(io.BytesIO(text.encode() if isinstance(text, str) else text))


def election(ballots: str = "", names: str = NAMES) -> str:
    return HEAD + ballots + "0\n" + names


def written(ballot_file: BallotFile) -> bytes:
    stream = io.BytesIO()
    write_blt(ballot_file, stream)
    return stream.getvalue()


def outcome(reader: Callable[[], BallotFile]) -> BallotFile | tuple[str, int | None]:
    """What a reader says: the same file, or the same refusal."""
    try:
        return reader()
    except PapersError as refused:
        return str(refused), refused.line


PLAIN = election("3 1 3 4 0\n12 2 0\n2 0\n1 1 3 4 0\n")
PLAIN_FILE = BallotFile(
    "Title",
    2,
    tuple(f"N{number}" for number in range(1, 8)),
    (),
    Papers.from_rankings([((1, 3, 4), 4), ((2,), 12), ((), 2)], 7),
)


class TestDialects:
    def test_a_plain_file_is_read(self) -> None:
        assert read(PLAIN) == PLAIN_FILE

    @pytest.mark.parametrize(
        "text",
        [
            PLAIN.replace("\n", "\r\n"),
            PLAIN.removesuffix("\n"),
            "\ufeff" + PLAIN,
            "\n\n" + PLAIN.replace("\n", "\n \t\n") + "\n\n",
            PLAIN.replace(" ", "  ").replace("7  2", "\t7\t2 "),
            PLAIN.replace("12 2 0", "012 02 00"),
            "# An election\n"
            + PLAIN.replace("7 2", "7 2 # seats").replace("\n0\n", "\n#\n0 # end\n"),
            PLAIN.replace('"N2"', '"N2" # who stood twice').replace('"Title"', '"Title"   #'),
            PLAIN.replace('"', ""),
            PLAIN.replace('"', "").replace("N3", "  N3\t"),
            PLAIN.replace("\n1 1 3", "\n(a paper) 1 1 3").replace(
                "\n2 0", "\n(b)1 0\n(c) 1 0 # mark"
            ),
        ],
    )
    def test_the_same_election_in_another_dialect_is_read_the_same(self, text: str) -> None:
        assert read(text) == PLAIN_FILE

    @pytest.mark.parametrize("withdrawn", ["-5 -2\n", "-5\n-2\n", "-5 # who moved\n\n  -2\n"])
    def test_withdrawn_candidates_are_read_in_the_order_of_the_file(self, withdrawn: str) -> None:
        assert read(PLAIN.replace("7 2\n", "7 2\n" + withdrawn)).withdrawn == (5, 2)

    def test_unquoted_names_may_begin_with_a_number_sign(self) -> None:
        names = '# One\nTwo # B\n#Three\n4\n5 6\n-\nSay "Hi"\n# Title'
        file = read(election(names=names))
        assert file.names == ("# One", "Two # B", "#Three", "4", "5 6", "-", 'Say "Hi"')
        assert file.title == "# Title"

    def test_spaces_inside_a_name_are_kept(self) -> None:
        names = NAMES.replace('"N1"', '"  A   B "').replace('"N2"', "C   D \t")
        assert read(election(names=names)).names[:2] == ("  A   B ", "C   D")

    def test_a_quotation_mark_in_a_quoted_name_is_written_twice(self) -> None:
        file = read(election(names=NAMES.replace("N1", 'Ann ""Nan"" B.').replace("Title", '""')))
        assert (file.names[0], file.title) == ('Ann "Nan" B.', '"')

    def test_the_title_may_be_empty_in_quotation_marks(self) -> None:
        assert read(election(names=NAMES.replace("Title", ""))).title == ""


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("", None, "the file is empty. A ballot file begins with the number of candidates"),
            ("# nothing\n\n", None, "the file is empty."),
            (
                "seven 2\n",
                1,
                "expected two whole numbers, the number of candidates and the number of",
            ),
            ("7\n", 1, "expected two whole numbers"),
            ("7 2 1\n", 1, "expected two whole numbers"),
            ("7 -2\n", 1, "expected two whole numbers"),
            ("7 2.0\n", 1, "expected two whole numbers"),
            ("٧ 2\n", 1, "expected two whole numbers"),
            ("\n0 2\n", 2, "there must be from 1 to 65535 candidates, not 0."),
            ("7 0\n", 1, "there must be from 1 to 65535 seats, not 0."),
            ("65536 2\n", 1, "there must be from 1 to 65535 candidates, not 65536."),
            ("7 99999999\n", 1, "there must be from 1 to 65535 seats, not 99999999."),
            (
                "7 " + "9" * 6000 + "\n",
                1,
                "is more than can be counted: at most 9223372036854775807.",
            ),
            (election("1 2 0\n1 9 0\n"), 3, "candidate 9, but there are 7 candidates."),
            (
                election("1 2 0\n1 3 -2 0\n"),
                3,
                "'-2' is negative, but candidates are numbered from 1.",
            ),
            (election("1 2 0 3 0\n"), 2, "a 0 ends the ranking, but more follows it on the line."),
            (election("1 2 3 2 0\n"), 2, "candidate 2 is ranked twice. Each may be ranked once."),
            (election("1 2 x 0\n"), 2, "expected a whole number, not 'x'."),
            (election("1 2 ² 0\n"), 2, "expected a whole number, not '²'."),
            (election("1 +2 0\n"), 2, "expected a whole number, not '+2'."),
            (election("1.5 2 0\n"), 2, "expected a whole number, not '1.5'."),
            (election("1 2 3\n"), 2, "expected 0 at the end of the ranking, not '3'."),
            (election("5\n"), 2, "expected 0 at the end of the ranking, not '5'."),
            (election("0 2 0\n"), 2, "the number of papers is 0. It must be at least 1"),
            (election("1 2=3 0\n"), 2, "'2=3' ranks candidates equally, which cannot be counted"),
            (election("1 2 - 3 0\n"), 2, "'-' skips a preference, which cannot be counted"),
            (election("-1 2 0\n"), 2, "expected withdrawn candidates, each a number after a minus"),
            (election("1 1 0\n-2\n"), 3, "'-2' would withdraw a candidate, which must come before"),
            (election("-2 -9\n"), 2, "candidate 9 is withdrawn, but the candidates are 1 to 7."),
            (election("-0\n"), 2, "candidate 0 is withdrawn, but the candidates are 1 to 7."),
            (election("-2\n-2\n"), 3, "candidate 2 is withdrawn twice. List each once."),
            (
                election(f"{2**63} 1 0\n"),
                2,
                "is more than can be counted: at most 9223372036854775807",
            ),
            (
                election(f"{2**63 - 1} 1 0\n1 2 0\n"),
                3,
                "more papers than can be counted: at most 9223372036854775807 in all.",
            ),
            (election("(a 1 2 0\n"), 2, "the ballot's identifier, '(a 1 2 0', has no closing ')'."),
            (election("(a) 1 2 0\n(a) 1 3 0\n"), 3, "ballot ('a') comes twice."),
            (election("(a) 4 2 0\n"), 2, "comes the number of papers, which must be 1, not '4'."),
            (election("(a)\n"), 2, "comes the number of papers, which must be 1, not ''."),
            (
                "7 2\n1 2 0\n1 3 0\n",
                3,
                "the file ends here, but the ballots must end with a line '0'",
            ),
            ("7 2\n", 1, "the file ends here, but the ballots must end with a line '0'"),
            (HEAD + "1 2 0\n" + NAMES, 3, "expected a whole number, not '\"N1\"'."),
            (
                election(names='"A"\n"B"\n'),
                4,
                "there must be 7 names and then the title, 8 lines in all: there are 2.",
            ),
            (election(names=NAMES + '"More"\n'), 11, "nothing may follow the title, but here is"),
            (election(names=NAMES.replace('"N3"', '""')), 5, "the name of candidate 3 is empty."),
            (
                election(names=NAMES.replace('"N3"', '"N3')),
                5,
                "'\"N3' begins with a quotation mark that is not closed on the line.",
            ),
            (
                election(names=NAMES.replace('"N3"', '"N"3"')),
                5,
                'something follows the closing quotation mark in \'"N"3"\'.',
            ),
            (
                election(names=NAMES.replace('"N3"', "# N3")),
                5,
                "this line begins with '#', but other names are in quotation marks.",
            ),
            (
                election(names=NAMES.replace('"N1"', "# N1")),
                3,
                "this line begins with '#', but other names are in quotation marks.",
            ),
            (
                election("1 2 0\n1 \x00 0\n"),
                3,
                "character 3 of the line is the control character U+0000",
            ),
            (
                PLAIN.replace("\n", "\r"),
                1,
                "character 4 of the line is the control character U+000D.",
            ),
            (PLAIN.replace("N4", "N\x1b[1m4"), 10, "is the control character U+001B."),
        ],
    )
    def test_the_message_names_the_line_and_what_was_expected(
        self, text: str, line: int | None, message: str
    ) -> None:
        with pytest.raises(PapersError) as refused:
            read(text)
        assert refused.value.line == line
        assert message in str(refused.value)
        assert str(refused.value).startswith("Papers" if line is None else f"Papers line {line}: ")
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) < 300

    @pytest.mark.parametrize(
        ("data", "line", "message"),
        [
            (
                PLAIN.replace("N2", "Zoë").encode("latin-1"),
                8,
                "byte 4 of the line is not UTF-8 text.",
            ),
            (PLAIN.encode("utf-16"), 1, "byte 1 of the line is not UTF-8 text."),
            (b"\x89PNG\r\n\x1a\n\0\0", 1, "byte 1 of the line is not UTF-8 text."),
            (b"7 2 # \xff\n", 1, "byte 7 of the line is not UTF-8 text."),
            (b"PK\x03\x04 and so on", None, "the file is a zip archive. Unpack it"),
            (b"\x1f\x8b", None, "the compressed file is damaged or cut short"),
            (b"7 2\n" + b"1" * (2**20 + 1), 2, "longer than 1048576 bytes"),
        ],
    )
    def test_what_is_not_a_text_of_utf_8_is_refused(
        self, data: bytes, line: int | None, message: str
    ) -> None:
        with pytest.raises(PapersError) as refused:
            read(data)
        assert refused.value.line == line
        assert message in str(refused.value)

    def test_a_long_piece_of_the_file_is_cut_short_in_the_message(self) -> None:
        with pytest.raises(PapersError) as refused:
            read(election("1 " + "x" * 10_000 + " 0\n"))
        assert str(refused.value) == f"Papers line 2: expected a whole number, not '{'x' * 39}…'."

    def test_a_file_that_is_not_there_or_is_a_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(PapersError, match="No such file"):
            read_blt(tmp_path / "none.blt")
        with pytest.raises(PapersError, match="Is a directory"):
            read_blt(tmp_path)


class TestCompressed:
    def test_a_gzip_file_is_read_as_what_it_holds(self, tmp_path: Path) -> None:
        path = tmp_path / "papers.blt.gz"
        data = PLAIN.encode()
        path.write_bytes(gzip.compress(data[:20]) + gzip.compress(data[20:]))
        assert read_blt(path) == PLAIN_FILE

    def test_a_gzip_file_cut_short_anywhere_is_refused(self) -> None:
        whole = gzip.compress(PLAIN.encode())
        for end in range(2, len(whole)):
            with pytest.raises(PapersError, match="damaged or cut short"):
                read(whole[:end])

    def test_a_gzip_file_with_a_wrong_byte_is_never_read_as_another_election(self) -> None:
        whole = gzip.compress(PLAIN.encode(), mtime=0)
        for place in range(2, len(whole)):
            damaged = whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :]
            said = outcome(partial(read, damaged))
            assert isinstance(said, tuple) or said == PLAIN_FILE

    def test_a_bomb_is_refused_without_being_unpacked_whole(self) -> None:
        bomb = gzip.compress(b"7 2\n" + b"1 " * 2**24, compresslevel=1)
        tracemalloc.start()
        try:
            with pytest.raises(PapersError, match="line 2: longer than"):
                read(bomb)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 8 * 2**20


class TestStreaming:
    def test_progress_ends_at_the_size_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "papers.blt"
        path.write_text(election("1 2 3 0\n" * 100_000))
        told: list[tuple[int, int | None]] = []
        read_blt(path, lambda done, total: told.append((done, total)))
        assert told == sorted(told)
        assert len(told) > 2
        assert told[-1] == (path.stat().st_size, path.stat().st_size)

    def test_a_stream_that_gives_a_byte_at_a_time_is_read_the_same(self) -> None:
        class Trickle(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                return super().read(1 if size else 0)

        for data in (PLAIN.encode(), gzip.compress(PLAIN.encode())):
            assert read_blt(Trickle(data)) == PLAIN_FILE

    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_plain_ballots_are_not_read_line_by_line(
        self, line_end: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fed: list[bytes] = []
        careful = BltLines.feed

        def noted(lines: BltLines, line: bytes) -> None:
            fed.append(line)
            careful(lines, line)

        monkeypatch.setattr(BltLines, "feed", noted)
        text = election("1 2 3 0\n4 7 0\n2 0\n" * 50_000).replace("\n", line_end)
        assert read(text).papers.total == 7 * 50_000
        assert len(fed) == 2 + 8  # the counts, the end of the ballots, the names and the title

    def test_many_papers_are_read_as_few_rankings(self) -> None:
        chance = random.Random(7)
        ballots = [f"{chance.randint(1, 3)} {chance.randint(1, 3)} 7 0" for _ in range(200_000)]
        expected = [0, 0, 0]
        for ballot in ballots:
            papers, first, *_ = map(int, ballot.split())
            expected[first - 1] += papers
        file = read(election("\n".join(ballots) + "\n"))
        assert list(file.papers) == [((n, 7), expected[n - 1]) for n in (1, 2, 3)]


SPOILT = st.sampled_from(
    [
        "0",
        "-1",
        "-2",
        "00",
        "8",
        "9",
        "x",
        "1=2",
        "-",
        "#",
        "(",
        "(a)",
        "(b)",
        ")",
        '"',
        "10",
        "255",
        "256",
        "65536",
        "99999999999",
        "9223372036854775807",
        "9223372036854775808",
    ]
) | st.sampled_from(["", "\r", "\x00", "\xa0", "\u2028", "\t", "\n", "\n0\n", "1\r"])


@st.composite
def spoilt_files(draw: st.DrawFn) -> bytes:
    """A file in good order, here and there with something put in, taken out or repeated."""
    candidates = draw(st.sampled_from([1, 2, 5, 12, 63, 64, 70, 300]))
    chance = random.Random(draw(st.integers(0, 2**32)))
    lines = [f"{candidates} {chance.randint(1, 3)}"]
    for _ in range(draw(st.integers(0, 12))):
        ranking = chance.sample(range(1, candidates + 1), chance.randint(0, min(candidates, 70)))
        lines.append(" ".join(map(str, [chance.choice([1, 1, 12, 10**9]), *ranking, 0])))
    lines += ["0", *(f'"N{number}"' for number in range(1, candidates + 1)), '"T"']
    for _ in range(draw(st.integers(0, 2))):
        place = chance.randrange(min(len(lines), 16))
        tokens = lines[place].split(" ")
        token = chance.randrange(len(tokens))
        kind = chance.randrange(4)
        if kind == 0:
            tokens[token] = draw(SPOILT)
        elif kind == 1:
            tokens.insert(token, draw(SPOILT))
        elif kind == 2:
            del tokens[token]
        else:
            tokens.insert(token, tokens[-1] if chance.random() < 0.3 else tokens[token])
        lines[place] = " ".join(tokens)
    text = draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines)
    data = text.encode() + draw(st.sampled_from([b"\n", b""]))
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


@given(spoilt_files(), st.integers(1, 40))
@settings(max_examples=500, deadline=None)
@example(b"7 2\n5\n0\n", 40)  # a line that is a count only
@example(b"7 2\n1 2 0\n15\n0\n", 40)
@example(b"7 2\n1 2 3\n1 0 3 0\n0\n", 40)  # as many zeros as lines, at the wrong places
@example(b"70 2\n1 2 3 0\n1 0 3 0\n0\n", 40)
@example(b"300 2\n1 1 0\n1  2 0\n0\n" + b"N\n" * 301, 40)  # two spaces
@example(b"300 2\n1 1 0\n\n1 2 0\n0\n" + b"N\n" * 301, 40)  # an empty line
@example(b"7 2\n1 2 0\r\r\n0\n", 40)
@example(b"1 1\n0\n0\n0\n", 2)  # the line that ends the ballots begins a block
@example(b"2 1\n0\r\n0\n", 3)
@example(b"2 1\n1 1 0\n-2\n0\n", 4)  # withdrawn after ballots
@example(b"1 1\n9223372036854775807 1 0\n1 1 0\n0\n", 28)  # one paper too many, in a block
@example(b"1 1\n9223372036854775807 1 0\n1 0\n0\n", 28)
def test_blocks_and_single_lines_give_the_same_file_or_the_same_refusal(
    data: bytes, size: int
) -> None:
    pieces = [data[low : low + size] for low in range(0, len(data), size)]
    careful = outcome(lambda: _read([data], fast=False))
    assert outcome(lambda: _read([data])) == careful
    assert outcome(lambda: _read(pieces)) == careful
    assert outcome(lambda: _read(pieces, fast=False)) == careful


@given(st.binary(max_size=200) | st.text(alphabet='01239 -=#()"a\n\r\t\x00é', max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_anything_but_papers_error(data: bytes | str) -> None:
    data = data.encode() if isinstance(data, str) else data
    careful = outcome(lambda: _read([data] if data else [], fast=False))
    if not data.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        assert outcome(lambda: read(data)) == careful
    for packed in (gzip.compress(data), b"\x1f\x8b" + data):
        outcome(partial(read, packed))


NAME = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters="".join(map(chr, [*range(32), 127]))
    ),
    min_size=1,
).filter(str.strip)


@given(
    names=st.lists(NAME, min_size=1, max_size=5),
    title=st.just("") | NAME,
    seats=st.integers(1, 9),
    blank=st.integers(0, 3),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_back_the_same(
    names: list[str], title: str, seats: int, blank: int, chance: random.Random
) -> None:
    numbers = range(1, len(names) + 1)
    rankings = [
        (tuple(chance.sample(numbers, chance.randint(1, len(names)))), chance.randint(1, 2**40))
        for _ in range(chance.randint(0, 8))
    ]
    papers = Papers.from_rankings([*rankings, *([((), blank)] if blank else [])], len(names))
    withdrawn = tuple(chance.sample(numbers, chance.randint(0, len(names))))
    file = BallotFile(title, seats, tuple(names), withdrawn, papers)
    data = written(file)
    assert read(data) == file
    assert written(read(data)) == data


def test_the_canonical_form_is_blank_papers_then_rankings_ascending() -> None:
    text = '3 1\n-3 -1\n5 0\n2 1 2 0\n1 2 0\n0\n"A ""B"""\n"C"\n"D"\n"T"\n'
    assert written(read(text)) == text.encode()


@pytest.mark.parametrize("name", ["a\nb", "a\0", "\x7f", "\ud800"])
def test_a_name_that_blt_cannot_hold_is_not_written(name: str) -> None:
    file = BallotFile("T", 1, (name,), (), Papers.from_rankings([], 1))
    stream = io.BytesIO()
    with pytest.raises(PapersError, match="the name"):
        write_blt(file, stream)
    assert stream.getvalue() == b""


class TestContest:
    def test_ids_are_the_numbers_of_the_file_and_its_withdrawals_are_kept(self) -> None:
        file = read(PLAIN.replace("7 2\n", "7 2\n-4\n"))
        women = Constraint("gender", "woman", 1, None, "a woman")
        contest = file.contest(
            "scottish-2011",
            seats=3,
            constraints=[women],
            attributes={"2": {"gender": "woman"}},
            lots=["7", "6", "5", "4", "3", "2", "1"],
            withdrawn=["6", "4"],
        )
        assert [candidate.id for candidate in contest.candidates] == list("1234567")
        assert contest.candidates[1].attributes == {"gender": "woman"}
        assert contest.candidates[0].attributes == {}
        assert (contest.rule, contest.seats, contest.withdrawn) == ("scottish-2011", 3, ("4", "6"))
        assert (contest.title, contest.lots[0]) == ("Title", "7")
        assert file.contest("av").seats == 2

    def test_what_is_not_of_the_file_is_refused(self) -> None:
        file = read(PLAIN)
        with pytest.raises(ContestError, match="Attributes are given for candidate '9'"):
            file.contest("av", attributes={"9": {"gender": "woman"}})
        with pytest.raises(ContestError, match="Withdrawn candidate 9"):
            file.contest("av", withdrawn=["9"])
        with pytest.raises(ContestError, match="8 seats but only 7"):
            file.contest("av", seats=8)


def test_every_real_election_is_read_and_written_back_the_same(shared: Path) -> None:
    files = sorted((shared / "elections").glob("*/*.blt"))
    assert len(files) >= 154
    for path in files:
        file = read_blt(path)
        assert file == _read([path.read_bytes()], fast=False), path.name
        again = written(file)
        assert read(again) == file, path.name


def test_real_elections_without_quotation_marks_hold_the_same_ballots(shared: Path) -> None:
    files = sorted((shared / "elections" / "scottish").glob("*.unquoted.blt"))
    assert len(files) == 10
    for path in files:
        bare = read_blt(path)
        quoted = read_blt(path.with_name(path.name.replace(".unquoted", "")))
        assert (bare.papers, bare.seats) == (quoted.papers, quoted.seats), path.name
        assert [" ".join(name.split()) for name in bare.names] == list(quoted.names), path.name
