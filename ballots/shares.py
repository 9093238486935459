"""The opening key in k of n hands: Shamir's secret sharing over GF(256).

The field is that of AES (x⁸ + x⁴ + x³ + x + 1) and a share is the y bytes ‖ one x byte, as in
npm `shamir-secret-sharing`. Too few or wrong shares would combine to garbage without an error,
so each trustee's `Share` carries the election, a number and a hash that the manifest repeats.
Arithmetic uses no tables and no branches on secrets. Source: Shamir, 'How to share a secret'
(1979); PROTOCOL, 'Building blocks'.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ballots.encoding import (
    from_base64url,
    from_unsigned,
    sha256,
    tagged,
    text,
    to_base64url,
    u8,
    untagged,
)
from ballots.errors import EncodingError, ShareError
from ballots.words import WORD_BITS, numbers_to_words, words_to_numbers

SECRET_BYTES = 32
SHARE_BYTES = SECRET_BYTES + 1
SHARE_WORDS = 27
MOST_SHARES = 255
_TEXT_PREFIX = "omov-share."
_TEXT_CHECK_BYTES = 6
_PAYLOAD_BITS = 8 * (1 + SHARE_BYTES)
_CHECK_BITS = WORD_BITS * SHARE_WORDS - _PAYLOAD_BITS


@dataclass(frozen=True, slots=True)
class Share:
    """One trustee's share of an election's opening seed.

    `election`: the election's id. `index`: the trustee's number, 1 to 255, in the order of the
    manifest. `data`: 32 y bytes ‖ x byte (1 to 255), never in its `repr`. Raises ShareError.
    """

    election: str
    index: int
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.election:
            raise ShareError("a share names its election; this one names none")
        if not 1 <= self.index <= MOST_SHARES:
            raise ShareError(f"shares are numbered from 1 to {MOST_SHARES}, not {self.index}")
        if len(self.data) != SHARE_BYTES:
            raise ShareError(
                f"share {self.index} has {len(self.data)} bytes; a share has {SHARE_BYTES}"
            )
        if self.x == 0:
            raise ShareError(f"share {self.index} is not a share: its last byte is zero")
        _encoded_or_refused(self)

    @property
    def x(self) -> int:
        """The place on the polynomial, 1 to 255."""
        return self.data[-1]

    @property
    def hash(self) -> bytes:
        """SHA-256 of `tagged("share", election, u8(index), data)`, 32 bytes: in the manifest."""
        return sha256(_encoded_or_refused(self))

    @property
    def signing_seed(self) -> bytes:
        """The trustee's Ed25519 seed: SHA-256 of `tagged("trustee-key", election, u8(index), data)`.

        Made of the share, so that a trustee has one thing to keep and not two.
        """
        return sha256(tagged("trustee-key", self.election, u8(self.index), self.data))

    def to_words(self) -> str:
        """The share as 27 English BIP-39 words: index, data, and 25 bits of its hash."""
        payload = int.from_bytes(u8(self.index) + self.data, "big")
        return numbers_to_words(payload << _CHECK_BITS | _check_bits(self), SHARE_WORDS)

    @classmethod
    def from_words(cls, election: str, words: str) -> Share:
        """The share of this election that these 27 words say; any case, any white space.

        Raises ShareError naming the first unknown word, or saying that the words do not agree
        with one another or with the election.
        """
        try:
            number = words_to_numbers(words, SHARE_WORDS)
        except EncodingError as error:
            raise ShareError(f"these are not the words of a share: {error}") from None
        payload = (number >> _CHECK_BITS).to_bytes(1 + SHARE_BYTES, "big")
        mistyped = ShareError(
            f"these words are not a share of election '{election}': a word is wrong, two are "
            "exchanged, or the share is of another election; compare each with the paper, in order"
        )
        try:
            share = cls(election, payload[0], payload[1:])
        except ShareError:
            raise mistyped from None
        if _check_bits(share) != number & ((1 << _CHECK_BITS) - 1):
            raise mistyped
        return share

    def to_text(self) -> str:
        """The share as one line for a QR code: `omov-share.OBJECT.CHECK`, both base64url.

        OBJECT is what `hash` hashes; CHECK is the first 6 bytes of `hash`.
        """
        check = to_base64url(self.hash[:_TEXT_CHECK_BYTES])
        return f"{_TEXT_PREFIX}{to_base64url(_encoded_or_refused(self))}.{check}"

    @classmethod
    def from_text(cls, line: str) -> Share:
        """The inverse of `to_text`, strictly. Raises ShareError for anything else."""
        if not line.startswith(_TEXT_PREFIX):
            raise ShareError(f"a share's line begins with '{_TEXT_PREFIX}'; this one does not")
        try:
            encoded, _, check = line.removeprefix(_TEXT_PREFIX).partition(".")
            election, index, data = untagged("share", from_base64url(encoded), 3)
            share = cls(text(election), from_unsigned(index, 1), data)
            expected = from_base64url(check, _TEXT_CHECK_BYTES)
        except EncodingError as error:
            raise ShareError(f"this line is not a share: {error}; scan it again") from None
        if share.hash[:_TEXT_CHECK_BYTES] != expected:
            raise ShareError(f"the line of share {share.index} was misread; scan it again")
        return share


def deal(election: str, secret: bytes, shares: int, threshold: int) -> tuple[Share, ...]:
    """Shares 1 to `shares` of a 32-byte opening seed, any `threshold` of which give it back.

    Raises ShareError as `split` does, and for a secret of another size.
    """
    if len(secret) != SECRET_BYTES:
        raise ShareError(f"an opening seed is {SECRET_BYTES} bytes, not {len(secret)}")
    dealt = split(secret, shares, threshold)
    return tuple(Share(election, i, data) for i, data in enumerate(dealt, start=1))


def combine_checked(
    election: str, shares: Sequence[Share], hashes: Sequence[bytes], threshold: int
) -> bytes:
    """The 32-byte opening seed from at least `threshold` shares that the manifest confirms.

    `hashes`: the share hashes of all trustees in the order of the manifest (share 1 first). All
    shares given are used: those beyond the threshold must agree with the others. Raises
    ShareError naming the share that is of another election, duplicated, unknown or wrong, or
    saying how many are missing.
    """
    _check_numbers(len(hashes), threshold)
    seen: dict[int, int] = {}
    for share in shares:
        confirm_share(share, election, hashes)
        if share.index in seen.values():
            raise ShareError(f"share {share.index} was given twice; each counts once")
        if share.x in seen:
            raise ShareError(f"shares {seen[share.x]} and {share.index} are the same share")
        seen[share.x] = share.index
    if len(shares) < threshold:
        raise ShareError(
            f"{threshold} shares are needed to open; {len(shares)} given, "
            f"{threshold - len(shares)} missing"
        )
    first = [share.data for share in shares[:threshold]]
    for extra in shares[threshold:]:
        if _interpolate(first, extra.x) != extra.data[:-1]:
            raise ShareError(
                f"share {extra.index} does not agree with the others: the shares were not dealt "
                "from one key"
            )
    return combine(first)


def confirm_share(share: Share, election: str, hashes: Sequence[bytes]) -> None:
    """Return if the share is one of this election's, by its hash. Raises ShareError saying why not."""
    if share.election != election:
        raise ShareError(
            f"share {share.index} is of election '{share.election}', not of '{election}'"
        )
    if share.index > len(hashes):
        raise ShareError(f"share {share.index}: this election has {len(hashes)} shares")
    if share.hash != hashes[share.index - 1]:
        raise ShareError(
            f"share {share.index} is not the one in the manifest: it was mistyped, or is another's"
        )


