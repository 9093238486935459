"""Cast vote records, read: marks out of each record, candidates out of the election, and both together.

What a record leaves undecided (unknown marks, selections that await adjudication or that the contest's
rules invalidated, write-ins not given to a candidate) is the returning officer's to decide, so it
is refused. Source: NIST SP 1500-103, 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from counting.canonical import Json
from counting.errors import PapersError
from counting.formats import BallotFile
from counting.formats.text import require_plain, shown
from counting.marks import MOST_RANK, Marks
from counting.papers import MOST_CANDIDATES, PapersBuilder

Mark = tuple[int, str]  # rank, id of the contest's selection

_RANKED = ("rcv", "proportional", "other", None)
_MOST_NAMED = 10  # contests that a message names


class Node:
    """A JSON value and its path. Each method gives a part, or raises PapersError with the path."""

    def __init__(self, value: Json, path: str) -> None:
        self.value = value
        self.path = path

    def fault(self, message: str) -> PapersError:
        return PapersError(message, path=self.path)

    def maybe(self, name: str) -> Node | None:
        if not isinstance(self.value, dict):
            raise self.fault("expected an object.")
        return Node(self.value[name], f"{self.path}.{name}") if name in self.value else None

    def part(self, name: str) -> Node:
        found = self.maybe(name)
        if found is None:
            raise self.fault(f"'{name}' is missing.")
        return found

    def parts(self, name: str) -> list[Node]:
        """The elements of a list, none if it is left out."""
        found = self.maybe(name)
        if found is None:
            return []
        if not isinstance(found.value, list):
            raise found.fault("expected a list.")
        return [Node(item, f"{found.path}[{index}]") for index, item in enumerate(found.value)]

    def text(self, name: str) -> str:
        found = self.part(name)
        if not isinstance(found.value, str):
            raise found.fault("expected text.")
        return found.value

    def word(self, name: str) -> str | None:
        """Text that may be left out."""
        return None if self.maybe(name) is None else self.text(name)

    def number(self, name: str) -> int | None:
        found = self.maybe(name)
        if found is None:
            return None
        if not isinstance(found.value, int) or isinstance(found.value, bool):
            raise found.fault("expected a whole number.")
        return found.value

    def require(self, name: str, expected: str) -> None:
        if self.text(name) != expected:
            raise self.part(name).fault(f"expected '{expected}', not {shown(self.text(name))}.")

    def refuse(self, name: str, *known: str) -> None:
        """Raise PapersError for a status other than those known."""
        for status in self.parts(name):
            if status.value not in known:
                raise status.fault(
                    f"{shown(str(status.value))}: whether this counts has not been decided. Have it "
                    "adjudicated, and export the records again."
                )


class Gathered:
    """The papers of every contest (or of one only), as records give them, before candidates are known.

    `contests`: by the contest's id, the papers that bear the same marks, and where the first one is.
    """

    def __init__(self) -> None:
        self.contests: dict[str, dict[tuple[Mark, ...], tuple[int, str]]] = {}
        self.elections: dict[str, str] = {}

    def take(self, record: Json, path: str) -> None:
        """Takes one record (`CVR.CVR`)."""
        node = Node(record, path)
        node.require("@type", "CVR.CVR")
        self.elections.setdefault(node.text("ElectionId"), path)
        current = node.text("CurrentSnapshotId")
        snapshots = [s for s in node.parts("CVRSnapshot") if s.text("@id") == current]
        if len(snapshots) != 1:
            raise node.fault(
                f"there must be one snapshot '{current}', the current one: {len(snapshots)}."
            )
        snapshots[0].refuse("Status")
        seen: set[str] = set()
        for contest in snapshots[0].parts("CVRContest"):
            id_ = contest.text("ContestId")
            if id_ in seen:
                raise contest.fault(f"contest {shown(id_)} comes twice in the snapshot.")
            seen.add(id_)
            papers = self.contests.setdefault(id_, {})
            contest.refuse("Status", "not-indicated", "overvoted", "undervoted")
            marks = tuple(sorted(_marks(contest)))
            number, first = papers.get(marks, (0, contest.path))
            papers[marks] = (number + 1, first)


def _marks(contest: Node) -> Iterator[Mark]:
    for selection in contest.parts("CVRContestSelection"):
        selection.refuse("Status")
        for name in ("TotalFractionalVotes",):
            if selection.maybe(name) is not None:
                raise selection.fault("fractions of votes are not ranks.")
        positions = selection.parts("SelectionPosition")
        if not positions:
            raise selection.fault("'SelectionPosition' is missing.")
        for position in positions:
            if _marked(position):
                yield _rank(selection, position), selection.text("ContestSelectionId")


def _marked(position: Node) -> bool:
    """Whether there is a mark here, and it counts."""
    position.refuse("Status", "adjudicated")
    indication, allocable = position.text("HasIndication"), position.word("IsAllocable")
    if indication not in ("yes", "no", "unknown") or allocable not in (
        "yes",
        "no",
        "unknown",
        None,
    ):
        raise position.fault("HasIndication and IsAllocable must be 'yes', 'no' or 'unknown'.")
    if indication == "no" or allocable == "no":
        return False
    if "unknown" in (indication, allocable):
        raise position.fault(
            "whether this mark counts is unknown. Have it adjudicated, and export the records again."
        )
    if position.maybe("CVRWriteIn") is not None:
        raise position.fault("a write-in that has not been given to a candidate.")
    if position.maybe("FractionalVotes") is not None or position.number("NumberVotes") != 1:
        raise position.fault("each mark must be one vote: 'NumberVotes' 1, and no fraction.")
    return True


def _rank(selection: Node, position: Node) -> int:
    ranks = {rank for node in (selection, position) if (rank := node.number("Rank")) is not None}
    if len(ranks) != 1:
        what = (
            "the selection and its position give different ranks" if ranks else "'Rank' is missing"
        )
        raise position.fault(f"{what}. Is this a ranked contest?")
    rank = ranks.pop()
    if not 1 <= rank <= MOST_RANK:
        raise position.fault(f"rank {rank}, but ranks go from 1 to {MOST_RANK}.")
    return rank


def ballot_file(gathered: Gathered, report: Node, asked: str | None) -> BallotFile:
    """The papers of one contest with its candidates. `asked`: the contest's id or name."""
    contest, election = _contest(report, gathered, asked)
    names = _names(contest, election)
    numbers = {id_: number for number, id_ in enumerate(names, start=1)}
    papers = PapersBuilder(len(names))
    for marks, (number, path) in gathered.contests.get(contest.text("@id"), {}).items():
        try:
            papers.add_marks(_numbered(marks, numbers), number)
        except PapersError as error:
            raise PapersError(error.reason, path=path) from None
    seats = contest.number("NumberElected")
    if seats is not None and not 1 <= seats <= MOST_CANDIDATES:
        raise contest.part("NumberElected").fault(f"expected 1 or more, not {seats}.")
    title = contest.word("Name") or ""
    _require_plain(title, contest)
    return BallotFile(title, seats, tuple(names.values()), (), papers.papers())


