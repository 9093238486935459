"""The voter's side of blind credentials, against the vectors of RFC 9474, appendix A."""

from __future__ import annotations

import json
from pathlib import Path

import gmpy2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ballots.blinding import _blind, _unblind, blind, finalize, pss_encode
from ballots.credential import IssuerKey, _PrivateNumbers, blind_sign
from ballots.errors import BadSignatureError, EncodingError

MESSAGE = b"a message"
SALT = bytes(range(48))
VARIANTS = (
    "RSABSSA-SHA384-PSS-Randomized",
    "RSABSSA-SHA384-PSSZERO-Randomized",
    "RSABSSA-SHA384-PSS-Deterministic",
    "RSABSSA-SHA384-PSSZERO-Deterministic",
)


@pytest.fixture(scope="module")
def key() -> IssuerKey:
    return IssuerKey.generate()


@pytest.fixture(params=VARIANTS)
def vector(request: pytest.FixtureRequest, shared: Path) -> dict[str, str]:
    vectors = json.loads((shared / "vectors" / "rfc9474.json").read_text("utf-8"))
    (found,) = [vector for vector in vectors if vector["name"] == request.param]
    return dict(found)


def number(vector: dict[str, str], name: str) -> int:
    return int(vector[name], 16)


def test_every_step_gives_the_bytes_of_the_rfc(vector: dict[str, str]) -> None:
    n, e = number(vector, "n"), number(vector, "e")
    # PrepareRandomize puts the prefix before the message; PrepareIdentity has none
    message = bytes.fromhex(vector["msg_prefix"] + vector["msg"])
    assert message == bytes.fromhex(vector["input_msg"])
    salt = bytes.fromhex(vector["salt"])
    assert len(salt) == number(vector, "sLen")
    if "encoded_msg" in vector:
        assert pss_encode(message, salt, n.bit_length() - 1).hex() == vector["encoded_msg"]
    r = pow(number(vector, "inv"), -1, n)
    z = _blind(n, e, message, salt, r)
    assert z.hex() == vector["blinded_msg"]
    private = _PrivateNumbers(
        gmpy2.mpz(number(vector, "p")), gmpy2.mpz(number(vector, "q")), gmpy2.mpz(e)
    )
    assert private.n == n
    blind_signature = private.power(int.from_bytes(z, "big")).to_bytes(len(z), "big")
    assert blind_signature.hex() == vector["blind_sig"]
    signature = _unblind(n, blind_signature, r)
    assert signature.hex() == vector["sig"]
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), len(salt))
    rsa.RSAPublicNumbers(e, n).public_key().verify(signature, message, pss, hashes.SHA384())


def test_the_same_secrets_repeat_the_same_request(key: IssuerKey) -> None:
    assert blind(key.public, MESSAGE, SALT, 7) == blind(key.public, MESSAGE, SALT, 7)
    assert blind(key.public, MESSAGE, SALT, 7) != blind(key.public, MESSAGE, SALT, 8)
    assert blind(key.public, MESSAGE, SALT, 7) != blind(key.public, MESSAGE, bytes(48), 7)


def test_the_blinding_factor_does_not_show_in_the_credential(key: IssuerKey) -> None:
    drawn = {
        finalize(key.public, MESSAGE, blind_sign(key, blind(key.public, MESSAGE, SALT, r)), r)
        for r in (2, 3**900, key.n - 1)
    }
    assert len(drawn) == 1


@pytest.mark.parametrize("salt", [b"", bytes(47), bytes(49)])
def test_a_salt_of_another_length_is_refused(key: IssuerKey, salt: bytes) -> None:
    with pytest.raises(EncodingError, match="48 bytes"):
        blind(key.public, MESSAGE, salt, 7)


def test_a_factor_that_cannot_be_taken_off_again_is_refused(key: IssuerKey) -> None:
    for r in (0, -1, key.p, key.q * 2, key.n, key.n + 1):
        with pytest.raises(EncodingError, match="invertible"):
            blind(key.public, MESSAGE, SALT, r)
        with pytest.raises(EncodingError, match="invertible"):
            finalize(key.public, MESSAGE, b"\x01" * 384, r)


def test_an_answer_that_is_not_the_issuers_is_not_taken_for_a_credential(key: IssuerKey) -> None:
    z = blind(key.public, MESSAGE, SALT, 7)
    honest = blind_sign(key, z)
    strange = IssuerKey.generate()
    while strange.n <= int.from_bytes(z, "big"):
        strange = IssuerKey.generate()
    by_another_key = int.from_bytes(blind_sign(strange, z), "big") % key.n
    changed = honest[:-1] + bytes([honest[-1] ^ 1])
    for answer in (by_another_key.to_bytes(384, "big"), changed, z):
        with pytest.raises(BadSignatureError, match="tell the returning officer"):
            finalize(key.public, MESSAGE, answer, 7)
    with pytest.raises(BadSignatureError):
        finalize(key.public, b"another message", honest, 7)
    with pytest.raises(BadSignatureError):
        finalize(key.public, MESSAGE, honest, 8)


def test_an_answer_of_the_wrong_form_is_refused(key: IssuerKey) -> None:
    for answer in (b"", bytes(384), bytes(383), b"\x00" * 384 + b"\x01", b"\xff" * 384):
        with pytest.raises(EncodingError):
            finalize(key.public, MESSAGE, answer, 7)


def test_the_encoding_needs_room_for_hash_and_salt() -> None:
    # emLen must be at least hLen + sLen + 2: RFC 8017, 9.1.1, step 3
    assert len(pss_encode(MESSAGE, SALT, 8 * 98)) == 98
    with pytest.raises(EncodingError, match="too few"):
        pss_encode(MESSAGE, SALT, 8 * 97)
