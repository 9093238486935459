"""Zip files that are not of the one form: each trick is caught by unpacking, and none of them raises."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballots.evidence import CHECK_NAMES, Outcome, Overall, files, verify_evidence
from ballots.evidence.archive import Member, write_archive
from tests.attacks.forger import Forger
from tests.attacks.insider import EVERYBODY, honest, verdict_on, zip_of
from tests.attacks.zip_tricks import TRICKS, good, patched, with_zipfile, wrong_crc


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_with_the_zip_file_is_caught_by_unpacking(name: str) -> None:
    make, said = TRICKS[name]
    verdict = verdict_on(make())
    assert verdict.failed == ("unpacking",)
    assert re.search(said, verdict.checks[0].compared)
    assert [check.outcome for check in verdict.checks[1:]] == [Outcome.NOT_REACHED] * (
        len(CHECK_NAMES) - 1
    )
    assert verdict.overall is Overall.FAILED


def test_a_wrong_crc_is_caught_when_the_file_is_read() -> None:
    assert verdict_on(wrong_crc()).failed[0] == "inventory"


def test_files_in_another_order_are_caught_by_inventory() -> None:
    contents = dict(honest()[2])
    stream = io.BytesIO()
    members = [
        Member(name, len(data), zlib.crc32(data), lambda data=data: (data,))
        for name, data in sorted(contents.items())
    ]
    write_archive(stream, members)
    verdict = verdict_on(stream.getvalue())
    assert verdict.failed == ("inventory",)
    assert "order" in next(c.compared for c in verdict.checks if c.name == "inventory")


def test_a_file_larger_than_its_kind_may_be_is_caught_by_inventory() -> None:
    contents = dict(honest()[2])
    contents[files.OPENING_SEED] = b"{" + b" " * 2000 + b"}"
    assert "inventory" in verdict_on(zip_of(contents)).failed


def test_a_file_that_the_inventory_lists_otherwise_is_caught_by_inventory() -> None:
    contents = dict(honest()[2])
    contents[files.REASONS] = contents[files.REASONS].replace(b"meeting", b"MEETING")
    assert verdict_on(zip_of(contents)).failed == ("inventory", "reasons")


def test_another_library_that_is_told_the_form_writes_the_same_bytes() -> None:
    assert with_zipfile(lambda archive: None) == good()


def test_the_archive_is_a_zip_file_to_every_other_program() -> None:
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == set(honest()[2])
        for name, contents in honest()[2].items():
            assert archive.read(name) == contents


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_change_of_bytes_makes_a_verification_raise_or_succeed(data: st.DataObject) -> None:
    whole = good()
    at = data.draw(st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(["flip", "drop", "insert", "cut", "zeros"]))
    if kind == "flip":
        changed = patched(whole, at, bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]))
    elif kind == "drop":
        changed = whole[:at] + whole[at + data.draw(st.integers(1, 64)) :]
    elif kind == "insert":
        changed = whole[:at] + data.draw(st.binary(min_size=1, max_size=64)) + whole[at:]
    elif kind == "cut":
        changed = whole[:at]
    else:
        changed = patched(whole, at, bytes(min(64, len(whole) - at)))
    if changed != whole:
        assert verdict_on(changed).overall is Overall.FAILED


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_contents_of_any_file_make_a_verification_raise_or_succeed(data: st.DataObject) -> None:
    # Resealed by everybody, so that the readers behind the inventory meet the bytes.
    attack = Forger(EVERYBODY)
    names = sorted(set(honest()[2]) - {files.INVENTORY, files.DECLARATION})
    name = data.draw(st.sampled_from(names))
    contents = honest()[2][name]
    at = data.draw(st.integers(0, len(contents) - 1))
    new = data.draw(
        st.one_of(
            st.binary(max_size=200),
            st.sampled_from([b"[" * 100_000, b"1" * 10_000, b"null", b"{}", b'"\\ud800"', b"\xff"]),
            st.binary(min_size=1, max_size=8).map(
                lambda b: contents[:at] + b + contents[at + len(b) :]
            ),
        )
    )
    attack.changed[name] = lambda _: new
    verdict = verdict_on(attack.forge())
    assert [check.name for check in verdict.checks] == list(CHECK_NAMES)
    if new != contents:
        assert verdict.overall is Overall.FAILED


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_at_all_make_a_verification_raise(data: bytes) -> None:
    assert verify_evidence(io.BytesIO(data)).overall is Overall.FAILED
