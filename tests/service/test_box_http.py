"""The ballot box's door: what it takes, what it refuses and how it says so."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from ballots.acts import Cancel, Extend
from ballots.cast import LONGEST_CAST, read_cast, write_cast
from ballots.checkpoint import verify_checkpoint
from ballots.encoding import from_base64url, to_base64url
from ballots.leaves import ActLeaf, BallotLeaf, CloseLeaf, decode_leaf, hash_of
from ballots.log import leaf_hash, root_of, verify_inclusion
from ballots.manifest import ack_message
from ballots.plaintext import Choice
from ballots.receipt import Receipt, check_kept, check_receipt
from ballots.signing import verify
from ballots.tiles import bundles_of, read_bundle
from tests.ballots.elections import ELECTION, an_act, by_officers, key_of
from tests.service.databases import postgresql_database
from tests.service.rooms import (
    CLOSES,
    GRACE,
    OPENS,
    FrozenElection,
    House,
    a_house,
    freeze,
    problem_of,
    submission,
)

BASE = f"/box/api/v1/elections/{ELECTION}"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def election(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FrozenElection]:
    """An open election with twenty members, used by all tests that do not end it."""
    data = tmp_path_factory.mktemp("house")
    urls: Iterator[dict[str, str]] = (
        iter([{}])
        if request.param == "sqlite"
        else ({"box_url": url} for url in postgresql_database())
    )
    for url in urls:
        with a_house(data, urls=url) as house:
            found = freeze(house, 20)
            house.clock.now = OPENS
            yield found


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrozenElection]:
    """An election of the test's own, before the opening."""
    with a_house(tmp_path_factory.mktemp("house")) as house:
        yield freeze(house, 6, pool=1)


def test_a_cast_gets_a_receipt_that_holds_and_the_same_cast_the_same_receipt(
    election: FrozenElection,
) -> None:
    body = election.a_cast("M1")
    first = election.cast(body)
    assert first.status_code == 200, first.text
    assert set(first.json()) == {"c", "promise"}
    receipt = Receipt(
        from_base64url(first.json()["c"], 32), from_base64url(first.json()["promise"], 64)
    )
    manifest = election.manifest
    check_receipt(manifest.promise_key, manifest.mh, receipt)
    cast = read_cast(body)
    check_kept(receipt, hash_of(cast.leaf), cast.nonce)
    assert election.cast(body).json() == first.json()
    spaced = json.dumps(json.loads(body), indent=3)  # white space says nothing
    assert election.cast(spaced.encode()).json() == first.json()


def test_identical_casts_side_by_side_all_get_the_one_receipt(election: FrozenElection) -> None:
    body = election.a_cast("M2")
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(election.cast(body))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


def test_a_wrong_number_is_refused_with_the_last_one(election: FrozenElection) -> None:
    device = election.device("M3")
    election.draw(election.sign_in("M3"), device)
    first, second, third = (write_cast(device.cast(Choice((n,)))) for n in (1, 2, 3))
    assert problem_of(election.cast(second), 409, "sequence")["last_seq"] == 0
    assert election.cast(first).status_code == 200
    assert problem_of(election.cast(third), 409, "sequence")["last_seq"] == 1
    assert election.cast(second).status_code == 200
    again = election.device("M3")  # the device has forgotten what it cast: another ballot 1
    election.draw(election.sign_in("M3"), again)
    other = write_cast(again.cast(Choice((4,))))
    assert problem_of(election.cast(other), 409, "sequence")["last_seq"] == 2
    assert election.cast(first).status_code == 200  # but the old one gets its old receipt


def _routes(house: House) -> list[tuple[str, str]]:
    found = house.anybody.get("/box/api/v1/openapi.json").json()
    return [
        (method.upper(), "/box" + path.replace("{election}", ELECTION).replace("{path}", "0/000"))
        for path, methods in found["paths"].items()
        for method in methods
    ]


