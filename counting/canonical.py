"""Canonical JSON: one value, one sequence of bytes. Source: RFC 8785 (JSON Canonicalization Scheme).

Numbers are whole numbers within ±(2^53 - 1) only: votes are strings, so that no float touches them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_LARGEST = 2**53 - 1


def canonical_json(value: Json) -> bytes:
    """The value's one encoding, UTF-8.

    Raises ValueError for floats, whole numbers beyond ±(2^53 - 1), names that are not
    strings, and text that is not Unicode (lone surrogates). Source: RFC 8785, section 3.2.
    """
    return _encode(value).encode("utf-8")


def sha256_digest(value: Json) -> str:
    """`sha256:` and the SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()


def _encode(value: Json) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise ValueError(f"{value} is beyond 2^53 - 1: write it as a string")
        return str(int(value))
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str):
                raise ValueError(f"a name in canonical JSON is a string, not {name!r}")
        # RFC 8785, 3.2.3: names are sorted by their UTF-16 code units.
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        members = (
            f"{json.dumps(name, ensure_ascii=False)}:{_encode(value[name])}" for name in names
        )
        return "{" + ",".join(members) + "}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ",".join(_encode(item) for item in value) + "]"
    raise ValueError(f"{type(value).__name__} has no canonical JSON")
