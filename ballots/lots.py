"""The order for ties, drawn from the opening: nobody can know it before, everybody can redo it.

`H(lot) = SHA-256(tagged("lot", mh, contest, opening seed, root))`, with the root of the closed
log. The order is a Fisher-Yates shuffle of the contest's candidates, as follows.

1. The stream is SHA-256(H(lot) ‖ u32(0)) ‖ SHA-256(H(lot) ‖ u32(1)) ‖ …, read as u64s, 8 bytes
   each, big-endian.
2. Begin with the candidates in the order of the manifest, in places 0 … n - 1.
3. For i from n - 1 down to 1: take the next u64 w from the stream; while
   w ≥ 2^64 - (2^64 mod (i + 1)), take the next instead; exchange places i and w mod (i + 1).

Rejecting the top of the range makes every order equally likely. Of those tied, the one listed
first is the one acted on. Source: PROTOCOL, 'The life of a ballot', 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from ballots.encoding import sha256, tagged, u32
from ballots.errors import LogError
from ballots.manifest import Manifest
from ballots.standing import Standing

_RANGE = 2**64


def lot_hash(mh: bytes, contest: str, opening_seed: bytes, root: bytes) -> bytes:
    """H(lot), 32 bytes. All of `mh`, `opening_seed`, `root` are 32 bytes."""
    return sha256(tagged("lot", mh, contest, opening_seed, root))


def shuffled(items: Sequence[str], seed: bytes) -> tuple[str, ...]:
    """The items in the order that the 32-byte seed gives, by the rule above."""
    places = list(items)
    stream = _words(seed)
    for last in range(len(places) - 1, 0, -1):
        choices = last + 1
        limit = _RANGE - _RANGE % choices
        word = next(word for word in stream if word < limit)
        other = word % choices
        places[last], places[other] = places[other], places[last]
    return tuple(places)


def lots_from_opening(
    manifest: Manifest, contest: str, opening_seed: bytes, root: bytes
) -> tuple[str, ...]:
    """All candidates' ids of a contest, the one to be acted on first listed first."""
    ids = [str(candidate.id) for candidate in manifest.contest(contest).candidates]
    return shuffled(ids, lot_hash(manifest.mh, contest, opening_seed, root))


def lots_of(standing: Standing, contest: str, opening_seed: bytes, root: bytes) -> tuple[str, ...]:
    """The lot order by the manifest's method; empty while a witnessed draw is not yet recorded."""
    if standing.manifest.lot_method == "opening":
        return lots_from_opening(standing.manifest, contest, opening_seed, root)
    if standing.manifest.lot_method == "witnessed":
        return standing.lots.get(contest, ())
    raise LogError(f"there is no lot method '{standing.manifest.lot_method}'")


def _words(seed: bytes) -> Iterator[int]:
    for number in count():
        block = sha256(seed + u32(number))
        for at in range(0, len(block), 8):
            yield int.from_bytes(block[at : at + 8], "big")