IDENTITIES = (
    {"Cookie": "omov_roll=abc"},
    {"cookie": "x"},
    {"Authorization": "Bearer abc"},
    {"AUTHORIZATION": ""},
    {"Proxy-Authorization": "Basic abc"},
)


def test_whoever_says_who_they_are_is_refused_on_every_route(election: FrozenElection) -> None:
    body = election.a_cast("M4")
    routes = [*_routes(election.house), ("GET", "/box/nothing"), ("GET", "/box/api/v1/health")]
    assert len(routes) > 10
    for identity in IDENTITIES:
        for method, path in routes:
            answer = election.house.anybody.request(method, path, headers=identity, content=body)
            problem_of(answer, 400, "identified")
    # Nothing of it was taken.
    assert election.cast(body).status_code == 200


def test_no_answer_of_the_box_sets_a_cookie(election: FrozenElection) -> None:
    for method, path in _routes(election.house):
        answer = election.house.anybody.request(method, path, content=b"{}")
        assert "set-cookie" not in answer.headers


def _changed(**changes: object) -> Callable[[dict[str, object]], object]:
    return lambda body: {**body, **changes}


def _flipped(field: str) -> Callable[[dict[str, object]], object]:
    def change(body: dict[str, object]) -> object:
        data = bytearray(from_base64url(str(body[field])))
        data[len(data) // 2] ^= 1
        return {**body, field: to_base64url(bytes(data))}

    return change


def _text(change: Callable[[str], str]) -> Callable[[dict[str, object]], object]:
    return lambda body: change(json.dumps(body))


SMALL_ORDER = to_base64url(bytes([1]) + bytes(31))
NOT_ON_CURVE = to_base64url(bytes([2]) + bytes(31))
MALFORMED: dict[str, tuple[Callable[[dict[str, object]], object], int, str]] = {
    "nothing": (lambda _: "", 422, "encoding"),
    "not JSON": (lambda _: "ballot", 422, "encoding"),
    "a list": (lambda body: [body], 422, "encoding"),
    "not UTF-8": (lambda _: b"\xff\xfe", 422, "encoding"),
    "a field too many": (_changed(name="Ann"), 422, "encoding"),
    "a field too few": (lambda b: {k: v for k, v in b.items() if k != "nonce"}, 422, "encoding"),
    "a field twice": (_text(lambda t: t.replace('"seq": 1', '"seq": 1, "seq": 1')), 422, "encoding"),
    "number 0": (_changed(seq=0), 422, "encoding"),
    "a number below 0": (_changed(seq=-1), 422, "encoding"),
    "a number too large": (_changed(seq=2**32), 422, "encoding"),
    "a number with a point": (_text(lambda t: t.replace('"seq": 1', '"seq": 1.0')), 422, "encoding"),
    "a number in words": (_changed(seq="1"), 422, "encoding"),
    "a number that is true": (_changed(seq=True), 422, "encoding"),
    "another number than was signed": (_changed(seq=2), 403, "signature"),
    "another contest": (_changed(contest="motion-1"), 422, "ballot"),
    "an unknown contest": (_changed(contest="chair"), 422, "ballot"),
    "no contest": (_changed(contest=""), 422, "encoding"),
    "a contest with a NUL": (_changed(contest="a\0b"), 422, "encoding"),
    "a contest that is no text": (_changed(contest=None), 422, "encoding"),
    "a key too short": (_changed(ballot_pk=to_base64url(bytes(31))), 422, "encoding"),
    "a key of small order": (_changed(ballot_pk=SMALL_ORDER), 403, "signature"),
    "a key that is no point": (_changed(ballot_pk=NOT_ON_CURVE), 403, "signature"),
    "padding": (_text(lambda t: t.replace('", "seq"', '=", "seq"')), 422, "encoding"),
    "another alphabet": (_changed(nonce="+" * 43), 422, "encoding"),
    "a nonce too long": (_changed(nonce=to_base64url(bytes(33))), 422, "encoding"),
    "a credential too short": (_changed(credential=to_base64url(bytes(383))), 422, "encoding"),
    "a credential of zeros": (_changed(credential=to_base64url(bytes(384))), 403, "signature"),
    "a credential above the modulus": (
        _changed(credential=to_base64url(b"\xff" * 384)), 403, "signature",
    ),
    "a credential with one bit changed": (_flipped("credential"), 403, "signature"),
    "a sealed ballot too short": (_changed(sealed=to_base64url(bytes(8))), 422, "ballot"),
    "a sealed ballot with one bit changed": (_flipped("sealed"), 403, "signature"),
    "a signature with one bit changed": (_flipped("signature"), 403, "signature"),
    "a signature of zeros": (_changed(signature=to_base64url(bytes(64))), 403, "signature"),
    "a key that is not the credential's": (_flipped("ballot_pk"), 403, "signature"),
}  # fmt: skip


@pytest.fixture(scope="module")
def good(election: FrozenElection) -> bytes:
    return election.a_cast("M5")


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_cast_is_refused_by_name(
    election: FrozenElection, good: bytes, case: str
) -> None:
    change, status, code = MALFORMED[case]
    made = change(json.loads(good))
    body = made if isinstance(made, bytes) else made if isinstance(made, str) else json.dumps(made)
    answer = election.house.anybody.post(f"{BASE}/cast", content=body)
    found = problem_of(answer, status, code)
    for value in json.loads(good).values():
        # What was sent is not sent back.
        assert len(str(value)) < 20 or str(value) not in json.dumps(found)


def test_after_every_refusal_the_good_cast_is_still_number_one(
    election: FrozenElection, good: bytes
) -> None:
    assert election.cast(good).status_code == 200


def test_a_body_that_is_too_long_is_refused_unread(election: FrozenElection) -> None:
    answer = election.cast(b" " * (LONGEST_CAST + 1))
    problem_of(answer, 422, "encoding")
    problem_of(election.cast(b" " * 2_000_000), 413, "too-long")

    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield bytes(100_000)

    try:
        answer = election.house.anybody.post(f"{BASE}/leaves", content=endless())
    except httpx.TransportError:
        return  # the server hung up on it, as it may
    problem_of(answer, 413, "http")


def test_before_the_opening_and_after_the_grace_nothing_is_taken(own: FrozenElection) -> None:
    clock = own.house.clock
    clock.now = OPENS
    early, late, later = own.a_cast("M1"), own.a_cast("M2"), own.a_cast("M3")
    clock.now = OPENS - timedelta(seconds=1)
    assert "not begun" in str(problem_of(own.cast(early), 409, "closed")["detail"])
    clock.now = OPENS
    receipt = own.cast(early).json()
    clock.now = CLOSES + timedelta(seconds=GRACE - 1)
    assert own.cast(late).status_code == 200
    clock.now = CLOSES + timedelta(seconds=GRACE)
    assert "has ended" in str(problem_of(own.cast(later), 409, "closed")["detail"])
    # Whoever lost the answer can still ask for the receipt.
    assert own.cast(early).json() == receipt


def _close_roll(election: FrozenElection) -> str:
    answer = election.house.anybody.post(f"{election.roll}/close")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["leaf"])


