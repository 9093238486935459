"""What must agree between the parts of a manifest; each part alone is checked where it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ballots.errors import ManifestError
from ballots.manifest_contest import check_body
from ballots.manifest_people import ROOMS

if TYPE_CHECKING:
    from ballots.manifest import Manifest

MOST_CONTESTS = 500  # so that the close leaf fits in an entry of the log


def check_manifest(manifest: Manifest) -> None:
    """Raises ManifestError, naming the key, where the parts contradict each other."""
    _check_contests(manifest)
    _check_times(manifest)
    _check_seal(manifest)
    _check_people(manifest)
    _check_keys(manifest)


def _check_contests(manifest: Manifest) -> None:
    if not 1 <= len(manifest.contests) <= MOST_CONTESTS:
        raise ManifestError(f"contests: an election has 1 to {MOST_CONTESTS} contests")
    _once("contests", (terms.id for terms in manifest.contests))
    _once("bodies", (body.id for body in manifest.bodies))
    _once("bodies", (id_ for body in manifest.bodies for id_ in body.contests))
    known = frozenset(terms.id for terms in manifest.contests)
    for at, body in enumerate(manifest.bodies):
        check_body(body, known, f"bodies[{at}]")
    moduli = [terms.issuer.n for terms in manifest.contests if terms.issuer is not None]
    if len(set(moduli)) != len(moduli):
        raise ManifestError("contests: two have the same issuer's key; each contest needs its own")


def _check_times(manifest: Manifest) -> None:
    if manifest.times.opens >= manifest.times.closes:
        raise ManifestError("times.closes: voting must close after it opens")


def _check_seal(manifest: Manifest) -> None:
    seal = manifest.seal
    if seal.holding == "service" and (seal.trustees or seal.threshold):
        raise ManifestError("seal: held by the service, so without trustees and with threshold 0")
    if seal.holding == "trustees" and not 2 <= seal.threshold <= len(seal.trustees):
        raise ManifestError(
            f"seal.threshold: expected from 2 to the number of trustees, {len(seal.trustees)}"
        )
    _once("seal.trustees", (trustee.name for trustee in seal.trustees))
    _once("seal.trustees", (trustee.share_hash.hex() for trustee in seal.trustees))


def _check_people(manifest: Manifest) -> None:
    needed = 2 if manifest.mode == "two" else 1
    if len(manifest.officers) < needed:
        raise ManifestError(f"officers: mode '{manifest.mode}' needs at least {needed}")
    _once("officers", (officer.id for officer in manifest.officers))
    _once("auditors", manifest.auditors)
    if (manifest.publication == "auditors") != bool(manifest.auditors):
        raise ManifestError("auditors: named exactly where publication is to auditors")
    log = manifest.log
    if log.needed > len(log.witnesses):
        raise ManifestError(f"log.needed: {log.needed} witnesses, but {len(log.witnesses)} named")
    _once("log.witnesses", [log.origin, *(witness.name for witness in log.witnesses)])


def _check_keys(manifest: Manifest) -> None:
    """One key, one use: no signature can be taken for one of another kind or person."""
    keys = [
        *(manifest.rooms.of(room) for room in ROOMS),
        manifest.promise_key,
        manifest.log.key,
        *(officer.key for officer in manifest.officers if officer.key is not None),
        *(trustee.key for trustee in manifest.seal.trustees),
        *(witness.key for witness in manifest.log.witnesses),
    ]
    if len(set(keys)) != len(keys):
        raise ManifestError(
            "rooms, promise_key, log, officers, seal.trustees: a signing key stands twice; "
            "each use and each person needs their own"
        )


def _once(path: str, names: Iterable[str]) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise ManifestError(f"{path}: {', '.join(twice)} stands more than once")
