"""Reads and writes PrefLib's files of rankings: soc, soi, toc and toi (preflib.org/format, as of 2022).

    # DATA TYPE: soi                    strict or tied (s, t) order, complete or incomplete (c, i)
    # TITLE: Committee
    # NUMBER ALTERNATIVES: 3            and so on, one fact a line
    # NUMBER VOTERS: 5
    # NUMBER UNIQUE ORDERS: 2
    # ALTERNATIVE NAME 1: Adam
    …
    3: 1,2                              so many papers: the candidates in order of preference
    2: 2,{1,3}                          candidates in braces are ranked equally

Read strictly: the numbers in the header must be those of the file, the data type must not be one that
its orders break, every alternative has one name. Facts other than these are passed over, as
PrefLib's own tools do. Files of the form used before 2022, without a header, are not read.
Neither seats nor withdrawn candidates, blank papers or skipped ranks can be said in these files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from counting.errors import PapersError
from counting.formats import BallotFile, Format, Part, Target
from counting.formats.text import is_digits, lines_of, require_plain, shown, text_of, whole
from counting.marks import marks_of
from counting.papers import MOST_CANDIDATES, PapersBuilder

_KINDS = ("soc", "soi", "toc", "toi")
_FACT = re.compile(r"[A-Z][A-Z0-9 ]*")
_NAME = re.compile(r"ALTERNATIVE NAME ([0-9]+)")
_ORDER = re.compile(r"([0-9]+)[ \t]*:[ \t]*(\S.*)")
_RANK = re.compile(r"[ \t]*(?:\{([0-9, \t]*)\}|([0-9]+))[ \t]*(?:,|$)")
_NUMBERS = ("NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER UNIQUE ORDERS")


class _Header:
    """The facts at the head of a file, each on its line."""

    def __init__(self) -> None:
        self.facts: dict[str, tuple[str, int]] = {}
        self.names: dict[int, str] = {}

    def take(self, text: str, line: int) -> None:
        name, colon, value = (part.strip(" \t") for part in text[1:].partition(":"))
        if not colon or not _FACT.fullmatch(name):
            return  # a remark
        alternative = _NAME.fullmatch(name)
        if alternative:
            number = whole(alternative[1], line)
            if number in self.names:
                raise PapersError(f"alternative {number} has a name already.", line)
            if not value:
                raise PapersError(f"the name of alternative {number} is empty.", line)
            self.names[number] = value
            return
        if name in self.facts:
            raise PapersError(f"'{name}' comes twice. Each fact may be there once.", line)
        self.facts[name] = (value, line)

    def number(self, name: str) -> int | None:
        if name not in self.facts:
            return None
        value, line = self.facts[name]
        if not is_digits(value):
            raise PapersError(f"{name} must be a whole number, not {shown(value)}.", line)
        return whole(value, line)

    def kind(self) -> str | None:
        value, line = self.facts.get("DATA TYPE", ("", 0))
        if value and value not in _KINDS:
            raise PapersError(
                f"data type {shown(value)} is not rankings. Expected one of {', '.join(_KINDS)}.",
                line,
            )
        return value or None

    def candidates(self, line: int) -> int:
        candidates = self.number("NUMBER ALTERNATIVES")
        if candidates is None:
            raise PapersError(
                "'# NUMBER ALTERNATIVES:' must come before the orders. Is this a PrefLib file, of the "
                "form used since 2022?",
                line,
            )
        if not 1 <= candidates <= MOST_CANDIDATES:
            raise PapersError(
                f"there must be from 1 to {MOST_CANDIDATES} alternatives, not {candidates}.",
                self.facts["NUMBER ALTERNATIVES"][1],
            )
        if sorted(self.names) != list(range(1, candidates + 1)):
            raise PapersError(
                f"there are {candidates} alternatives, so each number from 1 to {candidates} must "
                "have one name, and no other number: "
                f"there are names of {shown(', '.join(map(str, sorted(self.names))) or 'none')}.",
                line,
            )
        return candidates


def _read(blocks: Iterator[bytes], _contest: str | None) -> BallotFile:
    header, papers, orders = _Header(), None, 0
    line = 0
    for line, data in enumerate(lines_of(blocks), start=1):
        text = text_of(data, line).strip(" \t")
        if not text:
            continue
        if text.startswith("#"):
            if papers is not None:
                raise PapersError("a line of the header, but the orders have begun.", line)
            header.take(text, line)
            continue
        if papers is None:
            papers, check = PapersBuilder(header.candidates(line)), _check_of(header.kind())
        orders += 1
        _take_order(text, line, papers, check)
    if papers is None:
        papers = PapersBuilder(header.candidates(line))
        header.kind()
    _check_number(header, "NUMBER VOTERS", papers.total)
    _check_number(header, "NUMBER UNIQUE ORDERS", orders)
    title = header.facts.get("TITLE", ("", 0))[0]
    names = tuple(header.names[number] for number in range(1, papers.candidates + 1))
    return BallotFile(title, None, names, (), papers.papers())


Groups = list[list[int]]
Check = Callable[[Groups, int, int], None]


def _check_of(kind: str | None) -> Check:
    """What the data type asks of every order: groups, candidates, line."""

    def check(groups: Groups, candidates: int, line: int) -> None:
        if kind and kind[0] == "s" and any(len(group) > 1 for group in groups):
            raise PapersError(f"the data type is {kind}, but this order has a tie.", line)
        if kind and kind[2] == "c" and sum(map(len, groups)) != candidates:
            raise PapersError(f"the data type is {kind}, but this order is not complete.", line)

    return check


def _take_order(text: str, line: int, papers: PapersBuilder, check: Check) -> None:
    order = _ORDER.fullmatch(text)
    if not order:
        raise PapersError(
            "expected a number of papers, a colon and the candidates in order, as in '3: 1,4,2', "
            f"not {shown(text)}.",
            line,
        )
    groups: Groups = []
    position = 0
    rest = order[2]
    while position < len(rest):
        rank = _RANK.match(rest, position)
        ended = rank is not None and rank.end() == len(rest) and rank[0].rstrip(" \t")[-1] == ","
        if rank is None or ended:
            raise PapersError(
                "expected candidates with commas between them, those ranked equally in braces, as in "
                f"'1,{{2,3}}', not {shown(rest[position:])}.",
                line,
            )
        position = rank.end()
        members = rank[2] if rank[2] is not None else rank[1]
        tokens = [token.strip(" \t") for token in members.split(",")]
        if not all(map(is_digits, tokens)):
            raise PapersError(f"expected candidates in the braces of {shown(rank[0])}.", line)
        groups.append([whole(token, line) for token in tokens])
    papers.add_marks(marks_of(groups), whole(order[1], line), line)
    check(groups, papers.candidates, line)


def _check_number(header: _Header, name: str, there: int) -> None:
    said = header.number(name)
    if said is not None and said != there:
        raise PapersError(
            f"{name} is {said}, but there are {there} in the file. Is it complete?",
            header.facts[name][1],
        )


def _write(ballot_file: BallotFile, target: Target, *, kind: str) -> None:
    papers = ballot_file.papers
    for name in (*ballot_file.names, ballot_file.title):
        require_plain(name)
        if name != name.strip(" \t"):
            raise PapersError(f"PrefLib cannot keep the spaces around the name {name!r}.")
    if not all(ballot_file.names):
        raise PapersError("PrefLib needs a name for every candidate, and one is empty.")
    complete = all(len(ranking) == papers.candidates for ranking, _ in papers.rankings()) and all(
        sum(len(tied) for _, tied in marks) == papers.candidates for marks, _ in papers.irregular
    )
    if kind[2] == "c" and not complete:
        raise PapersError(
            f"{kind} holds complete orders only, and some papers do not rank everyone."
        )
    facts = [
        ("DATA TYPE", kind),
        *([("TITLE", ballot_file.title)] if ballot_file.title else []),
        *zip(_NUMBERS, (papers.candidates, papers.total, _distinct(ballot_file)), strict=True),
        *((f"ALTERNATIVE NAME {n}", name) for n, name in enumerate(ballot_file.names, start=1)),
    ]
    write = target.stream.write
    write("".join(f"# {name}: {value}\n" for name, value in facts).encode())
    for ranking, count in papers.rankings():
        write(f"{count}: {','.join(map(str, ranking))}\n".encode())
    for marks, count in papers.irregular:
        write(f"{count}: {','.join(_tied(tied) for _, tied in marks)}\n".encode())


def _distinct(ballot_file: BallotFile) -> int:
    return ballot_file.papers.distinct + len(ballot_file.papers.irregular)


def _tied(candidates: tuple[int, ...]) -> str:
    numbers = ",".join(map(str, candidates))
    return numbers if len(candidates) == 1 else f"{{{numbers}}}"


def _format(kind: str, title: str) -> Format:
    def write(ballot_file: BallotFile, target: Target) -> None:
        _write(ballot_file, target, kind=kind)

    def looks(head: bytes) -> bool:
        return any(
            line.startswith(b"# DATA TYPE:") and line.split(b":", 1)[1].strip() == kind.encode()
            for line in head.splitlines()
        )

    return Format(
        id=kind,
        title=f"PrefLib {kind} ({title})",
        suffixes=(f".{kind}",),
        looks=looks,
        carries=frozenset({Part.TITLE, *({Part.EQUAL} if kind[0] == "t" else ())}),
        read=_read,
        write=write,
    )


FORMATS = (
    _format("soc", "strict orders, complete"),
    _format("soi", "strict orders, incomplete"),
    _format("toc", "orders with ties, complete"),
    _format("toi", "orders with ties, incomplete"),
)