def test_the_close_is_refused_out_of_order_and_then_ends_the_log(own: FrozenElection) -> None:
    door, clock = own.house.anybody, own.house.clock
    clock.now = OPENS
    bodies = [
        own.a_cast(f"M{n}", contest) for n in (1, 2, 3) for contest in ("executive", "motion-1")
    ]
    receipts = [own.cast(body).json() for body in bodies]
    problem_of(door.post(f"{BASE}/close"), 409, "closed")
    problem_of(door.get(f"{BASE}/close"), 409, "log-open")
    clock.now = CLOSES
    problem_of(door.post(f"{BASE}/close"), 409, "closed")  # the grace is running
    leaf = _close_roll(own)
    clock.now = CLOSES + timedelta(seconds=GRACE)
    assert "roll-close" in str(problem_of(door.post(f"{BASE}/close"), 422, "log")["detail"])
    size = door.post(f"{BASE}/leaves", json={"leaf": leaf}).json()["size"]
    assert door.post(f"{BASE}/leaves", json={"leaf": leaf}).json()["size"] == size  # once is enough
    closed = door.post(f"{BASE}/close")
    assert closed.status_code == 200, closed.text
    assert door.post(f"{BASE}/close").json() == closed.json()
    _check_closed_log(own, bodies, closed.json()["size"])
    extend = an_act(own.manifest, 1, Extend(CLOSES + timedelta(days=9)))
    act = ActLeaf(extend, by_officers(extend.message(), "ann", "bob")).encode()
    problem_of(door.post(f"{BASE}/leaves", json={"leaf": to_base64url(act)}), 422, "log")
    assert [own.cast(body).json() for body in bodies] == receipts


