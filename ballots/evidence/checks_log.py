"""The checks of the public log: tree, checkpoints, witnesses; acts and close; ballots; totals."""

from __future__ import annotations

from dataclasses import replace

from ballots.acts import Annul, Correct, read_deed, reason_hash
from ballots.checkpoint import parse_checkpoint, verify_checkpoint
from ballots.endorse import check_endorsements
from ballots.errors import BallotsError, EncodingError, EvidenceError, LogError
from ballots.evidence import files
from ballots.evidence.case import Case, NotReachedError, several
from ballots.evidence.results import contests_with_result, follow
from ballots.leaves import (
    ActLeaf,
    BallotLeaf,
    ManifestLeaf,
    PaperBatchLeaf,
    RollCloseLeaf,
    decode_leaf,
)
from ballots.log import RootBuilder, leaf_hash
from ballots.notes import parse_note
from ballots.state import LogState, check_ballot, state_before
from ballots.tiles import bundles_of
from ballots.totals import broken_laws


def tree(case: Case) -> str:
    """The leaves that are there have the root of the final checkpoint."""
    final = case.final
    sizes = {parse_checkpoint(parse_note(note).text).size for note in case.notes}
    paths = {files.bundle_file(tile) for tile in bundles_of(final.size)}
    there = {name for name in case.archive.names if name.startswith("log/tile/")}
    if there != paths:
        odd = min(there ^ paths)
        raise EvidenceError(
            f"'{odd}' is {'too much' if odd in there else 'missing'}: the final checkpoint is of "
            f"{several(final.size, 'leaf', 'leaves')} in {several(len(paths), 'bundle')}"
        )
    builder = RootBuilder()
    for leaf in case.leaves():
        builder.add(leaf_hash(leaf))
        if builder.size in sizes:
            case.roots[builder.size] = builder.root()
    if builder.root() != final.root:
        raise LogError(
            f"the root of the {final.size} leaves is {builder.root().hex()}; "
            f"the final checkpoint says {final.root.hex()}"
        )
    return (
        f"{several(final.size, 'leaf', 'leaves')} in {several(len(paths), 'bundle')}, "
        f"with the root {final.root.hex()}"
    )


def checkpoints(case: Case) -> str:
    """Every checkpoint is signed by the log, and the tree began as each says."""
    alone = replace(case.manifest.log, needed=0)
    last = 0
    for at, note in enumerate(case.notes):
        checkpoint, _ = verify_checkpoint(note, alone)
        if checkpoint.size <= last:
            raise LogError(f"checkpoint {at}: sizes must ascend, and {checkpoint.size} does not")
        last = checkpoint.size
        if case.roots.get(checkpoint.size) != checkpoint.root:
            raise LogError(
                f"the log had another root at {checkpoint.size} leaves than this evidence gives it"
            )
    number = several(len(case.notes), "checkpoint")
    return f"{number}, signed by the log's key, each the beginning of the final tree"


def witnesses(case: Case) -> str:
    """At least w witnesses have seen the final checkpoint."""
    terms = case.manifest.log
    _, cosigned = verify_checkpoint(case.notes[-1], terms)
    seen = "; ".join(
        f"{item.witness} at {item.instant:%Y-%m-%d %H:%M:%S} UTC"
        if item.instant
        else f"{item.witness} at {item.time}"
        for item in cosigned
    )
    return (
        f"{len(cosigned)} of {len(terms.witnesses)} cosigned the final checkpoint, "
        f"{terms.needed} needed{': ' + seen if seen else ''}"
    )


def _follow(case: Case) -> None:
    """Follow the log once; what stops it is kept, with the name of the check that it concerns."""
    if case.followed:
        return
    case.followed = True
    state, position = state_before(case.manifest), -1
    for position, data in enumerate(case.leaves()):
        try:
            state = follow(state, case.index, position, data)
        except BallotsError as error:
            case.obstacle = (_concern(state, data), f"leaf {position}: {error}")
            return
    if state.close is None:
        case.obstacle = ("close", "the last leaf is not a close leaf: the log is not closed")
        return
    case.state = state


def _concern(state: LogState, data: bytes) -> str:
    if state.close is not None:
        return "close"
    try:
        leaf = decode_leaf(data)
    except EncodingError:
        return "leaves"
    if not state.started or isinstance(leaf, ManifestLeaf | BallotLeaf):
        return "leaves"
    if isinstance(leaf, ActLeaf):
        return "acts"
    if isinstance(leaf, PaperBatchLeaf):
        return "paper batches"
    return "roll-close" if isinstance(leaf, RollCloseLeaf) else "close"


def _followed(case: Case, name: str) -> LogState:
    _follow(case)
    if case.obstacle is not None:
        concern, what = case.obstacle
        if concern == name:
            raise LogError(what)
        raise NotReachedError(f"the log could not be followed to its end: see '{concern}'")
    return case.closed


def leaves(case: Case) -> str:
    """Every leaf is of a known kind in its one encoding; the first is this manifest's."""
    state = _followed(case, "leaves")
    size = case.final.size
    return (
        f"{size} leaves, each in its one encoding; the first is that of {state.manifest.mh.hex()}"
    )


def acts(case: Case) -> str:
    """The acts in the log follow one another, make sense when they come, and are endorsed."""
    standing = _followed(case, "acts").standing
    reissues = sum(standing.reissues.values())
    return f"{several(standing.last_act, 'act')}, endorsed by enough officers; re-issues allowed: {reissues}"


