"""Both ways with other people's implementations, in Node: blind signatures, sealing, shares.

Needs `node` and `npm ci` in tests/interop; skips, saying so, without them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ballots.blinding import blind, finalize
from ballots.credential import IssuerKey, blind_sign, credential_message, verify_credential
from ballots.derive import derive
from ballots.encoding import to_base64url
from ballots.errors import SealError
from ballots.seal import SealingKey, SealingPublicKey, open_sealed, seal, seal_info
from ballots.shares import combine, split

INTEROP = Path(__file__).resolve().parents[1] / "interop"
MH = bytes(range(32))
SEED = bytes(range(50, 82))
X_WING = json.loads((Path(__file__).parent / "x_wing_vectors.json").read_text("utf-8"))


def run_node(script: str, **request: object) -> subprocess.CompletedProcess[str]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: interoperation is not tested")
    if not (INTEROP / "node_modules").is_dir():
        pytest.skip("run `npm ci` in tests/interop: interoperation is not tested")
    return subprocess.run(
        [node, script],
        cwd=INTEROP,
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
    )


def ask(script: str, **request: object) -> Any:
    done = run_node(script, **request)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def key() -> IssuerKey:
    return IssuerKey.generate()


@pytest.fixture(scope="module")
def message(key: IssuerKey) -> bytes:
    return credential_message(MH, "chair", derive(SEED, MH, "chair", key.public).ballot_pk)


def b64(number: int) -> str:
    return to_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def public_jwk(key: IssuerKey) -> dict[str, str]:
    return {"kty": "RSA", "alg": "PS384", "n": b64(key.n), "e": b64(key.e)}


def private_jwk(key: IssuerKey) -> dict[str, str]:
    p, q, d = key.p, key.q, key.d
    parts = {"d": d, "p": p, "q": q, "dp": d % (p - 1), "dq": d % (q - 1), "qi": pow(q, -1, p)}
    return public_jwk(key) | {name: b64(number) for name, number in parts.items()}


def test_their_voter_draws_from_our_issuer(key: IssuerKey, message: bytes) -> None:
    jwk = public_jwk(key)
    drawn = ask("blindrsa.mjs", op="blind", jwk=jwk, message=message.hex())
    signed = blind_sign(key, bytes.fromhex(drawn["z"]))
    made = ask(
        "blindrsa.mjs",
        op="finalize",
        jwk=jwk,
        message=message.hex(),
        blind_signature=signed.hex(),
        inv=drawn["inv"],
    )
    verify_credential(key.public, message, bytes.fromhex(made["credential"]))


def test_our_voter_draws_from_their_issuer(key: IssuerKey, message: bytes) -> None:
    made = derive(SEED, MH, "chair", key.public)
    z = blind(key.public, message, made.pss_salt, made.blinding)
    signed = ask("blindrsa.mjs", op="sign", jwk=private_jwk(key), z=z.hex())["blind_signature"]
    assert signed == blind_sign(key, z).hex()
    finalize(key.public, message, bytes.fromhex(signed), made.blinding)


def test_their_check_takes_our_credential_and_no_other(key: IssuerKey, message: bytes) -> None:
    made = derive(SEED, MH, "chair", key.public)
    signed = blind_sign(key, blind(key.public, message, made.pss_salt, made.blinding))
    credential = finalize(key.public, message, signed, made.blinding)
    request = {"op": "verify", "jwk": public_jwk(key), "credential": credential.hex()}
    assert ask("blindrsa.mjs", message=message.hex(), **request) == {"valid": True}
    assert ask("blindrsa.mjs", message=(message + b".").hex(), **request) == {"valid": False}


@pytest.mark.parametrize("vector", X_WING, ids=["1", "2", "3"])
def test_their_x_wing_gives_the_vectors_that_ours_is_tested_with(vector: dict[str, str]) -> None:
    assert ask("hpke.mjs", op="public", seed=vector["sk"]) == {"public": vector["pk"]}
    request = {"public": vector["pk"], "eseed": vector["eseed"]}
    assert ask("hpke.mjs", op="encapsulate", **request) == {
        "enc": vector["ct"],
        "shared_secret": vector["ss"],
    }


def test_one_seed_gives_both_the_same_sealing_key() -> None:
    theirs = ask("hpke.mjs", op="public", seed=SEED.hex())["public"]
    assert SealingPublicKey(bytes.fromhex(theirs)) == SealingKey.from_seed(SEED).public


@pytest.mark.parametrize("plaintext", [b"", b"\x01\x00\x02\x00\x01", bytes(range(256))])
def test_what_they_seal_we_open(plaintext: bytes) -> None:
    key = SealingKey.from_seed(SEED)
    info = seal_info(MH, "cadair é", bytes(32))
    request = {"public": key.public.data.hex(), "plaintext": plaintext.hex()}
    sealed = bytes.fromhex(ask("hpke.mjs", op="seal", info=info.hex(), **request)["sealed"])
    assert open_sealed(key, info, sealed) == plaintext
    with pytest.raises(SealError):
        open_sealed(key, info + b".", sealed)


@pytest.mark.parametrize("plaintext", [b"", b"\x01\x00\x02\x00\x01", bytes(range(256))])
def test_what_we_seal_they_open(plaintext: bytes) -> None:
    info = seal_info(MH, "cadair é", bytes(32))
    sealed = seal(SealingKey.from_seed(SEED).public, info, plaintext)
    request = {"op": "open", "seed": SEED.hex(), "sealed": sealed.hex()}
    assert ask("hpke.mjs", info=info.hex(), **request) == {"plaintext": plaintext.hex()}
    assert run_node("hpke.mjs", info=(info + b".").hex(), **request).returncode != 0


def test_what_they_split_we_combine() -> None:
    dealt = ask("shamir.mjs", op="split", secret=SEED.hex(), shares=5, threshold=3)["shares"]
    raw = [bytes.fromhex(share) for share in dealt]
    assert combine(raw) == SEED
    assert combine([raw[4], raw[0], raw[2]]) == SEED


def test_what_we_split_they_combine() -> None:
    raw = split(SEED, 5, 3)
    for chosen in (raw, raw[2:], (raw[4], raw[1], raw[0])):
        shares = [share.hex() for share in chosen]
        assert ask("shamir.mjs", op="combine", shares=shares) == {"secret": SEED.hex()}