def _numbered(marks: tuple[Mark, ...], numbers: dict[str, int]) -> Marks:
    ranks: dict[int, list[int]] = {}
    for rank, selection in marks:
        if selection not in numbers:
            raise PapersError(f"selection {shown(selection)} is not one of the contest's.")
        ranks.setdefault(rank, []).append(numbers[selection])
    return tuple((rank, tuple(sorted(ranks[rank]))) for rank in sorted(ranks))


def _contest(report: Node, gathered: Gathered, asked: str | None) -> tuple[Node, Node]:
    """The contest that is asked for, or the only one, and its election."""
    elections = report.parts("Election")
    held = {election.text("@id") for election in elections}
    for election_id, path in gathered.elections.items():
        if election_id not in held:
            raise PapersError(f"election {shown(election_id)} is not in the report.", path=path)
    found = [(contest, election) for election in elections for contest in election.parts("Contest")]
    ids = [contest.text("@id") for contest, _ in found]
    if len(set(ids)) != len(ids):
        raise report.fault("two contests have the same '@id'.")
    for contest_id, papers in gathered.contests.items():
        if contest_id not in ids:
            path = next(iter(papers.values()))[1]
            raise PapersError(f"contest {shown(contest_id)} is not in the report.", path=path)
    chosen = [
        (contest, election)
        for contest, election in found
        if asked is None or asked in (contest.text("@id"), contest.word("Name"))
    ]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(
        f"{contest.text('@id')} ({contest.word('Name') or 'no name'})"
        for contest, _ in found[:_MOST_NAMED]
    )
    what = f"there are {len(chosen)} contests" + (f" {shown(asked)}" if asked else "")
    raise report.fault(f"{what}. Choose one by its id: {known or 'there is none'}.")


def _names(contest: Node, election: Node) -> dict[str, str]:
    """The names of the contest's selections, by their ids, in its order."""
    if contest.word("VoteVariation") not in _RANKED:
        raise contest.part("VoteVariation").fault(
            f"{shown(contest.text('VoteVariation'))}: papers of this contest are not rankings."
        )
    candidates = {each.text("@id"): each for each in election.parts("Candidate")}
    names: dict[str, str] = {}
    for selection in contest.parts("ContestSelection"):
        id_, name = selection.text("@id"), selection.word("Selection")
        if name is None:
            who = [each.value for each in selection.parts("CandidateIds")]
            if len(who) != 1 or not isinstance(who[0], str) or who[0] not in candidates:
                raise selection.fault("expected 'CandidateIds' with the id of one known candidate.")
            name = candidates[who[0]].text("Name")
        if not name.strip() or id_ in names:
            raise selection.fault("each selection needs an id of its own, and a name.")
        _require_plain(name, selection)
        names[id_] = name
    if not 1 <= len(names) <= MOST_CANDIDATES:
        raise contest.fault(f"expected from 1 to {MOST_CANDIDATES} selections, not {len(names)}.")
    return names


def _require_plain(name: str, node: Node) -> None:
    try:
        require_plain(name)
    except PapersError as error:
        raise node.fault(error.reason) from None
