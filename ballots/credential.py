"""The blind credential of one paper: the issuer's side and the check.

A credential is an RSA-PSS signature (SHA-384, 48 bytes of salt) by the contest's issuer key on
`credential_message`, made without the issuer seeing what it signs.
Source: RFC 9474, `RSABSSA-SHA384-PSS-Deterministic`; RSA-3072, e = 65537; PROTOCOL, 'Building
blocks'. The voter's side is `ballots.blinding`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import lru_cache

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ballots.encoding import HASH_BYTES, sha256, tagged, untagged
from ballots.errors import BadSignatureError, EncodingError, KeyFormatError

MODULUS_BITS = 3072
MODULUS_BYTES = MODULUS_BITS // 8
PRIME_BYTES = MODULUS_BYTES // 2
PUBLIC_EXPONENT = 65537
SALT_BYTES = 48
BALLOT_KEY_BYTES = 32
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_BYTES)
_PRIMALITY_ROUNDS = 64
_CLOSEST_PRIMES_BITS = MODULUS_BITS // 2 - 100


@dataclass(frozen=True, slots=True)
class IssuerPublicKey:
    """The issuer's public key of one contest: n of exactly 3072 bits, odd, and e = 65537.

    Raises KeyFormatError for any other numbers.
    """

    n: int
    e: int = PUBLIC_EXPONENT

    def __post_init__(self) -> None:
        if self.n < 0:
            raise KeyFormatError("an issuer's modulus is positive")
        if self.n.bit_length() != MODULUS_BITS:
            raise KeyFormatError(
                f"an issuer's modulus has exactly {MODULUS_BITS} bits, not {self.n.bit_length()}"
            )
        if self.n % 2 == 0:
            raise KeyFormatError("an issuer's modulus is odd; this one is even")
        if self.e != PUBLIC_EXPONENT:
            raise KeyFormatError(f"an issuer's exponent is {PUBLIC_EXPONENT}, not {self.e}")

    @classmethod
    def from_bytes(cls, n: bytes, e: int = PUBLIC_EXPONENT) -> IssuerPublicKey:
        """The key whose modulus is these 384 big-endian bytes. Raises KeyFormatError."""
        if len(n) != MODULUS_BYTES:
            raise KeyFormatError(f"an issuer's modulus is {MODULUS_BYTES} bytes, not {len(n)}")
        return cls(int.from_bytes(n, "big"), e)

    @property
    def n_bytes(self) -> bytes:
        """The modulus as 384 big-endian bytes: what is published and what `n_hash` hashes."""
        return self.n.to_bytes(MODULUS_BYTES, "big")

    @property
    def n_hash(self) -> bytes:
        """SHA-256 of `n_bytes`, 32 bytes: the name of this key in every derivation."""
        return sha256(self.n_bytes)


@dataclass(frozen=True, slots=True)
class _PrivateNumbers:
    """RSA private numbers of any size, by the Chinese remainder theorem. Source: RFC 8017, 3.2."""

    p: gmpy2.mpz
    q: gmpy2.mpz
    e: gmpy2.mpz
    n: gmpy2.mpz = field(init=False)
    d: gmpy2.mpz = field(init=False)
    d_p: gmpy2.mpz = field(init=False)
    d_q: gmpy2.mpz = field(init=False)
    q_inverse: gmpy2.mpz = field(init=False)

    def __post_init__(self) -> None:
        p, q, e = self.p, self.q, self.e
        d = gmpy2.invert(e, gmpy2.lcm(p - 1, q - 1))
        derived = {
            "n": p * q,
            "d": d,
            "d_p": d % (p - 1),
            "d_q": d % (q - 1),
            "q_inverse": gmpy2.invert(q, p),
        }
        for name, number in derived.items():
            object.__setattr__(self, name, number)

    def power(self, z: int) -> int:
        """z^d mod n, blinded by a fresh base and checked against the public key before it leaves.

        Base blinding keeps z out of the exponentiations; the check stops a faulty half of the
        CRT from giving the factors away. Source: RFC 8017, RSASP1; RFC 9474, 4.3 and 7.1.
        """
        mask = self._fresh_unit()
        masked = z * gmpy2.powmod(mask, self.e, self.n) % self.n
        s = self._chinese_remainder(masked) * gmpy2.invert(mask, self.n) % self.n
        if gmpy2.powmod(s, self.e, self.n) != z:
            raise BadSignatureError(
                "the blind signature failed its own check and was not released: "
                "the issuer's computer is faulty; take it out of use"
            )
        return int(s)

    def _chinese_remainder(self, z: gmpy2.mpz) -> gmpy2.mpz:
        s_p = gmpy2.powmod_sec(z % self.p, self.d_p, self.p)
        s_q = gmpy2.powmod_sec(z % self.q, self.d_q, self.q)
        return s_q + self.q * (self.q_inverse * (s_p - s_q) % self.p)

    def _fresh_unit(self) -> gmpy2.mpz:
        while True:
            mask = gmpy2.mpz(1 + secrets.randbelow(int(self.n) - 1))
            if gmpy2.gcd(mask, self.n) == 1:
                return mask


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """The issuer's private key of one contest, with which nothing else is ever signed.

    `p` > `q`: primes of 1536 bits each. Raises KeyFormatError for any other numbers. The numbers
    never appear in its `repr`.
    """

    p: int = field(repr=False)
    q: int = field(repr=False)
    public: IssuerPublicKey = field(init=False)
    _numbers: _PrivateNumbers = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_primes(self.p, self.q)
        numbers = _PrivateNumbers(gmpy2.mpz(self.p), gmpy2.mpz(self.q), gmpy2.mpz(PUBLIC_EXPONENT))
        object.__setattr__(self, "public", IssuerPublicKey(int(numbers.n)))
        object.__setattr__(self, "_numbers", numbers)

    @classmethod
    def generate(cls) -> IssuerKey:
        """A fresh key from the operating system's randomness; takes about a second."""
        numbers = rsa.generate_private_key(PUBLIC_EXPONENT, MODULUS_BITS).private_numbers()
        return cls(max(numbers.p, numbers.q), min(numbers.p, numbers.q))

    @property
    def n(self) -> int:
        """The modulus p·q."""
        return self.public.n

    @property
    def e(self) -> int:
        """The public exponent, 65537."""
        return self.public.e

    @property
    def d(self) -> int:
        """The private exponent: the inverse of e modulo lcm(p - 1, q - 1)."""
        return int(self._numbers.d)

    def to_bytes(self) -> bytes:
        """The one encoding for keeping: `tagged("issuer-key", p, q)`, each prime 192 bytes."""
        return tagged(
            "issuer-key", self.p.to_bytes(PRIME_BYTES, "big"), self.q.to_bytes(PRIME_BYTES, "big")
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> IssuerKey:
        """The inverse of `to_bytes`. Raises KeyFormatError for anything else."""
        try:
            p, q = untagged("issuer-key", data, 2)
        except EncodingError as error:
            raise KeyFormatError(f"this is not an issuer's private key: {error}") from None
        if len(p) != PRIME_BYTES or len(q) != PRIME_BYTES:
            raise KeyFormatError(f"an issuer's primes are {PRIME_BYTES} bytes each")
        return cls(int.from_bytes(p, "big"), int.from_bytes(q, "big"))


def _check_primes(p: int, q: int) -> None:
    """Refuse factors that make no sound key. Source: FIPS 186-5, appendix A.1."""
    if not 0 < q < p:
        raise KeyFormatError("an issuer's larger prime comes first, and the two differ")
    for prime in (p, q):
        if prime.bit_length() != MODULUS_BITS // 2:
            raise KeyFormatError(f"an issuer's primes have {MODULUS_BITS // 2} bits each")
        if not gmpy2.is_prime(prime, _PRIMALITY_ROUNDS):
            raise KeyFormatError("a factor of the issuer's key is not prime")
        if gmpy2.gcd(prime - 1, PUBLIC_EXPONENT) != 1:
            raise KeyFormatError(f"{PUBLIC_EXPONENT} has no inverse for this issuer's key")
    if (p - q).bit_length() <= _CLOSEST_PRIMES_BITS:
        raise KeyFormatError("the issuer's primes are too close together")


def credential_message(mh: bytes, contest: str, ballot_pk: bytes) -> bytes:
    """What a credential signs: `tagged("credential", mh, contest, ballot_pk)`.

    `mh` and `ballot_pk` are 32 bytes. Raises EncodingError otherwise.
    """
    if len(mh) != HASH_BYTES:
        raise EncodingError(f"a manifest hash is {HASH_BYTES} bytes, not {len(mh)}")
    if len(ballot_pk) != BALLOT_KEY_BYTES:
        raise EncodingError(f"a ballot key is {BALLOT_KEY_BYTES} bytes, not {len(ballot_pk)}")
    return tagged("credential", mh, contest, ballot_pk)


def blind_sign(key: IssuerKey, z: bytes) -> bytes:
    """The issuer's signature on a blinded value: z^d mod n, 384 bytes.

    `z` is 384 big-endian bytes with 0 < z < n: EncodingError otherwise. BadSignatureError if the
    result fails its own check. Source: RFC 9474, section 4.3.
    """
    if len(z) != MODULUS_BYTES:
        raise EncodingError(f"a blinded value is {MODULUS_BYTES} bytes, not {len(z)}")
    value = int.from_bytes(z, "big")
    if not 0 < value < key.n:
        raise EncodingError("a blinded value lies between 1 and n - 1; this one does not")
    return key._numbers.power(value).to_bytes(MODULUS_BYTES, "big")


def verify_credential(public: IssuerPublicKey, message: bytes, credential: bytes) -> None:
    """Return if `credential` (384 bytes, value below n) is the issuer's signature on `message`.

    Raises BadSignatureError otherwise. Source: RFC 8017, section 8.1.2; RFC 9474, section 4.5.
    """
    if len(credential) != MODULUS_BYTES:
        raise BadSignatureError(f"a credential is {MODULUS_BYTES} bytes, not {len(credential)}")
    if int.from_bytes(credential, "big") >= public.n:
        raise BadSignatureError("a credential is a number below the issuer's modulus")
    try:
        _verifier(public).verify(credential, message, _PSS, hashes.SHA384())
    except InvalidSignature:
        raise BadSignatureError(
            "this credential was not issued for this ballot key in this contest"
        ) from None


@lru_cache(maxsize=256)
def _verifier(public: IssuerPublicKey) -> rsa.RSAPublicKey:
    return rsa.RSAPublicNumbers(public.e, public.n).public_key()
