"""`omov keys sign`: a trustee's signature, made on the trustee's own machine."""

from __future__ import annotations

from pathlib import Path

from ballots.ceremony import make_key
from ballots.encoding import from_base64url, to_base64url
from ballots.opening import trustee_message
from ballots.signing import verify
from service.cli.exits import Exit
from tests.service.cli.conftest import Omov


def test_a_signature_holds_under_the_key_in_the_public_part(omov: Omov, tmp_path: Path) -> None:
    terms, shares = make_key("executive-2027", 3, 2)
    (tmp_path / "sealing.json").write_bytes(terms.dump())
    (tmp_path / "share.txt").write_text(shares[1].to_words())
    statement = trustee_message(bytes(32), shares[1].hash)
    done = omov(
        "keys", "sign", str(tmp_path / "sealing.json"), "--statement", to_base64url(statement),
        "--share", str(tmp_path / "share.txt"),
    )  # fmt: skip
    assert done.status == Exit.OK
    verify(terms.trustees[1].key, statement, from_base64url(done.out.strip(), 64))


def test_a_statement_cut_short_and_a_share_of_another_key_are_refused(
    omov: Omov, tmp_path: Path
) -> None:
    terms, _ = make_key("executive-2027", 3, 2)
    _, others = make_key("executive-2027", 3, 2)
    (tmp_path / "sealing.json").write_bytes(terms.dump())
    (tmp_path / "share.txt").write_text(others[0].to_words())
    short = omov(
        "keys", "sign", str(tmp_path / "sealing.json"), "--statement", "A",
        "--share", str(tmp_path / "share.txt"),
    )  # fmt: skip
    assert (short.status, short.out) == (Exit.MALFORMED, "")
    assert "copy all of it" in short.err
    wrong = omov(
        "keys", "sign", str(tmp_path / "sealing.json"), "--statement", "AAAA",
        "--share", str(tmp_path / "share.txt"),
    )  # fmt: skip
    assert (wrong.status, wrong.out) == (Exit.MALFORMED, "")
