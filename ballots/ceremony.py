"""The key ceremony: one sealing key made and dealt to trustees, and put together again.

What the trustees keep is in `ballots.shares`. What everybody gets is `SealingTerms`, which go into
the manifest. The opening seed exists only while the ceremony lasts, and again at the opening.
Source: PROTOCOL, 'Building blocks' and 'The life of a ballot', 9.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from ballots.encoding import HASH_BYTES, to_base64url
from ballots.errors import KeyFormatError, SealError, ShareError
from ballots.manifest_people import Trustee, read_trustee, trustee_json
from ballots.reading import is_identifier, read_canonical
from ballots.seal import (
    PUBLIC_KEY_BYTES,
    SUITE,
    SealingKey,
    SealingPublicKey,
    open_sealed,
    seal,
    seal_info,
)
from ballots.shares import MOST_SHARES, Share, combine_checked, deal
from ballots.signing import public_key
from counting.canonical import Json, canonical_json

FORMAT = "omov/sealing-terms/v1"
_REHEARSAL = "rehearsal-of-"


@dataclass(frozen=True, slots=True)
class SealingTerms:
    """The public part of a ceremony. `key`: X-Wing public key; `trustees`: share 1's holder first.

    Any `threshold` of the shares open. Raises ShareError where it contradicts itself.
    """

    election: str
    key: bytes
    threshold: int
    trustees: tuple[Trustee, ...]

    def __post_init__(self) -> None:
        if not is_identifier(self.election):
            raise ShareError(
                f"'{self.election}' cannot name an election: expected small letters and digits, "
                "with single hyphens between them, at most 64 characters"
            )
        if not 2 <= self.threshold <= len(self.share_hashes) <= MOST_SHARES:
            raise ShareError(
                f"a threshold of {self.threshold} with {len(self.share_hashes)} shares: expected at "
                f"least 2, at most as many as there are shares, and at most {MOST_SHARES} shares"
            )
        if len(set(self.share_hashes)) != len(self.share_hashes):
            raise ShareError("two trustees have the same share")
        try:
            SealingPublicKey(self.key)
        except KeyFormatError as error:
            raise ShareError(f"the sealing key cannot be used: {error}") from error

    @property
    def share_hashes(self) -> tuple[bytes, ...]:
        """32 bytes each, share 1 first."""
        return tuple(trustee.share_hash for trustee in self.trustees)

    def dump(self) -> bytes:
        """Canonical JSON."""
        trustees: Json = [trustee_json(trustee) for trustee in self.trustees]
        return canonical_json(
            {
                "format": FORMAT,
                "election": self.election,
                "suite": SUITE,
                "key": to_base64url(self.key),
                "threshold": self.threshold,
                "trustees": trustees,
            }
        )

    @classmethod
    def load(cls, data: bytes) -> SealingTerms:
        """The inverse of `dump`, strictly. Raises ShareError, naming the key at fault."""
        parts = read_canonical(data, ShareError).object(
            "format", "election", "suite", "key", "threshold", "trustees"
        )
        parts["format"].one_of((FORMAT,))
        parts["suite"].one_of((SUITE,))
        return cls(
            election=parts["election"].identifier(),
            key=parts["key"].bytes(PUBLIC_KEY_BYTES),
            threshold=parts["threshold"].integer(2, MOST_SHARES),
            trustees=tuple(read_trustee(node) for node in parts["trustees"].list()),
        )


def rehearsal_of(election: str) -> str:
    """The name under which a test key is dealt, so that no share of it passes for a real one."""
    return f"{_REHEARSAL}{election}"[:64].rstrip("-")


def make_key(
    election: str, shares: int, threshold: int, names: Sequence[str] = ()
) -> tuple[SealingTerms, tuple[Share, ...]]:
    """A fresh key, dealt: what everybody gets, and each trustee's share.

    `names`: of the trustees, share 1's holder first; without names they are numbered.

    Before it returns, the first and the last `threshold` shares have been put together again.
    Raises ShareError for an election id or numbers that cannot be.
    """
    key = SealingKey.generate()
    dealt = deal(election, key.seed, shares, threshold)
    if names and len(names) != shares:
        raise ShareError(f"there are {shares} shares but {len(names)} names: name every trustee")
    trustees = tuple(
        Trustee(
            names[share.index - 1] if names else f"Trustee {share.index}",
            public_key(share.signing_seed),
            share.hash,
        )
        for share in dealt
    )
    terms = SealingTerms(election, key.public.data, threshold, trustees)
    for some in (dealt[:threshold], dealt[-threshold:]):
        if open_terms(terms, some) != key.seed:
            raise ShareError("the shares do not give the key back: do not use this computer")
    return terms, dealt


def open_terms(terms: SealingTerms, shares: Sequence[Share]) -> bytes:
    """The opening seed, 32 bytes, of at least `threshold` right shares.

    Raises ShareError as `combine_checked` does, SealError where the seed does not give the
    sealing key.
    """
    seed = combine_checked(terms.election, shares, terms.share_hashes, terms.threshold)
    if SealingKey.from_seed(seed).public.data != terms.key:
        raise SealError(
            "these shares are right, but the key they give is not the sealing key: "
            "the ceremony dealt shares of another key"
        )
    return seed


def try_opening(terms: SealingTerms, seed: bytes) -> None:
    """Seal a test message to the key, and open it with the seed. Raises SealError if it does not open."""
    message, place = secrets.token_bytes(61), secrets.token_bytes(HASH_BYTES)
    info = seal_info(place, terms.election, place)
    sealed = seal(SealingPublicKey(terms.key), info, message)
    if open_sealed(SealingKey.from_seed(seed), info, sealed) != message:
        raise SealError("the test ballot opened to something else: do not use this computer")