def _check_closed_log(own: FrozenElection, bodies: list[bytes], size: int) -> None:
    door, manifest = own.house.anybody, own.manifest
    checkpoint, _ = verify_checkpoint(door.get(f"{BASE}/checkpoint").content, manifest.log)
    assert checkpoint.size == size == len(bodies) + 3  # the manifest's, roll-close and close
    assert door.get(f"{BASE}/tiles").status_code == 200
    leaves: list[bytes] = []
    for tile in bundles_of(size):
        answer = door.get(f"{BASE}/{tile.path}")
        assert "immutable" in answer.headers["cache-control"]
        leaves += read_bundle(answer.content, tile.width)
    assert root_of(map(leaf_hash, leaves)) == checkpoint.root
    found = [decode_leaf(leaf) for leaf in leaves]
    assert {leaf for leaf in found if isinstance(leaf, BallotLeaf)} == {
        read_cast(body).leaf for body in bodies
    }
    closing = door.get(f"{BASE}/close").json()
    last = from_base64url(closing["leaf"])
    assert isinstance(decode_leaf(last), CloseLeaf)
    proof = [from_base64url(hash_, 32) for hash_ in closing["proof"]]
    verify_inclusion(leaf_hash(last), size - 1, size, proof, checkpoint.root)
    state = door.get(BASE).json()
    assert (state["phase"], state["size"]) == ("closed", size)
    assert state["contests"] == [
        {"id": "executive", "ballots": 3, "keys": 3}, {"id": "motion-1", "ballots": 3, "keys": 3},
    ]  # fmt: skip


def test_turnout_shows_nothing_before_a_batch(own: FrozenElection) -> None:
    own.house.clock.now = OPENS
    assert own.cast(own.a_cast("M1")).status_code == 200
    state = own.house.anybody.get(BASE).json()
    assert state["contests"][0] == {"id": "executive", "ballots": 0, "keys": 0}
    assert (state["phase"], state["size"], state["last_act"]) == ("open", 1, 0)
    assert state["mh"] == to_base64url(own.manifest.mh)


def test_acts_come_in_order_and_by_two(own: FrozenElection) -> None:
    door = own.house.anybody
    later = CLOSES + timedelta(days=1)
    extend, cancel = (
        an_act(own.manifest, 1, Extend(later)),
        an_act(own.manifest, 2, Cancel("motion-1")),
    )

    def sent(leaf: bytes) -> httpx.Response:
        return door.post(f"{BASE}/leaves", json={"leaf": to_base64url(leaf)})

    alone = ActLeaf(extend, by_officers(extend.message(), "ann")).encode()
    problem_of(sent(alone), 422, "bad-signature")
    second = ActLeaf(cancel, by_officers(cancel.message(), "ann", "bob")).encode()
    problem_of(sent(second), 422, "log")  # act 1 has not come yet
    first = ActLeaf(extend, by_officers(extend.message(), "ann", "bob")).encode()
    assert sent(first).json() == {"size": 2}
    assert sent(second).json() == {"size": 3}
    assert sent(first).json() == {"size": 3}
    state = door.get(BASE).json()
    assert state["closes"] == later.isoformat().replace("+00:00", "Z")
    assert state["last_act"] == 2
    own.house.clock.now = OPENS
    body = own.a_cast("M1", "motion-1")  # the roll office has not been told
    problem_of(own.cast(body), 422, "ballot")
    waiting = own.a_cast("M2")
    own.house.clock.now = later - timedelta(seconds=1)
    assert own.cast(waiting).status_code == 200


