"""What the ballot box does, one public function an act."""

from __future__ import annotations

from ballots.encoding import from_base64url, to_base64url
from ballots.errors import ClosedError, LogError, ManifestError
from ballots.leaves import decode_leaf
from ballots.log import leaf_hash
from ballots.manifest import Manifest, ack_message
from ballots.signing import public_key, sign, verify
from ballots.state import LogState
from ballots.tiles import ENTRIES, Tile, bundles_of, hash_tile, parse_path, tiles_of, write_bundle
from ballots.times import utc_text
from service.box.forms import Acknowledged, CloseOut, ContestTurnout, ElectionOut, LogSize
from service.box.urns import Urn, Urns
from service.clock import Clock
from service.db.box.store import SqlBoxStore
from service.db.session import Database
from service.documents import submission_message
from service.errors import NotFound, Refused


def take_manifest(
    urns: Urns,
    election: str,
    manifest_data: bytes,
    signature: bytes,
    *,
    office: bytes,
    room_seed: bytes,
    log_key: bytes,
    promise_key: bytes,
) -> Acknowledged:
    """Take an election in from the office this box trusts, if its own keys stand in the manifest."""
    manifest = Manifest.load(manifest_data)
    verify(office, submission_message(manifest.mh), signature)
    if manifest.election.id != election:
        raise ManifestError("this manifest is of another election")
    expected = (public_key(room_seed), log_key, promise_key, office)
    found = (manifest.rooms.box, manifest.log.key, manifest.promise_key, manifest.rooms.office)
    if found != expected:
        raise ManifestError("this manifest names other keys than those of this box and its office")
    urns.take_in(manifest)
    ack = sign(room_seed, ack_message(manifest.mh, "box"))
    return Acknowledged(mh=to_base64url(manifest.mh), ack=to_base64url(ack))


def submit_leaf(urn: Urn, encoded: bytes) -> LogSize:
    """Log a signed document. One that is in the log already changes nothing."""
    leaf = decode_leaf(encoded)
    hash_ = leaf_hash(encoded)

    def submit(store: SqlBoxStore, state: LogState) -> tuple[None, LogState]:
        if hash_ in urn.documents:
            return None, state
        return None, urn.box.submit(store, state, leaf)

    if hash_ not in urn.documents:
        # Whoever sends what may not come is turned away before the writer is kept waiting.
        urn.state.after(leaf)
        urn.write(submit)
    return LogSize(size=urn.tree.size)


def log_batch(urn: Urn) -> int:
    """Log part of what waits, as the manifest's pool allows; how many ballots.

    Afterwards nothing on disk stands in the order of arrival.
    """
    logged = 0
    if urn.state.close is None and urn.untidy:
        logged = urn.write(lambda store, state: (urn.box.batch(store, state), state))
    urn.forget_order()
    return logged


def close(urn: Urn, clock: Clock) -> LogSize:
    """Log what waits and close the log for ever. Closed already: nothing changes."""

    def shut(store: SqlBoxStore, state: LogState) -> tuple[None, LogState]:
        return None, state if state.close else urn.box.close(store, state, clock())

    if urn.state.close is None:
        if clock() < urn.state.standing.box_closes:
            raise ClosedError("the box closes only when voting and its grace have ended")
        urn.write(shut)
    urn.forget_order()
    return LogSize(size=urn.tree.size)


def describe(urn: Urn) -> ElectionOut:
    """Where the election stands, and its turnout by whole batches."""
    standing = urn.state.standing
    turnout = urn.turnout()
    return ElectionOut(
        mh=to_base64url(urn.manifest.mh),
        phase=standing.phase.name.lower().replace("_", "-"),
        opens=utc_text(urn.manifest.times.opens),
        closes=utc_text(standing.closes),
        box_closes=utc_text(standing.box_closes),
        last_act=standing.last_act,
        size=urn.tree.size,
        contests=[
            ContestTurnout(id=id_, ballots=ballots, keys=keys)
            for id_, (ballots, keys) in turnout.items()
        ],
    )


def tile(urn: Urn, path: str) -> bytes:
    """A hash tile or a bundle of leaves of the log as it stands. Raises NotFound."""
    try:
        wanted = parse_path(f"tile/{path}")
        size = urn.tree.size
        if wanted.level is None:
            return _bundle(urn.database, urn, wanted, size)
        _check_there(wanted, size >> (8 * wanted.level))
        return hash_tile(urn.tree, wanted)
    except LogError as error:
        raise NotFound("no-tile", str(error)) from None


def _bundle(database: Database, urn: Urn, wanted: Tile, size: int) -> bytes:
    _check_there(wanted, size)
    start = wanted.index * 256
    with database.reading() as connection:
        store = SqlBoxStore(connection, urn.manifest.election.id)
        return write_bundle(list(store.log(start, start + wanted.width)))


def _check_there(wanted: Tile, entries: int) -> None:
    if wanted.index * 256 + wanted.width > entries:
        raise LogError(f"there is no {ENTRIES if wanted.level is None else 'hash'} tile there yet")


def paths(urn: Urn) -> list[str]:
    """The paths of every tile and bundle of the log as it stands."""
    size = urn.tree.size
    return [item.path for item in (*tiles_of(size), *bundles_of(size))]


def close_proof(urn: Urn) -> CloseOut:
    """The close leaf with its proof and the final checkpoint. Raises Refused while the log is open."""
    if urn.state.close is None:
        raise Refused("log-open", "The log is still open: there is nothing to prove yet.")
    last = urn.tree.size - 1
    with urn.database.reading() as connection:
        (leaf,) = SqlBoxStore(connection, urn.manifest.election.id).log(last)
    return CloseOut(
        leaf=to_base64url(leaf),
        proof=[to_base64url(hash_) for hash_ in urn.tree.inclusion_proof(last)],
        checkpoint=urn.checkpoint().decode(),
    )


def decoded(text: str) -> bytes:
    """Base64url of a request's field. Raises EncodingError."""
    return from_base64url(text)
