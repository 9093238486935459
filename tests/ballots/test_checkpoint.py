"""Signed notes, checkpoints and cosignatures against other logs' vectors and the standards' texts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ballots.checkpoint import (
    Checkpoint,
    Cosigned,
    cosign,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from ballots.errors import BadSignatureError, BallotsError, LogError
from ballots.manifest import LogTerms
from ballots.notes import (
    COSIGNATURE_V1,
    ED25519,
    MOST_SIGNATURES,
    NoteSignature,
    key_id,
    parse_note,
    verifier_key,
)
from ballots.signing import public_key, sign, verify
from tests.ballots.elections import a_manifest, key_of, seed_of

# The note of the Go checksum database's own tests (golang.org/x/mod/sumdb/note).
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_KEY = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
GO_NOTE = (GO_TEXT + "\n" + GO_LINE).encode()

ROOT = hashlib.sha256(b"root").digest()
LOG = a_manifest(needed=2).log
CHECKPOINT = Checkpoint(LOG.origin, 1234, ROOT)
TIME = 1_800_000_000
A, B = "witness.example.org/a", "witness.example.org/b"


def signed() -> bytes:
    note = sign_checkpoint(CHECKPOINT, seed_of("log"))
    note = cosign(note, A, seed_of("witness a"), TIME)
    return cosign(note, B, seed_of("witness b"), TIME + 1).encode()


def test_the_note_of_the_go_checksum_database_parses_verifies_and_is_reproduced() -> None:
    note = parse_note(GO_NOTE)
    assert note.text == GO_TEXT
    assert note.encode() == GO_NOTE
    line = note.by("PeterNeumann", key_id("PeterNeumann", ED25519, GO_KEY))
    assert line is not None
    verify(GO_KEY, GO_TEXT.encode(), line.signature)
    assert public_key(GO_SEED) == GO_KEY
    own = NoteSignature("PeterNeumann", line.key_id, sign(GO_SEED, GO_TEXT.encode()))
    assert own.line() == GO_LINE


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        # a witness's key (type 4), from another project's worked example
        "witness.example.org/w1+257cc7f1+BGG3op9v3HIXXDPBmFc/0CioJHhGCXc+pyvvFPlBZdYO",
    ],
)
def test_key_ids_are_those_of_other_logs(key: str) -> None:
    name, id_, encoded = key.split("+", 2)
    data = base64.b64decode(encoded)
    assert key_id(name, data[0], data[1:]).hex() == id_
    assert verifier_key(name, data[0], data[1:]) == key


def test_a_checkpoint_is_three_lines_and_the_signature_of_the_log() -> None:
    text = f"votes.example.org/2027\n1234\n{base64.b64encode(ROOT).decode()}\n"
    log_key = Ed25519PrivateKey.from_private_bytes(seed_of("log"))
    digest = hashlib.sha256(b"votes.example.org/2027\n\x01" + key_of("log")).digest()
    blob = base64.b64encode(digest[:4] + log_key.sign(text.encode())).decode()
    wanted = f"{text}\n— votes.example.org/2027 {blob}\n"
    assert sign_checkpoint(CHECKPOINT, seed_of("log")).encode() == wanted.encode()


def test_a_cosignature_is_the_one_of_the_standard() -> None:
    note = sign_checkpoint(CHECKPOINT, seed_of("log"))
    line = cosign(note, A, seed_of("witness a"), TIME).signatures[-1]
    message = f"cosignature/v1\ntime 1800000000\n{note.text}".encode()
    key = Ed25519PrivateKey.from_private_bytes(seed_of("witness a"))
    digest = hashlib.sha256(A.encode() + b"\n\x04" + key_of("witness a")).digest()
    assert line.key_id == digest[:4]
    assert line.signature == (1_800_000_000).to_bytes(8, "big") + key.sign(message)


def test_a_checkpoint_with_enough_witnesses_is_believed() -> None:
    checkpoint, cosigned = verify_checkpoint(signed(), LOG)
    assert checkpoint == CHECKPOINT
    assert cosigned == (Cosigned(A, TIME), Cosigned(B, TIME + 1))
    instant = cosigned[0].instant
    assert instant is not None
    assert instant.isoformat() == "2027-01-15T08:00:00+00:00"
    assert Cosigned(A, 2**63 - 1).instant is None


def test_lines_of_unknown_keys_are_ignored() -> None:
    stranger = cosign(parse_note(signed()), "someone.example", seed_of("someone"), TIME)
    assert verify_checkpoint(stranger.encode(), LOG)[0] == CHECKPOINT
    impostor = cosign(sign_checkpoint(CHECKPOINT, seed_of("log")), A, seed_of("impostor"), TIME)
    with pytest.raises(LogError, match="0 of the 2 witnesses"):
        verify_checkpoint(impostor.encode(), LOG)


def test_too_few_witnesses_are_not_enough() -> None:
    note = cosign(sign_checkpoint(CHECKPOINT, seed_of("log")), A, seed_of("witness a"), TIME)
    with pytest.raises(LogError, match="1 of the 2 witnesses"):
        verify_checkpoint(note.encode(), LOG)
    assert verify_checkpoint(note.encode(), replace(LOG, needed=1))[1] == (Cosigned(A, TIME),)


def with_line(at: int, change: Callable[[NoteSignature], NoteSignature]) -> bytes:
    note = parse_note(signed())
    lines = list(note.signatures)
    lines[at] = change(lines[at])
    return replace(note, signatures=tuple(lines)).encode()


@pytest.mark.parametrize(
    ("at", "change"),
    [
        (0, lambda line: replace(line, signature=bytes(64))),
        (0, lambda line: replace(line, signature=line.signature[:-1])),
        (0, lambda line: replace(line, key_id=b"none")),
        (0, lambda line: replace(line, name="other")),
        (1, lambda line: replace(line, signature=line.signature[8:])),
        (1, lambda line: replace(line, signature=bytes(8) + line.signature[8:])),
        (1, lambda line: replace(line, signature=b"\xff" * 8 + line.signature[8:])),
    ],
)
def test_a_line_of_a_known_key_that_does_not_hold_spoils_the_note(
    at: int, change: Callable[[NoteSignature], NoteSignature]
) -> None:
    with pytest.raises(BadSignatureError):
        verify_checkpoint(with_line(at, change), LOG)


def test_a_checkpoint_of_another_log_or_another_size_is_refused() -> None:
    other = replace(LOG, origin="elsewhere.example")
    with pytest.raises(LogError, match="elsewhere"):
        verify_checkpoint(signed(), other)
    with pytest.raises(BadSignatureError):
        verify_checkpoint(signed().replace(b"\n1234\n", b"\n1235\n"), LOG)
    wrong_key = LogTerms(LOG.origin, key_of("another"), LOG.witnesses, 2)
    with pytest.raises(BadSignatureError, match="not signed by the log"):
        verify_checkpoint(signed(), wrong_key)


@pytest.mark.parametrize(
    "text",
    [
        "", "a\n", "a\n1\n", "\n1\nAA==\n",
        "a\n01\n" + base64.b64encode(ROOT).decode() + "\n",
        "a\n-1\n" + base64.b64encode(ROOT).decode() + "\n",
        "a\n+1\n" + base64.b64encode(ROOT).decode() + "\n",
        "a\n\n" + base64.b64encode(ROOT).decode() + "\n",
        "a\n" + "9" * 20 + "\n" + base64.b64encode(ROOT).decode() + "\n",
        "a\n1\n" + base64.b64encode(ROOT[:-1]).decode() + "\n",
        "a\n1\n" + base64.b64encode(ROOT).decode()[:-1] + "\n",
        "a\n1\n" + base64.b64encode(ROOT).decode() + "\nextension\n",
        "a\n1\n" + base64.b64encode(ROOT).decode(),
    ],
)  # fmt: skip
def test_anything_but_three_lines_is_no_checkpoint(text: str) -> None:
    with pytest.raises(LogError):
        parse_checkpoint(text)


def test_an_empty_log_has_a_checkpoint_of_size_0() -> None:
    checkpoint = Checkpoint("a", 0, hashlib.sha256(b"").digest())
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GO_TEXT.encode(),
        GO_TEXT.encode() + b"\n",
        GO_NOTE[:-1],
        b"\x01" + GO_NOTE,
        b"\xff" + GO_NOTE,
        GO_NOTE.replace(b"\n", b"\r\n"),
        GO_NOTE.replace(b"PeterNeumann", b"Peter Neumann"),
        GO_NOTE.replace(b"PeterNeumann", "Peter\u2003Neumann".encode()),
        GO_NOTE.replace(b"PeterNeumann", b"Peter+Neumann"),
        GO_NOTE.replace("— ".encode(), b"- "),
        GO_NOTE.replace(b"=\n", b"\n"),
        GO_NOTE.replace(b"AM=\n", b"AN=\n"),
        GO_NOTE + b"Unexpected line.\n",
        GO_NOTE + GO_LINE.encode(),
        GO_TEXT.encode() + "\n— a AAAA\n".encode(),
        GO_TEXT.encode() + "\n— a AAAAAA==\n".encode(),
        b"a" * 70_000 + GO_NOTE,
        GO_TEXT.encode()
        + b"\n"
        + "".join(
            NoteSignature(f"n{i}", b"abcd", b"x").line() for i in range(MOST_SIGNATURES + 1)
        ).encode(),
    ],
)
def test_anything_else_is_no_note(data: bytes) -> None:
    with pytest.raises(LogError):
        parse_note(data)


def test_a_note_may_hold_empty_lines_and_sixteen_signatures() -> None:
    lines = "".join(NoteSignature(f"n{i}", b"abcd", b"x").line() for i in range(16))
    data = f"one\n\n\ntwo\n\n{lines}".encode()
    assert parse_note(data).text == "one\n\n\ntwo\n"
    assert parse_note(data).encode() == data


@given(st.data())
def test_a_damaged_note_is_refused_or_reads_as_itself(data: st.DataObject) -> None:
    good = signed()
    at = data.draw(st.integers(0, len(good) - 1))
    damaged = (
        good[:at] + data.draw(st.binary(max_size=2)) + good[at + data.draw(st.integers(0, 2)) :]
    )
    try:
        note = parse_note(damaged)
    except BallotsError:
        return
    assert note.encode() == damaged
    try:
        checkpoint, _ = verify_checkpoint(damaged, LOG)
    except BallotsError:
        return
    assert checkpoint == CHECKPOINT


@given(st.text(max_size=60))
def test_a_text_that_is_read_as_a_checkpoint_is_written_the_same(text: str) -> None:
    try:
        checkpoint = parse_checkpoint(text)
    except LogError:
        return
    assert checkpoint.text() == text


def test_the_type_numbers_are_those_of_the_standard() -> None:
    assert (ED25519, COSIGNATURE_V1) == (1, 4)
