"""From a closed log and its opening key to papers and count records: for who declares and who verifies.

Counting itself is `counting`'s; nothing here decides anything. Source: PROTOCOL, 'The life of a
ballot', 9 to 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ballots.errors import EvidenceError
from ballots.evidence.written import AnyRecord
from ballots.index import BallotIndex
from ballots.leaves import BallotLeaf, CloseLeaf, ManifestLeaf, decode_leaf
from ballots.lots import lots_of
from ballots.manifest import Manifest
from ballots.manifest_contest import ContestTerms
from ballots.motions import is_motion, motion_record
from ballots.seal import SealingKey
from ballots.standing import Standing
from ballots.state import LogState, state_before
from ballots.tally import OpenedContest, Tally
from counting import Contest, Papers, count

Leaves = Callable[[], Iterable[bytes]]
"""Gives the encoded leaves of a log from the first on, anew each time it is called."""


@dataclass(frozen=True, slots=True)
class ContestResult:
    """One contest, opened and counted. `held`: the contest with its lots and withdrawals.

    `record`: of a count, or, for a motion, of what becomes of it.
    """

    opened: OpenedContest
    papers: Papers
    held: Contest
    record: AnyRecord


def follow(state: LogState, index: BallotIndex, position: int, data: bytes) -> LogState:
    """Take in one leaf of a log, all but the credential and signature of a ballot.

    Raises LogError, EncodingError, BoxError or BadSignatureError for a leaf that may not come here.
    """
    leaf = decode_leaf(data)
    if not isinstance(leaf, BallotLeaf) or not state.started or state.close is not None:
        return state.after(leaf)
    index.add(position, leaf)
    return state


def read_log(manifest: Manifest, leaves: Leaves) -> tuple[LogState, BallotIndex]:
    """Where a log stands, and which of its ballots decide. Raises as `follow` does."""
    state, index = state_before(manifest), BallotIndex()
    for position, data in enumerate(leaves()):
        state = follow(state, index, position, data)
    return state, index


def open_log(
    manifest: Manifest, index: BallotIndex, key: SealingKey, leaves: Leaves
) -> dict[str, OpenedContest]:
    """The papers of every secret contest. Raises SealError for a key that is not the manifest's."""
    tally = Tally(manifest, index, key)
    for position, data in enumerate(leaves()):
        leaf = decode_leaf(data)
        if not isinstance(leaf, ManifestLeaf | CloseLeaf):
            tally.add(position, leaf)
    return {terms.id: tally.contest(terms.id) for terms in manifest.secret_contests}


def contests_with_result(standing: Standing) -> tuple[ContestTerms, ...]:
    """The secret contests that have not been cancelled, in the manifest's order."""
    contests = standing.manifest.secret_contests
    return tuple(terms for terms in contests if terms.id not in standing.cancelled)


def papers_of(opened: OpenedContest) -> Papers:
    """The papers that rank somebody, as they are counted: no abstention, nothing invalid."""
    return Papers.from_rankings(opened.rankings, opened.candidates)


def contest_held(standing: Standing, id_: str, opening_seed: bytes, root: bytes) -> Contest:
    """The contest as it is counted, with its lot order and those who have withdrawn.

    `root`: of the closed log. Raises EvidenceError for a contest that belongs to a body,
    ContestError where withdrawals leave too few candidates.
    """
    for body in standing.manifest.bodies:
        if id_ in body.contests:
            raise EvidenceError(
                f"contest '{id_}' belongs to the body '{body.id}': this version of the program "
                "does not count linked contests"
            )
    lots = lots_of(standing, id_, opening_seed, root)
    return standing.manifest.contest(id_).to_contest(lots, standing.withdrawn_from(id_))


def count_contest(
    standing: Standing, opened: OpenedContest, opening_seed: bytes, root: bytes
) -> ContestResult:
    """Count what was opened. Raises CountingError where the rule cannot, EvidenceError as above."""
    papers = papers_of(opened)
    held = contest_held(standing, opened.contest, opening_seed, root)
    if is_motion(standing.manifest.contest(opened.contest)):
        return ContestResult(opened, papers, held, motion_record(standing, opened))
    return ContestResult(opened, papers, held, count(papers, held))
