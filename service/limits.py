"""Limits on everything that could be guessed: so many failures, then a growing wait.

In memory, per process. Keys are hashes: nothing here names anybody.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass

from service.clock import Clock
from service.errors import TooMany

_MOST_KEYS = 100_000


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Limit:
    """At most `allowed` failures of one key, then a wait that doubles up to `longest` seconds.

    One failure is forgiven every `forgive` seconds, so that many who share an address, and now
    and then mistype, are not shut out together.
    """

    def __init__(
        self, clock: Clock, *, allowed: int, longest: int = 900, forgive: int = 3_600
    ) -> None:
        self._clock = clock
        self._allowed = allowed
        self._longest = longest
        self._forgive = forgive
        self._failures: dict[bytes, _Failures] = {}
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()

    def check(self, key: str) -> None:
        """Raise TooMany while this key has to wait."""
        with self._lock:
            failures = self._failures.get(self._hash(key))
            if failures is None:
                return
            now = self._clock().timestamp()
            too_many = self._count(failures, now) - self._allowed
            if too_many < 0:
                return
            left = failures.last + min(self._longest, 2 ** min(too_many, 20) * 5) - now
        if left > 0:
            seconds = int(left) + 1
            raise TooMany(
                "too-many", f"Please wait {seconds} seconds and try again.", retry_after=seconds
            )

    def failed(self, key: str) -> None:
        """Count one failure."""
        with self._lock:
            if len(self._failures) >= _MOST_KEYS:
                self._forget_oldest()
            now = self._clock().timestamp()
            known = self._failures.setdefault(self._hash(key), _Failures(0, now))
            known.count = self._count(known, now) + 1
            known.last = now

    def succeeded(self, key: str) -> None:
        """Forget the failures of one key."""
        with self._lock:
            self._failures.pop(self._hash(key), None)

    def _count(self, failures: _Failures, now: float) -> int:
        return max(0, failures.count - int(max(0.0, now - failures.last) // self._forgive))

    def _hash(self, key: str) -> bytes:
        return hashlib.sha256(self._salt + key.encode()).digest()

    def _forget_oldest(self) -> None:
        oldest = sorted(self._failures, key=lambda key: self._failures[key].last)
        for key in oldest[: _MOST_KEYS // 10]:
            del self._failures[key]
