"""Everything secret in a ballot, from the voter's one seed.

For each use and contest: HKDF-SHA256 of the 32-byte seed, salt `mh`, info
`tagged("derive", use, contest, SHA-256(n), u32(counter))`, where `n` is the contest's issuer
modulus as 384 big-endian bytes. Source: PROTOCOL, 'The life of a ballot', 4; RFC 5869.
The seed as words to keep: `ballots.words`.

| use          | bytes | what                                             | counter           |
|--------------|-------|--------------------------------------------------|-------------------|
| `ballot-key` | 32    | Ed25519 private seed                             | 0                 |
| `pss-salt`   | 48    | salt of the credential's PSS encoding            | 0                 |
| `blinding`   | 400   | big-endian number, mod n: the blinding factor    | 0, 1, … to a unit |
| `nonce`      | 32    | nonce of the receipt                             | 0                 |
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ballots import signing
from ballots.credential import SALT_BYTES, IssuerPublicKey
from ballots.encoding import HASH_BYTES, tagged, u32
from ballots.errors import EncodingError
from ballots.words import SEED_BYTES

NONCE_BYTES = 32
_BLINDING_BYTES = 400


@dataclass(frozen=True, slots=True)
class ContestSecrets:
    """What one seed gives for one contest. The secrets never appear in its `repr`."""

    ballot_pk: bytes
    """Ed25519 public key of the ballot, 32 bytes; the one field that is not secret."""
    private_seed: bytes = field(repr=False)
    """Ed25519 private seed, 32 bytes."""
    pss_salt: bytes = field(repr=False)
    """Salt of the credential, 48 bytes."""
    blinding: int = field(repr=False)
    """Blinding factor r: a unit modulo n."""
    nonce: bytes = field(repr=False)
    """Nonce of the receipts, 32 bytes."""


def new_seed() -> bytes:
    """A fresh seed, 32 bytes, from the operating system's randomness."""
    return secrets.token_bytes(SEED_BYTES)


def derive(seed: bytes, mh: bytes, contest: str, issuer: IssuerPublicKey) -> ContestSecrets:
    """The secrets of this seed in this contest of this manifest: always the same ones.

    `seed` and `mh` are 32 bytes. Raises EncodingError otherwise.
    """
    if len(seed) != SEED_BYTES:
        raise EncodingError(f"a seed is {SEED_BYTES} bytes, not {len(seed)}")
    if len(mh) != HASH_BYTES:
        raise EncodingError(f"a manifest hash is {HASH_BYTES} bytes, not {len(mh)}")
    n_hash = issuer.n_hash

    def expand(use: str, size: int, counter: int = 0) -> bytes:
        info = tagged("derive", use, contest, n_hash, u32(counter))
        return HKDF(hashes.SHA256(), length=size, salt=mh, info=info).derive(seed)

    private_seed = expand("ballot-key", signing.PRIVATE_SEED_BYTES)
    counter = 0
    while True:
        blinding = int.from_bytes(expand("blinding", _BLINDING_BYTES, counter), "big") % issuer.n
        if math.gcd(blinding, issuer.n) == 1:  # gcd(0, n) is n: zero is refused too
            break
        counter += 1
    return ContestSecrets(
        ballot_pk=signing.public_key(private_seed),
        private_seed=private_seed,
        pss_salt=expand("pss-salt", SALT_BYTES),
        blinding=blinding,
        nonce=expand("nonce", NONCE_BYTES),
    )
