"""Signed notes: a text and signatures under it, as transparency logs write them.

Source: C2SP signed-note v1. Signatures here are Ed25519 (type 0x01) and timestamped Ed25519
cosignatures (type 0x04, `ballots.checkpoint`). Parsing is strict: one note, one spelling.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from ballots.encoding import sha256
from ballots.errors import EncodingError, LogError

ED25519 = 0x01
COSIGNATURE_V1 = 0x04
LONGEST_NOTE = 64 * 1024  # bytes
MOST_SIGNATURES = 64
_KEY_ID_BYTES = 4
_LINE = re.compile("— ([^ ]+) ([A-Za-z0-9+/]+=*)")


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the key's name and 4-byte id, and the signature's bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line, with its newline."""
        return f"— {self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and the signatures under it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> bytes:
        """The note's one encoding, UTF-8."""
        return (self.text + "\n" + "".join(s.line() for s in self.signatures)).encode("utf-8")

    def by(self, name: str, key_id: bytes) -> NoteSignature | None:
        """The signature of the key with this name and id, if it is there."""
        for signature in self.signatures:
            if (signature.name, signature.key_id) == (name, key_id):
                return signature
        return None


def key_id(name: str, type_: int, public: bytes) -> bytes:
    """SHA-256(name ‖ newline ‖ type ‖ public key)[:4]. Source: C2SP signed-note, 'Signatures'."""
    return sha256(name.encode("utf-8") + b"\n" + bytes([type_]) + public)[:_KEY_ID_BYTES]


def verifier_key(name: str, type_: int, public: bytes) -> str:
    """The key as other log tools take it: name+hash+key. Source: C2SP signed-note, 'Verifier keys'."""
    return f"{name}+{key_id(name, type_, public).hex()}+{to_base64(bytes([type_]) + public)}"


def parse_note(data: bytes) -> Note:
    """The note of exactly these bytes. Raises LogError for anything `encode` would not write."""
    if len(data) > LONGEST_NOTE:
        raise LogError(f"a note has at most {LONGEST_NOTE} bytes, not {len(data)}")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise LogError("a note is UTF-8 text") from None
    if any(sign < " " and sign != "\n" for sign in whole):
        raise LogError("a note has no control characters but newlines")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise LogError("a note is a text, an empty line, and lines of signatures")
    signatures = tuple(_parse_line(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise LogError(f"a note has at most {MOST_SIGNATURES} signatures, not {len(signatures)}")
    keys = [(signature.name, signature.key_id) for signature in signatures]
    if len(set(keys)) != len(keys):
        raise LogError("a key has signed this note twice")
    return Note(text + "\n", signatures)


def _parse_line(line: str) -> NoteSignature:
    match = _LINE.fullmatch(line)
    if match is None or any(sign.isspace() or sign == "+" for sign in match[1]):
        raise LogError(f"'{line[:80]}' is not a signature line")
    try:
        data = from_base64(match[2])
    except EncodingError as error:
        raise LogError(f"the signature of '{match[1]}': {error}") from None
    if len(data) <= _KEY_ID_BYTES:
        raise LogError(f"the signature of '{match[1]}' is too short")
    return NoteSignature(match[1], data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


def to_base64(data: bytes) -> str:
    """Base64 with padding. Source: RFC 4648, section 4."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """The inverse of `to_base64`, strictly. Raises EncodingError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EncodingError("this is not base64") from None
    if to_base64(data) != text:
        raise EncodingError("this is not canonical base64")
    return data
