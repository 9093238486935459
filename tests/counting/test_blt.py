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

from counting.errors import PapersError
from counting.formats import BallotFile
from counting.formats.blt import _read, read_blt, write_blt
from counting.formats.blt_lines import BltLines
from counting.papers import Papers

pytestmark = pytest.mark.usefixtures("either_kernel")

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

    def test_the_0_that_ends_a_ranking_may_be_left_out_if_it_is_on_every_ballot(self) -> None:
        bare = "3 1 3 4\n12 2\n1 1 3 4\n"
        assert read(election(bare)) == read(election(bare.replace("\n", " 0\n")))

    def test_skipped_and_equal_preferences_are_kept_apart(self) -> None:
        papers = read(election("3 1 - 4 0\n2 2=1 3 0\n1 1=2 3 0\n5 6 0\n4 - 7 0\n")).papers
        assert (papers.total, papers.distinct, papers.blank) == (15, 1, 0)
        assert papers.irregular == (
            (((1, (1,)), (3, (4,))), 3),
            (((1, (1, 2)), (2, (3,))), 3),
            (((2, (7,)),), 4),
        )
        with pytest.raises(PapersError, match="How they count is the rule's to say"):
            list(papers)

    def test_skips_after_the_last_preference_say_no_more_than_its_end(self) -> None:
        assert read(election("3 1 4 - - 0\n1 - - 0\n")) == read(election("3 1 4 0\n1 0\n"))

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
        # The counts, the end of the ballots, the names and the title; and a line cut by each block's end.
        assert 2 + 8 <= len(fed) <= 2 + 8 + len(text) // 2**18

    def test_many_papers_are_read_as_few_rankings(self) -> None:
        chance = random.Random(7)
        ballots = [f"{chance.randint(1, 3)} {chance.randint(1, 3)} 7 0" for _ in range(200_000)]
        expected = [0, 0, 0]
        for ballot in ballots:
            papers, first, *_ = map(int, ballot.split())
            expected[first - 1] += papers
        file = read(election("\n".join(ballots) + "\n"))
        assert list(file.papers) == [((n, 7), expected[n - 1]) for n in (1, 2, 3)]


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
