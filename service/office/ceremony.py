"""The trustees' public file: what the key ceremony gives to the manifest."""

from __future__ import annotations

from ballots.errors import ManifestError
from ballots.manifest import Seal
from ballots.manifest_people import read_trustee
from ballots.reading import read_json
from ballots.seal import PUBLIC_KEY_BYTES
from service.db.office.store import OfficeStore
from service.errors import BadInput
from service.office.room import OfficeRoom, election_of, require_state, write_audit

FORMAT = "omov/ceremony/v1"
_MOST = 255


def seal_of_ceremony(election: str, data: bytes, trustees: int, threshold: int) -> Seal:
    """The seal that a ceremony file says. Raises BadInput where it is not what the notice says."""
    try:
        parts = read_json(data, ManifestError).object(
            "format", "election", "key", "threshold", "trustees"
        )
        parts["format"].one_of((FORMAT,))
        of = parts["election"].identifier()
        seal = Seal(
            key=parts["key"].bytes(PUBLIC_KEY_BYTES),
            holding="trustees",
            threshold=parts["threshold"].integer(1, _MOST),
            trustees=tuple(read_trustee(item) for item in parts["trustees"].list()),
        )
    except ManifestError as error:
        raise BadInput(
            "ceremony", f"This is not a public file of a key ceremony: {error}"
        ) from None
    if of != election:
        raise BadInput("ceremony", f"This ceremony was held for election '{of}', not '{election}'.")
    if (len(seal.trustees), seal.threshold) != (trustees, threshold):
        raise BadInput(
            "ceremony",
            f"The ceremony made {len(seal.trustees)} shares of which {seal.threshold} open; "
            f"the notice says {trustees} and {threshold}.",
        )
    return seal


def load_ceremony(room: OfficeRoom, id_: str, data: bytes, officer: str) -> None:
    """Keep the public file of the key ceremony. Raises BadInput, Refused once frozen."""
    from service.notice import read_notice

    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        require_state(election, "draft", "prepared")
        holding = read_notice(election.notice).secrecy.holding
        if holding == "service":
            raise BadInput("ceremony", "The notice says that the service holds the key.")
        seal_of_ceremony(id_, data, holding.trustees, holding.threshold)
        store.change(id_, ceremony=data, state="draft", manifest=None)
        write_audit(room, store, id_, officer, "load-ceremony", {"file": data.decode()})