def test_only_documents_are_logged_on_request(own: FrozenElection) -> None:
    door = own.house.anybody
    own.house.clock.now = OPENS
    ballot = read_cast(own.a_cast("M1")).leaf.encode()
    problem_of(door.post(f"{BASE}/leaves", json={"leaf": to_base64url(ballot)}), 422, "box")
    for text in ("", "AA", "A===", "%", to_base64url(b"\0" * 70_000)):
        problem_of(door.post(f"{BASE}/leaves", json={"leaf": text}), 422, "encoding")
    problem_of(door.post(f"{BASE}/leaves", json={"leaf": 1}), 422, "malformed")
    problem_of(door.post(f"{BASE}/leaves", json={"leaf": "A" * 200_001}), 422, "malformed")
    assert door.get(BASE).json()["size"] == 1


def test_a_manifest_is_taken_from_its_office_only_and_once(own: FrozenElection) -> None:
    door, manifest = own.house.anybody, own.manifest
    again = door.post(BASE, json=submission(manifest))
    ack = from_base64url(again.json()["ack"], 64)
    verify(manifest.rooms.box, ack_message(manifest.mh, "box"), ack)
    other = replace(manifest, election=replace(manifest.election, title="Another"))
    problem_of(door.post(BASE, json=submission(other)), 409, "another-manifest")
    problem_of(door.post(BASE, json=submission(other, os.urandom(32))), 422, "bad-signature")
    problem_of(door.post(f"{BASE}-2", json=submission(manifest)), 422, "manifest")
    problem_of(door.get(f"{BASE}-2"), 404, "no-election")
    elsewhere = replace(
        manifest, promise_key=key_of("another box"), election=replace(manifest.election, id="e-2")
    )
    path = "/box/api/v1/elections/e-2"
    problem_of(door.post(path, json=submission(elsewhere)), 422, "manifest")
    changed = {**submission(manifest), "manifest": to_base64url(manifest.data + b" ")}
    problem_of(door.post(BASE, json=changed), 422, "manifest")
    assert door.get(f"{BASE}/manifest").content == manifest.data


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/box/api/v1/elections/nobody-knows-it", 404, "no-election"),
        ("POST", "/box/api/v1/elections/nobody-knows-it/cast", 404, "no-election"),
        ("GET", "/box/api/v1/elections/%00/checkpoint", 404, "http"),
        ("GET", f"{BASE}/tile/0/999", 404, "no-tile"),
        ("GET", f"{BASE}/tile/0/000.p/255", 404, "no-tile"),
        ("GET", f"{BASE}/tile/entries/x001/000", 404, "no-tile"),
        ("GET", f"{BASE}/tile/%2e%2e", 404, "no-tile"),
        ("GET", f"{BASE}/cast", 405, "http"),
        ("DELETE", BASE, 405, "http"),
        ("GET", "/box/nothing", 404, "http"),
    ],
)
def test_every_refusal_is_a_problem(
    election: FrozenElection, method: str, path: str, status: int, code: str
) -> None:
    problem_of(election.house.anybody.request(method, path), status, code)


def test_the_api_describes_itself(election: FrozenElection) -> None:
    found = election.house.anybody.get("/box/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.")
    assert "/api/v1/elections/{election}/cast" in found["paths"]
    assert election.house.anybody.get("/box/api/v1/health").json() == {"state": "well"}


def test_answers_carry_the_security_headers(election: FrozenElection) -> None:
    for path in (BASE, f"{BASE}/checkpoint", "/box/nothing"):
        headers = election.house.anybody.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
