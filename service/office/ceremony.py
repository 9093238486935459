"""The trustees' public file: what the key ceremony gives to the manifest."""

from __future__ import annotations

from ballots.ceremony import SealingTerms
from ballots.errors import ShareError
from ballots.manifest import Seal
from service.db.office.store import OfficeStore
from service.errors import BadInput
from service.office.room import OfficeRoom, election_of, require_state, write_audit


def seal_of_ceremony(election: str, data: bytes, trustees: int, threshold: int) -> Seal:
    """The seal that a ceremony file says. Raises BadInput where it is not what the notice says."""
    try:
        terms = SealingTerms.load(data.strip())
    except ShareError as error:
        raise BadInput(
            "ceremony", f"This is not a public file of a key ceremony: {error}"
        ) from None
    if terms.election != election:
        raise BadInput(
            "ceremony", f"This ceremony was held for election '{terms.election}', not '{election}'."
        )
    if (len(terms.trustees), terms.threshold) != (trustees, threshold):
        raise BadInput(
            "ceremony",
            f"The ceremony made {len(terms.trustees)} shares of which {terms.threshold} open; "
            f"the notice says {trustees} and {threshold}.",
        )
    return Seal(terms.key, "trustees", terms.threshold, terms.trustees)


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
