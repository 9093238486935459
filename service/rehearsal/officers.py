"""The two officers and the trustees of a rehearsal."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import httpx

from ballots.ceremony import make_key
from ballots.encoding import from_base64url, to_base64url
from ballots.opening import trustee_message
from ballots.signing import sign
from service.rehearsal.http import RehearsalError, answer

REASON = "Rehearsal"


class Trustees:
    """A key ceremony in memory, with keys that are good for this rehearsal only."""

    def __init__(self, election: str, trustees: int, threshold: int) -> None:
        terms, self.shares = make_key(election, trustees, threshold)
        self.threshold = threshold
        self.public_file = terms.dump().decode()


class Officers:
    """Two officers, each with a browser session of their own."""

    def __init__(self, address: str, data: Path, election: str) -> None:
        self.password = secrets.token_urlsafe(12)
        base = f"{address}/office/api/v1"
        self._base = f"{base}/elections/{election}"
        self._roll = f"{address}/roll/api/v1/elections/{election}"
        self.one = httpx.Client(timeout=600)
        self.two = httpx.Client(timeout=600)
        self._api = base
        self._code_file = data / "keys" / "office" / "setup-code"

    def close(self) -> None:
        """End both sessions."""
        self.one.close()
        self.two.close()

    def set_up(self) -> None:
        """Make the two officers and sign them in."""
        code = self._code_file.read_text(encoding="ascii")
        first = {"code": code, "id": "ann", "name": "Ann Officer", "password": self.password}
        answer(self.one.post(f"{self._api}/set-up", json=first))
        self._sign_in(self.one, "ann")
        second = {"id": "bob", "name": "Bob Officer", "password": self.password}
        answer(self.one.post(f"{self._api}/officers", json=second))
        self._sign_in(self.two, "bob")

    def _sign_in(self, client: httpx.Client, officer: str) -> None:
        form = {"officer": officer, "password": self.password}
        answer(client.post(f"{self._api}/sign-in", json=form))

    def load_notice(self, notice: str) -> str:
        """Load a notice; the election's id."""
        return str(answer(self.one.post(f"{self._api}/elections", json={"notice": notice}))["id"])

    def import_roll(self, roll: str, data: bytes) -> int:
        """Import a roll with an officer's pass; how many members."""
        headers = {"Omov-Pass": self._pass("roll-import"), "Content-Type": "text/csv"}
        response = self.one.post(f"{self._roll}/rolls/{roll}", content=data, headers=headers)
        return int(answer(response)["members"])

    def _pass(self, purpose: str) -> str:
        found = answer(self.one.post(f"{self._base}/passes", json={"purpose": purpose}))
        return str(found["omov_pass"])

    def links(self) -> str:
        """New personal links for everybody, as CSV."""
        headers = {"Omov-Pass": self._pass("links")}
        response = self.one.post(f"{self._roll}/links", headers=headers)
        if not response.is_success:
            answer(response)
        return response.text

    def hold_ceremony(self, trustees: Trustees) -> None:
        """Load the trustees' public file."""
        body = {"ceremony": trustees.public_file}
        answer(self.one.post(f"{self._base}/ceremony", json=body))

    def prepare(self) -> str:
        """Draw the manifest up; its hash."""
        return str(answer(self.one.post(f"{self._base}/prepare"))["mh"])

    def step(self, name: str, parameters: dict[str, object] | None = None) -> None:
        """One officer proposes, the other confirms (where one suffices, it is done at once)."""
        body = {"parameters": parameters or {}, "reason": REASON}
        made = answer(self.one.post(f"{self._base}/steps/{name}", json=body))
        if made["state"] == "proposed":
            path = f"{self._base}/proposals/{made['number']}/confirm"
            answer(self.two.post(path))

    def move_clock(self, to: str) -> None:
        """Move the rehearsal's clock forward."""
        answer(self.one.post(f"{self._api}/clock", json={"to": to}))

    def confirm_shares(self, trustees: Trustees, mh: bytes) -> None:
        """Every trustee confirms, after the freeze, that they hold their share."""
        for share in trustees.shares:
            message = trustee_message(mh, share.hash)
            body = {"signature": to_base64url(sign(share.signing_seed, message))}
            answer(self.one.post(f"{self._base}/trustees/{share.index}/confirm", json=body))

    def open(self, trustees: Trustees | None) -> None:
        """Open the ballots: with enough trustees' shares and signatures, or with the service's key."""
        self.step("open")
        if trustees is None:
            return
        # Not simply the first ones: any that are enough open.
        opening = trustees.shares[-trustees.threshold :]
        found: dict[str, object] = {}
        for share in opening:
            body = {"share": share.to_text()}
            found = answer(self.one.post(f"{self._base}/shares", json=body))
        if not isinstance(found.get("message"), str):
            raise RehearsalError("enough shares were released, but there is nothing to sign")
        message = from_base64url(str(found["message"]))
        signatures = [
            {"signer": share.index, "signature": to_base64url(sign(share.signing_seed, message))}
            for share in opening
        ]
        answer(self.one.post(f"{self._base}/opening", json={"signatures": signatures}))

    def results(self) -> dict[str, object]:
        """What has been declared."""
        found: dict[str, object] = answer(self.one.get(f"{self._base}/results"))
        return found

    def evidence(self, write: Callable[[bytes], object]) -> None:
        """Download the evidence."""
        with self.one.stream("GET", f"{self._base}/evidence.zip") as response:
            if not response.is_success:
                response.read()
                answer(response)
            for part in response.iter_bytes():
                write(part)
