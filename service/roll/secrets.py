"""The roll office's private keys: one issuer key per contest, in files, never in the database."""

from __future__ import annotations

from pathlib import Path

from ballots.credential import IssuerKey
from service.keys import write_private


class IssuerKeys:
    """Issuer keys by election and contest. Nothing but blinded values is ever signed with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[tuple[str, str], IssuerKey] = {}

    def key(self, election: str, contest: str) -> IssuerKey:
        """The issuer key of a contest; made at first use (RSA-3072, about a second)."""
        place = (election, contest)
        if place not in self._loaded:
            file = self._folder / "issuers" / election / f"{contest}.key"
            if not file.exists():
                write_private(file, IssuerKey.generate().to_bytes())
            self._loaded[place] = IssuerKey.from_bytes(file.read_bytes())
        return self._loaded[place]
