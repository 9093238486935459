"""The one encoding of everything that is hashed or signed. Source: PROTOCOL, 'Encoding'.

`lp(a, b, …)` is each field preceded by its length as a big-endian u32. Whole numbers are
big-endian. HTTP bodies carry bytes as base64url without padding. Every decoder refuses
whatever its encoder would not have written.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from ballots.errors import EncodingError

HASH_BYTES = 32
_LARGEST_U32 = 2**32 - 1


def u8(number: int) -> bytes:
    """One byte. Raises EncodingError out of range."""
    return _unsigned(number, 1)


def u16(number: int) -> bytes:
    """Two bytes, big-endian. Raises EncodingError out of range."""
    return _unsigned(number, 2)


def u32(number: int) -> bytes:
    """Four bytes, big-endian. Raises EncodingError out of range."""
    return _unsigned(number, 4)


def u64(number: int) -> bytes:
    """Eight bytes, big-endian. Raises EncodingError out of range."""
    return _unsigned(number, 8)


def _unsigned(number: int, size: int) -> bytes:
    try:
        return number.to_bytes(size, "big")
    except OverflowError:
        raise EncodingError(f"{number} does not fit in {size} bytes") from None


def from_unsigned(data: bytes, size: int) -> int:
    """The whole number in exactly `size` big-endian bytes. Raises EncodingError otherwise."""
    if len(data) != size:
        raise EncodingError(f"expected {size} bytes, got {len(data)}")
    return int.from_bytes(data, "big")


def lp(*fields: bytes | str) -> bytes:
    """Concatenation of the fields, each preceded by its length in bytes as u32; text is UTF-8."""
    parts = []
    for field in fields:
        data = _utf8(field) if isinstance(field, str) else field
        if len(data) > _LARGEST_U32:
            raise EncodingError("a field is longer than 2^32 - 1 bytes")
        parts.append(u32(len(data)))
        parts.append(data)
    return b"".join(parts)


def _utf8(field: str) -> bytes:
    try:
        return field.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can smuggle in
        raise EncodingError("this text cannot be written as UTF-8") from None


def tagged(name: str, *fields: bytes | str) -> bytes:
    """`lp("omov/NAME/v1", fields…)`: the form of every hashed or signed object."""
    return lp(f"omov/{name}/v1", *fields)


def un_lp(data: bytes) -> tuple[bytes, ...]:
    """The fields of an `lp`. Raises EncodingError for a field cut short."""
    fields = []
    at = 0
    while at < len(data):
        if len(data) - at < 4:
            raise EncodingError("a length is cut short")
        size = int.from_bytes(data[at : at + 4], "big")
        at += 4
        if size > len(data) - at:
            raise EncodingError(f"a field of {size} bytes is cut short at {len(data) - at}")
        fields.append(data[at : at + size])
        at += size
    return tuple(fields)


def untagged(name: str, data: bytes, fields: int) -> tuple[bytes, ...]:
    """The fields of a `tagged` object of this name. Raises EncodingError for anything else."""
    found = un_lp(data)
    if not found or found[0] != f"omov/{name}/v1".encode():
        raise EncodingError(f"this is not an omov/{name}/v1 object")
    if len(found) != fields + 1:
        raise EncodingError(f"omov/{name}/v1 has {fields} fields, not {len(found) - 1}")
    return found[1:]


def text(data: bytes) -> str:
    """UTF-8 text, strictly. Raises EncodingError otherwise."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise EncodingError("this text is not UTF-8") from None


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def to_base64url(data: bytes) -> str:
    """Base64url without padding. Source: RFC 4648, section 5."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text_: str, size: int | None = None) -> bytes:
    """The inverse of `to_base64url`, strictly: no padding, no other characters, no stray bits.

    `size`: the number of bytes there must be, where it is known. Raises EncodingError.
    """
    try:
        data = base64.b64decode(text_ + "=" * (-len(text_) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise EncodingError("this is not base64url") from None
    if to_base64url(data) != text_:
        raise EncodingError("this is not canonical base64url")
    if size is not None and len(data) != size:
        raise EncodingError(f"expected {size} bytes, got {len(data)}")
    return data
