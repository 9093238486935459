"""The close: the roll's statement, then the box's last batch, then the final checkpoint."""

from __future__ import annotations

from ballots.encoding import from_base64url
from ballots.opening import check_release
from service.db.office.store import OfficeStore
from service.office.courier import Courier
from service.office.room import OfficeRoom, election_of, manifest_of, require_state


async def close(room: OfficeRoom, id_: str) -> None:
    """Close the roll, then the box, and keep the final checkpoint. Can be done again after a failure.

    Raises Refused with the roll's or the box's reason, before voting and its grace have ended.
    """
    with room.database.reading() as connection:
        election = election_of(OfficeStore(connection), id_)
    require_state(election, "frozen")
    manifest = manifest_of(election)
    courier = Courier(room.peers, id_)
    await courier.log_leaf(await courier.close_roll())
    await courier.close_box()
    closing = await courier.closing()
    note = str(closing["checkpoint"]).encode()
    proof = [from_base64url(hash_, 32) for hash_ in closing["proof"]]
    check_release(manifest, note, from_base64url(closing["leaf"]), proof)
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        require_state(election_of(store, id_), "frozen")
        store.change(id_, state="closed", checkpoint=note)
