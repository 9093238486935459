"""`omov keys`: a ceremony, its rehearsal and the combination, with people at the screen and without."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ballots.ceremony import SealingTerms, make_key, open_terms, rehearsal_of
from ballots.encoding import tagged, to_base64url
from ballots.errors import ShareError
from ballots.evidence import files
from ballots.opening import Opening, trustee_message
from ballots.shares import Share
from service.cli import ceremony
from service.cli.exits import CommandError
from tests.service.cli.conftest import Ended, Omov

ELECTION = "executive-2027"
ROOT = Path(__file__).resolve().parents[3]


class Script:
    """A terminal at which `answer` sits. `public`: what everybody saw; `shown`: each secret screen."""

    def __init__(self, answer: Callable[[str, list[str]], str]) -> None:
        self.answer = answer
        self.public: list[str] = []
        self.shown: list[list[str]] = []
        self.depth = 0

    def say(self, text: str) -> None:
        (self.shown[-1] if self.depth else self.public).append(text)

    def ask(self, question: str) -> str:
        self.say(question)
        return self.answer(question, self.shown[-1] if self.shown else [])

    @contextlib.contextmanager
    def secret(self) -> Iterator[None]:
        assert self.depth == 0, "a screen within a screen would be left on the open one"
        self.depth, self.shown = 1, [*self.shown, []]
        try:
            yield
        finally:
            self.depth = 0


def numbered_words(text: str) -> dict[int, str]:
    return {int(number): word for number, word in re.findall(r"(\d+)\. ([a-z]+)", text)}


class Trustee:
    """Copies the words from the screen and types back what is asked for."""

    def __init__(self, wrong_first: int = 0) -> None:
        self.paper: dict[int, str] = {}
        self.wrong = wrong_first

    def __call__(self, question: str, screen: list[str]) -> str:
        seen = numbered_words("\n".join(screen))
        self.paper = seen or self.paper
        asked = re.fullmatch(r"Word (\d+):", question)
        if not asked:
            return ""
        if self.wrong:
            self.wrong -= 1
            return "zebra"
        return f" {self.paper[int(asked[1])].upper()} "


def dealt() -> tuple[SealingTerms, tuple[Share, ...]]:
    return make_key(ELECTION, 3, 2)


# Giving shares


def test_a_trustee_confirms_by_typing_words_back_from_the_paper() -> None:
    _, shares = dealt()
    trustee = Trustee()
    terminal = Script(trustee)
    ceremony.give_share(terminal, shares[0], 3, qr=False)
    assert [trustee.paper[at] for at in range(1, 28)] == shares[0].to_words().split()
    assert terminal.public[-1] == "Share 1 is confirmed."


def test_no_word_of_a_share_is_shown_where_everybody_can_see_it() -> None:
    _, shares = dealt()
    terminal = Script(Trustee(wrong_first=1))
    ceremony.give_share(terminal, shares[0], 3, qr=True)
    open_text = " ".join(terminal.public).lower()
    for word in shares[0].to_words().split():
        assert not re.search(rf"\b\d+\. {word}\b", open_text)
    assert shares[0].to_text() not in open_text


def test_words_typed_back_are_asked_on_a_screen_without_the_words() -> None:
    _, shares = dealt()
    terminal = Script(Trustee())
    ceremony.give_share(terminal, shares[0], 3, qr=False)
    shown, asked = terminal.shown
    assert numbered_words("\n".join(shown))
    assert not numbered_words("\n".join(asked))
    assert sum(line.startswith("Word ") for line in asked) == ceremony.WORDS_ASKED


def test_a_wrong_word_shows_the_share_again() -> None:
    _, shares = dealt()
    terminal = Script(Trustee(wrong_first=2))
    ceremony.give_share(terminal, shares[0], 3, qr=False)
    assert len(terminal.shown) == 6


def test_a_trustee_who_never_gets_it_right_ends_the_ceremony() -> None:
    _, shares = dealt()
    terminal = Script(Trustee(wrong_first=999))
    with pytest.raises(CommandError, match="worthless"):
        ceremony.give_share(terminal, shares[0], 3, qr=False)


def test_the_code_on_the_screen_is_the_share_in_a_qr_code() -> None:
    import segno

    _, shares = dealt()
    text = shares[0].to_text()
    lines = ceremony.qr_code(text).split("\n")
    rows = [row for line in lines for row in halves(line)]
    matrix = [list(row) for row in segno.make(text, micro=False).matrix_iter(border=4)]
    assert [[bool(cell) for cell in row] for row in matrix] == rows[: len(matrix)]
    assert len(rows) - len(matrix) in (0, 1)


def halves(line: str) -> list[list[bool]]:
    """A line of block characters as two rows; True is a dark module, which is not drawn."""
    upper = {"█": False, "▀": False, "▄": True, " ": True}
    lower = {"█": False, "▄": False, "▀": True, " ": True}
    return [[upper[sign] for sign in line], [lower[sign] for sign in line]]


def test_words_are_numbered_and_read_downwards() -> None:
    words = [f"word{chr(97 + at)}" for at in range(7)]
    assert ceremony.numbered(words).split("\n") == [
        "  1. worda       4. wordd       7. wordg",
        "  2. wordb       5. worde",
        "  3. wordc       6. wordf",
    ]


# Taking shares


def test_shares_come_as_words_on_any_lines_or_as_the_line_of_a_code() -> None:
    terms, shares = dealt()
    words = shares[0].to_words().split()
    supply = iter([" ".join(words[:10]), " ".join(words[10:]), shares[2].to_text()])
    terminal = Script(lambda question, _: next(supply) if question == ">" else "")
    found = ceremony.take_shares(terminal, terms)
    assert [share.index for share in found] == [1, 3]
    assert open_terms(terms, found)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda shares, other: other[0].to_text(), "not the one in the manifest"),
        (lambda shares, other: shares[0].to_text(), "is here already"),
        (lambda shares, other: "abandon ability", "27 words"),
        (lambda shares, other: "omov-share.x.y", "not a share"),
        (lambda shares, other: "qwertz " * 27, "not in the list of words"),
    ],
)
def test_a_wrong_share_is_named_and_the_next_one_is_asked_for(
    wrong: Callable[[tuple[Share, ...], tuple[Share, ...]], str], said: str
) -> None:
    terms, shares = dealt()
    _, other = dealt()
    typed = iter([shares[0].to_text(), wrong(shares, other), "", shares[1].to_text()])
    terminal = Script(lambda question, _: next(typed) if question == ">" else "")
    found = ceremony.take_shares(terminal, terms)
    assert [share.index for share in found] == [1, 2]
    assert any(said in line for line in terminal.public)


def test_attempts_without_end_end() -> None:
    terms, _ = dealt()
    with pytest.raises(CommandError, match="Too many wrong attempts"):
        ceremony.take_shares(Script(lambda question, _: ""), terms)


# The commands, unattended


@pytest.fixture
def made(omov: Omov, tmp_path: Path) -> Path:
    ended = omov(
        "keys", "ceremony", "--election", ELECTION, "--shares", "3", "--threshold", "2",
        "--out", tmp_path / "sealing.json", "--unattended", tmp_path / "shares",
    )  # fmt: skip
    assert ended.status == 0, ended.err
    assert "UNATTENDED" in ended.out
    return tmp_path


def test_a_ceremony_writes_the_public_part_only(made: Path) -> None:
    data = (made / "sealing.json").read_bytes()
    terms = SealingTerms.load(data)
    assert (terms.election, terms.threshold, len(terms.share_hashes)) == (ELECTION, 2, 3)
    assert set(json.loads(data)) == {
        "format", "election", "suite", "key", "threshold", "trustees",
    }  # fmt: skip


def test_shares_in_the_clear_are_for_their_owner_only(made: Path) -> None:
    assert (made / "shares").stat().st_mode & 0o777 == 0o700
    for number in (1, 2, 3):
        assert (made / "shares" / f"share-{number}.txt").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("numbers", [(1, 2), (3, 1), (2, 3), (1, 2, 3)])
def test_enough_shares_give_the_opening_seed(
    omov: Omov, made: Path, numbers: tuple[int, ...]
) -> None:
    out = made / "opening-seed.json"
    options = [x for n in numbers for x in ("--share", made / "shares" / f"share-{n}.txt")]
    ended = omov("keys", "combine", made / "sealing.json", "--out", out, *options)
    assert (ended.status, ended.err) == (0, "")
    assert out.stat().st_mode & 0o777 == 0o600
    terms = SealingTerms.load((made / "sealing.json").read_bytes())
    shares = [
        Share.from_words(ELECTION, (made / "shares" / f"share-{n}.txt").read_text())
        for n in numbers
    ]
    assert files.read_opening_seed(out.read_bytes()) == open_terms(terms, shares)


def corrupted(path: Path) -> None:
    first, *others = path.read_text().split()
    path.write_text(" ".join([*others, first]))


def anothers(path: Path) -> None:
    _, other = make_key(ELECTION, 3, 2)
    path.write_text(other[0].to_text() + "\n")


def rehearsed(path: Path) -> None:
    _, other = make_key(rehearsal_of(ELECTION), 3, 2)
    path.write_text(other[0].to_text())


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "words exchanged": (corrupted, "these words are not a share"),
    "another ceremony's": (anothers, "not the one in the manifest"),
    "a rehearsal's": (rehearsed, "rehearsal-of-executive-2027"),
    "empty": (lambda path: path.write_text(""), "expected 27 words"),
    "not text": (lambda path: path.write_bytes(b"\xff\xfe"), "is not text"),
    "absent": (lambda path: path.unlink(), "cannot be read"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_wrong_share_is_one_line_and_nothing_is_written(
    omov: Omov, made: Path, fault: str
) -> None:
    spoil, said = SPOILT[fault]
    spoil(made / "shares" / "share-1.txt")
    out = made / "opening-seed.json"
    options = [x for n in (1, 2) for x in ("--share", made / "shares" / f"share-{n}.txt")]
    ended = omov("keys", "combine", made / "sealing.json", "--out", out, *options)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert not out.exists()


def test_too_few_shares_are_counted_and_nothing_is_written(omov: Omov, made: Path) -> None:
    out = made / "opening-seed.json"
    share = made / "shares" / "share-1.txt"
    ended = omov("keys", "combine", made / "sealing.json", "--out", out, "--share", share)
    assert ended.status == 2
    assert "1 given, 1 missing" in ended.err
    twice = omov(
        "keys", "combine", made / "sealing.json", "--out", out, "--share", share, "--share", share
    )
    assert twice.status == 2
    assert "given twice" in twice.err
    assert not out.exists()


def test_right_shares_of_a_key_that_is_not_the_sealing_key_open_nothing(
    omov: Omov, made: Path
) -> None:
    # Somebody exchanged the sealing key in the public part after the ceremony.
    found = json.loads((made / "sealing.json").read_bytes())
    found["key"] = json.loads(make_key(ELECTION, 3, 2)[0].dump())["key"]
    from counting.canonical import canonical_json

    (made / "sealing.json").write_bytes(canonical_json(found))
    out = made / "opening-seed.json"
    options = [x for n in (1, 2) for x in ("--share", made / "shares" / f"share-{n}.txt")]
    ended = omov("keys", "combine", made / "sealing.json", "--out", out, *options)
    assert ended.status == 2
    assert "not the sealing key" in ended.err
    assert not out.exists()


def test_nothing_is_ever_overwritten(omov: Omov, made: Path) -> None:
    before = (made / "sealing.json").read_bytes()
    ended = omov(
        "keys", "ceremony", "--election", ELECTION, "--shares", "3", "--threshold", "2",
        "--out", made / "sealing.json", "--unattended", made / "more",
    )  # fmt: skip
    assert ended.status == 2
    assert "exists already" in ended.err
    assert (made / "sealing.json").read_bytes() == before
    assert not (made / "more").exists()
    again = omov(
        "keys", "ceremony", "--election", ELECTION, "--shares", "3", "--threshold", "2",
        "--out", made / "second.json", "--unattended", made / "shares",
    )  # fmt: skip
    assert again.status == 2
    assert not (made / "second.json").exists()


def test_a_rehearsal_unattended_deals_combines_and_opens_a_test_ballot(
    omov: Omov, tmp_path: Path
) -> None:
    ended = omov(
        "keys", "rehearse", "--election", ELECTION, "--shares", "5", "--threshold", "3",
        "--unattended", tmp_path / "test",
    )  # fmt: skip
    assert (ended.status, ended.err) == (0, "")
    assert "The rehearsal succeeded: 3 shares" in ended.out
    assert len(list((tmp_path / "test").iterdir())) == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--shares", "3", "--threshold", "1"], "a threshold of 1"),
        (["--shares", "2", "--threshold", "3"], "a threshold of 3"),
        (["--shares", "256", "--threshold", "3"], "at most 255"),
        (["--shares", "three", "--threshold", "2"], "valid integer"),
        (["--shares", "3"], "--threshold"),
    ],
)
def test_numbers_that_cannot_be_are_one_line(
    omov: Omov, tmp_path: Path, options: list[str], said: str
) -> None:
    out = tmp_path / "sealing.json"
    ended = omov(
        "keys", "ceremony", "--election", ELECTION, *options, "--out", out,
        "--unattended", tmp_path / "shares",
    )  # fmt: skip
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert not out.exists()


def test_an_election_without_a_proper_id_is_refused(omov: Omov, tmp_path: Path) -> None:
    ended = omov(
        "keys", "ceremony", "--election", "Executive 2027", "--shares", "3", "--threshold", "2",
        "--out", tmp_path / "sealing.json", "--unattended", tmp_path / "shares",
    )  # fmt: skip
    assert ended.status == 2
    assert "cannot name an election" in ended.err


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"format":"omov/sealing-terms/v1"}', b"\xff"]
)
def test_a_public_part_that_is_none_is_one_line(omov: Omov, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "sealing.json"
    path.write_bytes(data)
    ended = omov("keys", "combine", path, "--out", tmp_path / "out.json", "--share", path)
    assert ended.status == 2
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("command", ["ceremony", "rehearse"])
def test_without_a_terminal_no_secret_is_shown(omov: Omov, tmp_path: Path, command: str) -> None:
    out = ["--out", tmp_path / "sealing.json"] if command == "ceremony" else []
    ended = omov(
        "keys", command, "--election", ELECTION, "--shares", "3", "--threshold", "2", *out,
        stdin=b"\n" * 100,
    )  # fmt: skip
    assert (ended.status, ended.out) == (2, "")
    assert "needs a terminal" in ended.err
    assert not (tmp_path / "sealing.json").exists()


def test_the_help_says_what_unattended_means(omov: Omov) -> None:
    ended = omov("keys", "ceremony", "--help")
    assert ended.status == 0
    assert "IN THE CLEAR" in " ".join(ended.out.split())


# Signing


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (lambda hash_: trustee_message(bytes(32), hash_), "share 2 is held"),
        (lambda hash_: Opening(bytes(32), 7, bytes(32), bytes(32)).message(), "7 leaves"),
    ],
)
def test_a_trustee_reads_what_the_statement_says(
    omov: Omov, tmp_path: Path, message: Callable[[bytes], bytes], said: str
) -> None:
    ended = signed(omov, tmp_path, lambda terms: message(terms.share_hashes[1]))
    assert ended.status == 0
    assert said in ended.err


@pytest.mark.parametrize(
    "message",
    [
        lambda terms: b"anything",
        lambda terms: tagged("act", bytes(32)),
        lambda terms: trustee_message(bytes(32), bytes(32)),
        lambda terms: tagged("opening", bytes(32)),
    ],
)
def test_a_trustees_key_signs_nothing_but_what_trustees_sign(
    omov: Omov, tmp_path: Path, message: Callable[[SealingTerms], bytes]
) -> None:
    ended = signed(omov, tmp_path, message)
    assert (ended.status, ended.out) == (2, "")
    assert "trustees sign nothing else" in ended.err


def signed(omov: Omov, tmp_path: Path, message: Callable[[SealingTerms], bytes]) -> Ended:
    terms, shares = dealt()
    (tmp_path / "sealing.json").write_bytes(terms.dump())
    (tmp_path / "share.txt").write_text(shares[1].to_words())
    statement = to_base64url(message(terms))
    return omov(
        "keys", "sign", tmp_path / "sealing.json", "--statement", statement,
        "--share", tmp_path / "share.txt",
    )  # fmt: skip


# A real terminal

# A test may run where an interrupt is ignored, and children inherit that.
START = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from service.cli import main; main()"
)


class Pty:
    """`omov` at a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self.mine, theirs = pty.openpty()
        command = [sys.executable, "-c", START, *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
            env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
        )  # fmt: skip
        os.close(theirs)
        self.seen = ""

    def until(self, text: str, patience: float = 60) -> str:
        """What comes up to this text."""
        end = time.monotonic() + patience
        while text not in self.seen:
            ready, _, _ = select.select([self.mine], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"'{text}' never came; this did: {self.seen!r}"
            try:
                self.seen += os.read(self.mine, 65536).decode()
            except OSError:
                raise AssertionError(f"it ended before '{text}': {self.seen!r}") from None
        before, _, self.seen = self.seen.partition(text)
        return before + text

    def type(self, text: str) -> None:
        os.write(self.mine, f"{text}\n".encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until it is heard: one that comes just before a read is heard after it."""
        for _ in range(60):
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)
                return

    def end(self) -> int:
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()
            self.process.wait()
            os.close(self.mine)


def test_a_rehearsal_at_a_real_terminal_hides_every_share(tmp_path: Path) -> None:
    terminal = Pty("keys", "rehearse", "--election", ELECTION, "--shares", "2", "--threshold", "2")
    papers = []
    for _ in range(2):
        terminal.until("nobody else can see it.")
        terminal.type("")
        shown = terminal.until("it is then hidden.")
        assert "\x1b[?1049h" in shown
        paper = numbered_words(shown)
        papers.append(" ".join(paper[at] for at in range(1, 28)))
        terminal.type("")
        assert "\x1b[2J\x1b[3J" in terminal.until("type some of the words back")
        for _ in range(ceremony.WORDS_ASKED):
            asked = re.search(r"Word (\d+): $", terminal.until(": "))
            assert asked
            terminal.type(paper[int(asked[1])])
        terminal.until("is confirmed.")
    for paper_text in papers:
        terminal.until("nobody else can see the screen.")
        terminal.type("")
        terminal.until("An empty line ends it.")
        terminal.type(paper_text)
        terminal.until("is right.")
    terminal.until("The rehearsal succeeded")
    assert terminal.end() == 0


def test_a_ceremony_that_is_interrupted_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "sealing.json"
    terminal = Pty(
        "keys", "ceremony", "--election", ELECTION, "--shares", "2", "--threshold", "2",
        "--out", str(out),
    )  # fmt: skip
    terminal.until("nobody else can see it.")
    terminal.type("")
    terminal.until("it is then hidden.")
    terminal.interrupt()
    assert terminal.end() == 130
    assert not out.exists()


def test_a_share_of_a_rehearsal_can_never_be_one_of_the_election() -> None:
    _, shares = make_key(rehearsal_of(ELECTION), 3, 2)
    with pytest.raises(ShareError):
        Share.from_words(ELECTION, shares[0].to_words())
