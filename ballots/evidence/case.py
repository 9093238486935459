"""What a verification has learnt so far: each check reads from here and leaves here what it proved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ballots.checkpoint import Checkpoint, parse_checkpoint
from ballots.declaration import SignedDeclaration
from ballots.errors import EvidenceError
from ballots.evidence import files
from ballots.evidence.archive import Archive
from ballots.evidence.results import ContestResult
from ballots.index import BallotIndex
from ballots.manifest import Manifest
from ballots.notes import parse_note
from ballots.standing import Standing
from ballots.state import LogState
from ballots.tally import OpenedContest
from ballots.tiles import bundles_of, read_bundle
from ballots.totals import Totals, totals_of
from counting import CountRecord
from counting.motion import MotionRecord


def several(number: int, one: str, more: str = "") -> str:
    """'1 leaf', '2 leaves'. `more`: the plural, if it is not `one` with an s."""
    return f"{number} {one if number == 1 else more or one + 's'}"


class NotReachedError(Exception):
    """This check cannot be made; the message says why."""


@dataclass(slots=True)
class Case:
    """One verification under way. A field is set by the check named beside it."""

    archive: Archive
    expected: bytes | None
    listed: dict[str, files.Listed] = field(default_factory=dict)  # inventory
    _manifest: Manifest | None = None  # manifest
    notes: tuple[bytes, ...] = ()  # tree
    roots: dict[int, bytes] = field(default_factory=dict)  # tree: by size
    followed: bool = False  # leaves … close
    obstacle: tuple[str, str] | None = None  # the check concerned, and what stopped the log
    state: LogState | None = None
    index: BallotIndex = field(default_factory=BallotIndex)
    _standing: Standing | None = None  # acts after the close
    seed: bytes = b""  # opening key
    opened: dict[str, OpenedContest] = field(default_factory=dict)  # plaintexts
    records: dict[str, CountRecord] = field(default_factory=dict)  # records
    motions: dict[str, MotionRecord] = field(default_factory=dict)  # records
    results: dict[str, ContestResult] = field(default_factory=dict)  # recount
    declaration: SignedDeclaration | None = None  # declaration
    remarks: list[str] = field(default_factory=list)

    @property
    def manifest(self) -> Manifest:
        """The manifest, once it has been read."""
        if self._manifest is None:
            raise NotReachedError("there is no manifest")
        return self._manifest

    @manifest.setter
    def manifest(self, manifest: Manifest) -> None:
        self._manifest = manifest

    @property
    def manifest_or_none(self) -> Manifest | None:
        """The manifest, if it could be read."""
        return self._manifest

    @property
    def standing(self) -> Standing:
        """How the election stands after all acts up to the declaration."""
        if self._standing is None:
            raise NotReachedError("the acts have not been followed")
        return self._standing

    @standing.setter
    def standing(self, standing: Standing) -> None:
        self._standing = standing

    @property
    def closed(self) -> LogState:
        """The state of the closed log."""
        if self.state is None:
            raise NotReachedError("the log has not been followed to its close")
        return self.state

    @property
    def totals(self) -> tuple[Totals, ...]:
        """The totals of every secret contest, as roll office and box state them."""
        state = self.closed
        if state.roll_close is None or state.close is None:
            raise NotReachedError("the log is not closed")
        pairs = zip(state.roll_close.counts, state.close.counts, strict=True)
        return tuple(totals_of(roll, box) for roll, box in pairs)

    def deciding(self, contest: str) -> int:
        """How many ballots decide in a contest: U + B."""
        return next(t.keys + t.papers for t in self.totals if t.contest == contest)

    @property
    def final(self) -> Checkpoint:
        """The final checkpoint as it stands, whoever signed it. Raises LogError, EvidenceError."""
        if not self.notes:
            self.notes = files.read_checkpoints(self.read(files.CHECKPOINTS))
        return parse_checkpoint(parse_note(self.notes[-1]).text)

    @property
    def withholds(self) -> bool:
        """Whether this is the public copy of an election that is published to auditors."""
        public = files.OPENING_SEED not in self.archive.names
        return self.manifest.publication == "auditors" and public

    def read(self, path: str) -> bytes:
        """A whole file, no larger than its kind may be. Raises EvidenceError."""
        largest = files.largest(path)
        if largest is None:
            raise EvidenceError(f"'{path}' does not belong to the evidence")
        return self.archive.read(path, largest)

    def leaves(self) -> Iterator[bytes]:
        """The encoded leaves, bundle by bundle, as many as the final checkpoint says."""
        for tile in bundles_of(self.final.size):
            yield from read_bundle(self.read(files.bundle_file(tile)), tile.width)