def paper_batches(case: Case) -> str:
    """The batches of paper ballots follow one another and are endorsed."""
    state = _followed(case, "paper batches")
    batches = several(sum(state.batches.values()), "batch", "batches")
    papers = several(sum(state.papers.values()), "paper ballot")
    return f"{batches} with {papers}, endorsed by enough officers"


def roll_close(case: Case) -> str:
    """The roll office closed the roll, with the entitled and re-issues of manifest and acts."""
    _followed(case, "roll-close")
    return "signed by the roll office; E and R are what manifest and acts allow"


def close(case: Case) -> str:
    """The log ends with its first close leaf."""
    state = _followed(case, "close")
    return f"the last leaf, and the first of its kind; last act {state.standing.last_act}"


def acts_after_close(case: Case) -> str:
    """The acts after the close follow the log's, and enough officers endorse each."""
    standing = case.closed.standing
    leaves = files.read_acts(case.read(files.ACTS))
    for leaf in leaves:
        check_endorsements(case.manifest, leaf.act.message(), leaf.endorsements)
        standing = standing.after(leaf.act)
    case.standing = standing
    return f"{several(len(leaves), 'act')} after the close; {standing.last_act} in all, endorsed"


def reasons(case: Case) -> str:
    """Every published reason is the one that its act binds."""
    hashes = {leaf.act.number: leaf.act.reason_hash for leaf in _all_acts(case)}
    found = files.read_reasons(case.read(files.REASONS))
    for item in found:
        if item.act not in hashes:
            raise EvidenceError(f"a reason is given for act {item.act}, which there is not")
        if reason_hash(item.salt, item.reason) != hashes[item.act]:
            raise EvidenceError(
                f"the reason given for act {item.act} is not the one it was made for"
            )
    return (
        f"reasons given for {len(found)} of {several(len(hashes), 'act')}, as bound by their hashes"
    )


def _all_acts(case: Case) -> list[ActLeaf]:
    logged = [leaf for leaf in map(decode_leaf, case.leaves()) if isinstance(leaf, ActLeaf)]
    return [*logged, *files.read_acts(case.read(files.ACTS))]


def contest_files(case: Case) -> str:
    """Every contest with a result has its papers, record and minutes, and no other contest has."""
    called_for = {
        files.contest_file(terms.id, name)
        for terms in contests_with_result(case.standing)
        for name in files.OF_A_CONTEST
    }
    listed = {path for path in case.listed if path.startswith("contests/")}
    if listed != called_for:
        odd = min(listed ^ called_for)
        raise EvidenceError(f"'{odd}' is {'too much' if odd in listed else 'missing'}")
    cancelled = len(case.standing.cancelled)
    contests = several(len(called_for) // len(files.OF_A_CONTEST), "contest")
    return f"{contests} with papers, record and minutes; {cancelled} cancelled"


def ballots(case: Case) -> str:
    """Every ballot has the form, credential and signature that it must have."""
    found = 0
    for position, data in enumerate(case.leaves()):
        leaf = decode_leaf(data)
        if isinstance(leaf, BallotLeaf):
            found += 1
            try:
                check_ballot(case.manifest, leaf)
            except BallotsError as error:
                raise EvidenceError(f"leaf {position}: {error}") from None
    number = several(found, "ballot")
    return f"{number}: length, credential of the contest's issuer, signature of the ballot key"


def sequence(case: Case) -> str:
    """Each ballot key's ballots are numbered 1, 2, …: none was dropped, doubled or put in."""
    for fault in case.index.faults():
        raise LogError(fault)
    keys = sum(case.index.keys(terms.id) for terms in case.manifest.secret_contests)
    return f"{several(keys, 'ballot key')}, each with numbers from 1 on, each number once"


def totals(case: Case) -> str:
    """The close leaf counts what is in the log, and the laws of the totals hold."""
    close_leaf = case.closed.close
    for box in close_leaf.counts if close_leaf else ():
        counted = (case.index.ballots(box.contest), case.index.keys(box.contest))
        if (box.ballots, box.keys) != counted:
            raise LogError(
                f"the close leaf says {box.ballots} ballots of {box.keys} keys in '{box.contest}'; "
                f"in the log there are {counted[0]} of {counted[1]}"
            )
    for found in case.totals:
        for broken in broken_laws(found):
            raise LogError(broken)
    said = (
        f"{t.contest}: E {t.entitled}, D {t.drawn}, R {t.reissued}, P {t.on_paper}, "
        f"U {t.keys}, B {t.papers}"
        for t in case.totals
    )
    return f"U ≤ D + R, B ≤ P, D + P ≤ E. {'; '.join(said)}"


def later_acts(case: Case) -> str:
    """Acts after the declaration follow, are endorsed, and only correct or annul."""
    if files.LATER_ACTS not in case.archive.names:
        return "none"
    standing = case.standing
    leaves = files.read_acts(case.read(files.LATER_ACTS))
    for leaf in leaves:
        check_endorsements(case.manifest, leaf.act.message(), leaf.endorsements)
        deed = read_deed(leaf.act)
        if not isinstance(deed, Correct | Annul):
            raise LogError(f"act {leaf.act.number}: '{leaf.act.kind}' comes too late")
        standing = standing.after(leaf.act)
        verb = "annuls" if isinstance(deed, Annul) else "corrects"
        case.remarks.append(f"Act {leaf.act.number} {verb} '{deed.contest}': {deed.text}")
    return f"{len(leaves)} after the declaration, endorsed"
