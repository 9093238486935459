"""Two-person control: who has endorsed an act, and whether that is enough.

An officer with a key of their own signs the object itself. For an officer without one the
office's key signs `tagged("attest", officer, SHA-256(object))`: 'attested by the service'.
Source: PROTOCOL, `act` in the table of objects.
"""

from __future__ import annotations

from ballots.documents import Endorsement
from ballots.encoding import sha256, tagged
from ballots.errors import BadSignatureError, KeyFormatError
from ballots.manifest import Manifest
from ballots.manifest_people import Officer
from ballots.signing import sign, verify


def endorse(officer: str, private_seed: bytes, message: bytes) -> Endorsement:
    """The officer's own signature on an object. `private_seed`: the officer's, 32 bytes."""
    return Endorsement(officer, sign(private_seed, message))


def attest(officer: str, office_seed: bytes, message: bytes) -> Endorsement:
    """The service's word that this officer has endorsed. `office_seed`: the office's, 32 bytes."""
    return Endorsement(officer, sign(office_seed, attested_message(officer, message)))


def attested_message(officer: str, message: bytes) -> bytes:
    """What the office's key signs for an officer who has no key."""
    return tagged("attest", officer, sha256(message))


def in_order(*endorsements: Endorsement) -> tuple[Endorsement, ...]:
    """The endorsements in the order in which they are encoded."""
    return tuple(sorted(endorsements, key=lambda endorsement: endorsement.officer))


def check_endorsements(
    manifest: Manifest, message: bytes, endorsements: tuple[Endorsement, ...]
) -> None:
    """Raises BadSignatureError unless enough of the manifest's officers endorse the object.

    Enough: two different ones in mode `two`, one in mode `one`. Every signature given must hold.
    """
    officers = {officer.id: officer for officer in manifest.officers}
    names = [endorsement.officer for endorsement in endorsements]
    if len(set(names)) != len(names):
        raise BadSignatureError("an officer has endorsed twice: it takes different people")
    for endorsement in endorsements:
        officer = officers.get(endorsement.officer)
        if officer is None:
            raise BadSignatureError(f"'{endorsement.officer}' is not an officer of this election")
        _check_one(manifest, officer, message, endorsement.signature)
    needed = 2 if manifest.mode == "two" else 1
    if len(endorsements) < needed:
        raise BadSignatureError(f"endorsed by {len(endorsements)}, but it takes {needed} officers")


def _check_one(manifest: Manifest, officer: Officer, message: bytes, signature: bytes) -> None:
    try:
        if officer.key is not None:
            verify(officer.key, message, signature)
        else:
            verify(manifest.rooms.office, attested_message(officer.id, message), signature)
    except (BadSignatureError, KeyFormatError) as error:
        raise BadSignatureError(f"the endorsement of '{officer.id}' does not hold") from error
