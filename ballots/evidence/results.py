"""From a closed log and its opening key to papers and count records: for who declares and who verifies.

Counting itself is `counting`'s; nothing here decides anything. Source: PROTOCOL, 'The life of a
ballot', 9 to 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ballots.evidence.bodies import LotsOf, count_frozen_body, frozen_body, held_in_body
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
from counting import CandidateId, Contest, Papers, count

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


def contests_held(
    standing: Standing, lots: LotsOf, elected: Mapping[str, tuple[CandidateId, ...]]
) -> dict[str, Contest]:
    """The contests with result as they are counted, with lots and those who have withdrawn.

    `elected`: by contest; of bodies they decide what was due. Contests of a body that are not all in
    it are left out. Raises EvidenceError where those cannot be the results of a body, ContestError
    where withdrawals leave too few candidates.
    """
    held: dict[str, Contest] = {}
    for body in standing.manifest.bodies:
        if all(id_ in elected for id_ in body.contests if id_ not in standing.cancelled):
            held |= held_in_body(frozen_body(standing, body, lots, {}), elected)
    linked = {id_ for body in standing.manifest.bodies for id_ in body.contests}
    for terms in contests_with_result(standing):
        if terms.id not in linked:
            held[terms.id] = terms.to_contest(
                lots(terms.id),
                standing.withdrawn_from(terms.id),
                standing.casting_votes.get(terms.id),
            )
    return held


def count_contests(
    standing: Standing, opened: Mapping[str, OpenedContest], opening_seed: bytes, root: bytes
) -> dict[str, ContestResult]:
    """Count what was opened; the contests of a body together. `root`: of the closed log.

    Raises CountingError where the rule cannot, EvidenceError for a body that cannot be counted.
    """

    def lots(id_: str) -> tuple[str, ...]:
        return lots_of(standing, id_, opening_seed, root)

    wanted = contests_with_result(standing)
    papers = {terms.id: papers_of(opened[terms.id]) for terms in wanted}
    records: dict[str, AnyRecord] = {}
    elected: dict[str, tuple[CandidateId, ...]] = {}
    for frozen in standing.manifest.bodies:
        of_body = count_frozen_body(frozen_body(standing, frozen, lots, papers))
        records |= of_body
        elected |= {id_: record.elected for id_, record in of_body.items()}
    held = contests_held(standing, lots, elected)
    for terms in wanted:
        if is_motion(terms):
            records[terms.id] = motion_record(standing, opened[terms.id])
        elif terms.id not in records:
            records[terms.id] = count(papers[terms.id], held[terms.id])
    return {
        terms.id: ContestResult(
            opened[terms.id], papers[terms.id], held[terms.id], records[terms.id]
        )
        for terms in wanted
    }