def split(
    secret: bytes,
    shares: int,
    threshold: int,
    randomness: Callable[[int], bytes] = secrets.token_bytes,
) -> tuple[bytes, ...]:
    """`shares` raw shares (y bytes ‖ x byte, x = 1, 2, …) of a secret of one byte or more.

    2 ≤ threshold ≤ shares ≤ 255: ShareError otherwise. `randomness` gives the coefficients,
    uniformly; only tests pass another than the operating system's.
    """
    _check_numbers(shares, threshold)
    if not secret:
        raise ShareError("there is no secret to share: it is empty")
    higher = [randomness(len(secret)) for _ in range(threshold - 1)]
    return tuple(_evaluate([secret, *higher], x) + u8(x) for x in range(1, shares + 1))


def combine(shares: Sequence[bytes]) -> bytes:
    """The secret on the polynomial through these raw shares; with too few of them, garbage.

    Use `combine_checked` for trustees' shares. Raises ShareError for fewer than two shares,
    unequal lengths, an x of zero or a repeated x.
    """
    if not 2 <= len(shares) <= MOST_SHARES:
        raise ShareError(f"between 2 and {MOST_SHARES} shares combine, not {len(shares)}")
    if len({len(share) for share in shares}) != 1 or len(shares[0]) < 2:
        raise ShareError("the shares differ in length, or are too short: they are not of one key")
    places = [share[-1] for share in shares]
    if 0 in places or len(set(places)) != len(places):
        raise ShareError("two shares are for the same place, or one is for place zero")
    return _interpolate(shares, 0)


def _check_numbers(shares: int, threshold: int) -> None:
    if not 2 <= threshold <= shares <= MOST_SHARES:
        raise ShareError(
            f"a threshold of {threshold} with {shares} shares: expected at least 2, at most as "
            f"many as there are shares, and at most {MOST_SHARES} shares"
        )


def _evaluate(coefficients: Sequence[bytes], x: int) -> bytes:
    """Horner's rule at x, for each byte of the secret at once; constant term first."""
    result = bytes(len(coefficients[0]))
    for coefficient in reversed(coefficients):
        result = bytes(_multiply(r, x) ^ c for r, c in zip(result, coefficient, strict=True))
    return result


def _interpolate(shares: Sequence[bytes], x: int) -> bytes:
    """Lagrange's y bytes at x of the polynomial through the shares."""
    result = bytes(len(shares[0]) - 1)
    for share in shares:
        weight = 1
        for other in shares:
            if other[-1] != share[-1]:
                weight = _multiply(weight, x ^ other[-1])
                weight = _multiply(weight, _inverse(share[-1] ^ other[-1]))
        result = bytes(r ^ _multiply(y, weight) for r, y in zip(result, share[:-1], strict=True))
    return result


def _multiply(a: int, b: int) -> int:
    """a·b in GF(256), without tables or branches. Source: FIPS 197, section 4.2."""
    product = 0
    for _ in range(8):
        product ^= a & -(b & 1)
        b >>= 1
        a = (a << 1) ^ (0x11B & -(a >> 7))
    return product


def _inverse(a: int) -> int:
    """a^254: the inverse of a, and 0 for 0."""
    result = 1
    for _ in range(7):
        a = _multiply(a, a)
        result = _multiply(result, a)
    return result


def _encoded_or_refused(share: Share) -> bytes:
    try:
        return tagged("share", share.election, u8(share.index), share.data)
    except EncodingError as error:
        raise ShareError(f"share {share.index} cannot be written down: {error}") from None


def _check_bits(share: Share) -> int:
    return int.from_bytes(share.hash, "big") >> (8 * len(share.hash) - _CHECK_BITS)
