"""The roll office's door: rolls come in whole or not at all, members sign in, papers are drawn once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from ballots.acts import Cancel, Extend, Reissue
from ballots.encoding import from_base64url, to_base64url
from ballots.leaves import ActLeaf, RollCloseLeaf, decode_leaf
from ballots.log import verify_inclusion
from ballots.manifest import ack_message
from ballots.roll import grant_message
from ballots.signing import verify
from service.documents import write_document, write_pass
from tests.ballots.elections import ELECTION, an_act, by_officers, seed_of
from tests.service.databases import postgresql_database
from tests.service.rooms import (
    CLOSES,
    OFFICE_SEED,
    OPENS,
    FrozenElection,
    House,
    a_house,
    freeze,
    import_roll,
    links_of,
    manifest_for,
    officer_pass,
    prepare,
    problem_of,
    put_issuer_keys,
    question,
    roll_file,
    submission,
)

BASE = f"/roll/api/v1/elections/{ELECTION}"


def houses(kind: str, factory: pytest.TempPathFactory) -> Iterator[House]:
    """Roll and box, the roll in a database of this kind."""
    urls: Iterator[dict[str, str]] = (
        iter([{}]) if kind == "sqlite" else ({"roll_url": url} for url in postgresql_database())
    )
    for url in urls:
        with a_house(factory.mktemp("house"), urls=url) as house:
            yield house


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def election(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FrozenElection]:
    """An open election of twenty members, for tests that do not end it."""
    for house in houses(request.param, tmp_path_factory):
        found = freeze(house, 20)
        house.clock.now = OPENS
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Rooms of the test's own, with nothing in them."""
    yield from houses(request.param, tmp_path_factory)


def draw_body(election: FrozenElection, name: str, contest: str = "executive") -> dict[str, str]:
    return {"contest": contest, "z": to_base64url(election.device(name, contest).request())}


# Preparing and freezing


def test_an_election_is_prepared_again_until_it_is_frozen_and_never_after(house: House) -> None:
    put_issuer_keys(house)
    door = house.anybody
    document = write_document(OFFICE_SEED, "prepare", question())
    problem_of(door.get(BASE), 404, "no-election")
    problem_of(door.post(f"{BASE}/prepare", json=document), 409, "no-roll")
    import_roll(house, roll_file(4))
    first = prepare(house)
    assert first["contests"] != []
    import_roll(house, roll_file(3))
    stale = manifest_for(house, first)
    problem_of(door.post(BASE, json=submission(stale)), 409, "not-prepared")
    second = prepare(house)
    problem_of(door.post(BASE, json=submission(stale)), 422, "manifest")
    problem_of(door.post(f"{BASE}/links", headers=officer_pass(house, "links")), 409, "not-frozen")
    manifest = manifest_for(house, second)
    answer = door.post(BASE, json=submission(manifest))
    ack = from_base64url(answer.json()["ack"], 64)
    verify(manifest.rooms.roll, ack_message(manifest.mh, "roll"), ack)
    assert door.post(BASE, json=submission(manifest)).json() == answer.json()
    other = replace(manifest, election=replace(manifest.election, title="Another"))
    problem_of(door.post(BASE, json=submission(other)), 409, "another-manifest")
    problem_of(door.post(f"{BASE}/prepare", json=document), 409, "frozen")
    problem_of(import_roll(house, roll_file(9)), 409, "frozen")
    described = door.get(BASE).json()
    assert described["roll_root"] == to_base64url(manifest.roll_root)
    assert described["contests"] == [
        {"id": "executive", "entitled": 3}, {"id": "motion-1", "entitled": 3},
    ]  # fmt: skip


def test_a_manifest_that_contradicts_the_roll_is_refused(house: House) -> None:
    put_issuer_keys(house)
    import_roll(house, roll_file(4))
    good = manifest_for(house, prepare(house))
    first, second = good.contests
    for wrong in (
        replace(good, contests=(replace(first, entitled=5), second)),
        replace(good, roll_root=bytes(32)),
        replace(good, rooms=replace(good.rooms, roll=good.rooms.roll[::-1])),
    ):
        problem_of(house.anybody.post(BASE, json=submission(wrong)), 422, "manifest")
    forged = submission(good, seed_of("nobody"))
    problem_of(house.anybody.post(BASE, json=forged), 422, "bad-signature")
    problem_of(house.anybody.post(f"{BASE}-2", json=submission(good)), 409, "not-prepared")


def test_only_the_office_prepares(house: House) -> None:
    door = house.anybody
    import_roll(house, roll_file(4))
    forged = write_document(seed_of("nobody"), "prepare", question())
    problem_of(door.post(f"{BASE}/prepare", json=forged), 422, "bad-signature")
    renamed = write_document(OFFICE_SEED, "prepared", question())
    problem_of(door.post(f"{BASE}/prepare", json=renamed), 422, "bad-signature")
    other = write_document(OFFICE_SEED, "prepare", question("other-2027"))
    problem_of(door.post(f"{BASE}/prepare", json=other), 422, "prepare")
    bad = write_document(OFFICE_SEED, "prepare", question(eligible="status = paid"))
    problem_of(door.post(f"{BASE}/prepare", json=bad), 422, "roll")
    unread = write_document(OFFICE_SEED, "prepare", question(eligible="joined <= 2027-01-01"))
    found = problem_of(door.post(f"{BASE}/prepare", json=unread), 422, "roll-cell")
    assert "member M1" in str(found["detail"])


# Passes


def test_what_officers_do_needs_a_pass_for_just_that(house: House) -> None:
    path = f"{BASE}/rolls/members"

    def sent(value: str | None) -> httpx.Response:
        headers = {} if value is None else {"Omov-Pass": value}
        return house.anybody.post(path, content=roll_file(2), headers=headers)

    now = house.clock()
    good = write_pass(OFFICE_SEED, ELECTION, "roll-import", "ann", now)
    problem_of(sent(None), 401, "no-pass")
    problem_of(sent(""), 401, "no-pass")
    for wrong in (
        "x",
        good[:-4],
        write_pass(seed_of("nobody"), ELECTION, "roll-import", "ann", now),
        write_pass(OFFICE_SEED, ELECTION, "links", "ann", now),
        write_pass(OFFICE_SEED, "other-2027", "roll-import", "ann", now),
    ):
        problem_of(sent(wrong), 403, "pass")
    house.clock.now = now + timedelta(seconds=299)
    assert sent(good).status_code == 200
    house.clock.now = now + timedelta(seconds=300)
    problem_of(sent(good), 401, "pass-ended")
    for action, purpose in (("links", "links"), ("reissues", "reissue"), ("on-paper", "on-paper")):
        form = {"number": "M1", "contest": "executive", "endorsements": []}
        if purpose == "on-paper":
            del form["endorsements"]
        answer = house.anybody.post(f"{BASE}/{action}", json=form)
        problem_of(answer, 401, "no-pass")


# Signing in


def test_a_member_signs_in_sees_their_contests_and_signs_out(election: FrozenElection) -> None:
    client = election.sign_in("M1")
    me = client.get(f"{BASE}/me").json()
    assert me["name"] == "Member 1"
    assert me["contests"] == [
        {"id": id_, "state": "not-drawn", "may_draw": True} for id_ in ("executive", "motion-1")
    ]
    assert client.post(f"{BASE}/sign-out").json() == {"done": True}
    problem_of(client.get(f"{BASE}/me"), 401, "session")


def test_the_session_cookie_is_the_roll_offices_alone(election: FrozenElection) -> None:
    form = {"link": election.links["M2"], "number": " m2 "}  # spaces and case aside
    answer = election.house.client().post(f"{BASE}/sign-in", json=form)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("omov_roll=")
    for part in ("HttpOnly", "Path=/roll", "SameSite=strict"):
        assert part in cookie
    assert "Max-Age" not in cookie
    assert answer.json() == {"done": True}


def test_wrong_links_and_numbers_are_refused_without_saying_who_it_is(
    election: FrozenElection,
) -> None:
    good = election.links["M3"]
    id_, secret = good.split(".")
    other = election.links["M4"].split(".")[1]
    for link in ("", "x", id_, f"{id_}.", f"{id_}.{other}", f".{secret}", f"{id_}.{secret}=", "é"):
        answer = election.house.client().post(
            f"{BASE}/sign-in", json={"link": link, "number": "M3"}
        )
        problem_of(answer, 401, "link")
    wrong = election.house.client().post(f"{BASE}/sign-in", json={"link": good, "number": "M4"})
    found = problem_of(wrong, 401, "number")
    assert "Member" not in str(found["detail"])
    unknown = election.house.client().post(f"{BASE}-2/sign-in", json={"link": good, "number": "M3"})
    problem_of(unknown, 404, "no-election")
    long = election.house.client().post(f"{BASE}/sign-in", json={"link": "a" * 201, "number": "1"})
    assert "a" * 201 not in str(problem_of(long, 422, "malformed"))


def test_a_session_ends_after_an_hour_or_so(house: House) -> None:
    election = freeze(house, 3)
    client = election.sign_in("M1")
    began = house.clock.now
    house.clock.now = began + timedelta(minutes=59)
    assert client.get(f"{BASE}/me").status_code == 200
    house.clock.now = began + timedelta(minutes=76)
    problem_of(client.get(f"{BASE}/me"), 401, "session")
    problem_of(client.post(f"{BASE}/draw", json=draw_body(election, "M1")), 401, "session")
    for cookie in ("omov_roll=", "omov_roll=x", f"omov_roll={to_base64url(bytes(32))}"):
        answer = house.client().get(f"{BASE}/me", headers={"Cookie": cookie})
        problem_of(answer, 401, "session")


def test_guessing_numbers_meets_a_growing_wait_and_the_right_one_waits_too(house: House) -> None:
    election = freeze(house, 3)
    door = house.client()

    def sent(number: str) -> httpx.Response:
        form = {"link": election.links["M1"], "number": number}
        return door.post(f"{BASE}/sign-in", json=form)

    for number in range(5):
        problem_of(sent(f"X{number}"), 401, "number")
    waits = []
    for _ in range(3):
        answer = sent("M1")
        found = problem_of(answer, 429, "too-many")
        seconds = int(answer.headers["retry-after"])
        assert found["retry_after"] == seconds
        waits.append(seconds)
        house.clock.now += timedelta(seconds=seconds)
        problem_of(sent("X"), 401, "number")
    assert waits == sorted(waits) and waits[0] >= 5 and waits[2] > waits[0]
    # Somebody else is not kept waiting, and after the wait the right number gets in.
    assert election.sign_in("M2").get(f"{BASE}/me").status_code == 200
    house.clock.now += timedelta(seconds=900)
    assert sent("M1").status_code == 200
    problem_of(sent("X"), 401, "number")  # and the count begins anew


def test_new_links_stop_the_old_ones(house: House) -> None:
    election = freeze(house, 3)
    old = election.links["M1"]
    new = links_of(house)["M1"]
    door = house.client()
    problem_of(door.post(f"{BASE}/sign-in", json={"link": old, "number": "M1"}), 401, "link")
    assert door.post(f"{BASE}/sign-in", json={"link": new, "number": "M1"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_another_sites_page_changes_nothing(
    election: FrozenElection, headers: dict[str, str]
) -> None:
    client = election.sign_in("M5")
    form = {"link": election.links["M5"], "number": "M5"}
    for path, body in (
        ("sign-in", form),
        ("draw", draw_body(election, "M5")),
        ("sign-out", {}),
    ):
        answer = client.post(f"{BASE}/{path}", json=body, headers=headers)
        problem_of(answer, 403, "cross-site")
    assert client.get(f"{BASE}/me").json()["contests"][0]["state"] == "not-drawn"


def test_members_can_prove_their_rows_to_themselves(election: FrozenElection) -> None:
    leaves = set()
    for member in ("M6", "M7"):
        proof = election.sign_in(member).get(f"{BASE}/me/row").json()
        hashes = [from_base64url(hash_, 32) for hash_ in proof["proof"]]
        leaf = from_base64url(proof["leaf_hash"], 32)
        root = election.manifest.roll_root
        verify_inclusion(leaf, proof["index"], proof["size"], hashes, root)
        leaves.add(leaf)
    assert len(leaves) == 2


# Drawing


def test_the_same_request_is_signed_again_and_another_is_refused(election: FrozenElection) -> None:
    client = election.sign_in("M7")
    body = draw_body(election, "M7")
    first = client.post(f"{BASE}/draw", json=body)
    assert client.post(f"{BASE}/draw", json=body).json() == first.json()
    other = draw_body(election, "M7 with another device")
    problem_of(client.post(f"{BASE}/draw", json=other), 409, "already-drawn")
    election.device("M7").take(from_base64url(first.json()["signature"], 384))
    states = {c["id"]: c for c in client.get(f"{BASE}/me").json()["contests"]}
    assert states["executive"] == {"id": "executive", "state": "drawn", "may_draw": False}
    assert states["motion-1"]["state"] == "not-drawn"
    assert client.post(f"{BASE}/draw", json=draw_body(election, "M7", "motion-1")).is_success


def test_many_draws_at_once_sign_one_request_only(election: FrozenElection) -> None:
    client = election.sign_in("M8")
    bodies = [draw_body(election, f"M8 device {n % 3}") for n in range(9)]
    answers: list[tuple[str, httpx.Response]] = []

    def send(body: dict[str, str]) -> None:
        answers.append((body["z"], client.post(f"{BASE}/draw", json=body)))

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signed = {z for z, answer in answers if answer.status_code == 200}
    assert len(signed) == 1
    for z, answer in answers:
        if z not in signed:
            problem_of(answer, 409, "already-drawn")
        else:
            assert answer.status_code == 200, answer.text


def test_values_that_are_none_are_refused_and_use_up_nothing(election: FrozenElection) -> None:
    client = election.sign_in("M9")
    n = election.manifest.contest("executive").issuer
    assert n is not None
    size = 384
    for z in (b"", bytes(size), b"\1" * 383, b"\1" * 385, n.n_bytes, b"\xff" * size):
        body = {"contest": "executive", "z": to_base64url(z)}
        problem_of(client.post(f"{BASE}/draw", json=body), 422, "encoding")
    for z_text in ("=", "a b", "é" * 512):
        body = {"contest": "executive", "z": z_text}
        problem_of(client.post(f"{BASE}/draw", json=body), 422, "encoding")
    for contest in ("chair", "", "a\0b"):
        body = {**draw_body(election, "M9"), "contest": contest}
        problem_of(client.post(f"{BASE}/draw", json=body), 403, "not-entitled")
    problem_of(client.post(f"{BASE}/draw", json={"contest": "executive"}), 422, "malformed")
    assert client.post(f"{BASE}/draw", json=draw_body(election, "M9")).is_success


def test_nobody_draws_before_the_opening_or_after_the_close(house: House) -> None:
    election = freeze(house, 3)
    house.clock.now = OPENS - timedelta(seconds=1)
    client = election.sign_in("M1")
    problem_of(client.post(f"{BASE}/draw", json=draw_body(election, "M1")), 409, "closed")
    assert client.get(f"{BASE}/me").json()["contests"][0]["may_draw"] is False
    house.clock.now = CLOSES - timedelta(seconds=1)
    client, other = election.sign_in("M1"), election.sign_in("M2")
    body = draw_body(election, "M1")
    first = client.post(f"{BASE}/draw", json=body)
    house.clock.now = CLOSES
    problem_of(other.post(f"{BASE}/draw", json=draw_body(election, "M2")), 409, "closed")
    # Whoever drew in time and lost the answer gets it while the box is open.
    assert client.post(f"{BASE}/draw", json=body).json() == first.json()


# Acts, paper and the close


def told(house: House, leaf: bytes) -> httpx.Response:
    return house.anybody.post(f"{BASE}/leaves", json={"leaf": to_base64url(leaf)})


def test_acts_reach_the_roll_office_in_order(house: House) -> None:
    election = freeze(house, 3)
    later = CLOSES + timedelta(days=1)
    extend = an_act(election.manifest, 1, Extend(later))
    cancel = an_act(election.manifest, 2, Cancel("motion-1"))
    alone = ActLeaf(extend, by_officers(extend.message(), "ann")).encode()
    first = ActLeaf(extend, by_officers(extend.message(), "ann", "bob")).encode()
    second = ActLeaf(cancel, by_officers(cancel.message(), "ann", "bob")).encode()
    problem_of(told(house, alone), 422, "bad-signature")
    problem_of(told(house, second), 422, "log")
    for leaf in (first, first, second, first):
        assert told(house, leaf).json() == {"done": True}
    house.clock.now = later - timedelta(seconds=1)
    client = election.sign_in("M1")
    assert client.post(f"{BASE}/draw", json=draw_body(election, "M1")).is_success
    refused = client.post(f"{BASE}/draw", json=draw_body(election, "M1", "motion-1"))
    problem_of(refused, 422, "roll")
    close = from_base64url(_closed(house, later))
    problem_of(told(house, close), 422, "leaf")  # a document of another kind


def _closed(house: House, at: datetime) -> str:
    house.clock.now = at
    answer = house.anybody.post(f"{BASE}/close")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["leaf"])


def test_a_reissue_needs_its_act_and_two_officers(house: House) -> None:
    election = freeze(house, 3)
    house.clock.now = OPENS
    client = election.sign_in("M1")
    assert client.post(f"{BASE}/draw", json=draw_body(election, "M1")).is_success
    again = draw_body(election, "M1's new telephone")
    problem_of(client.post(f"{BASE}/draw", json=again), 409, "already-drawn")

    def granted(*officers: str, number: str = "M1") -> httpx.Response:
        message = grant_message(election.manifest.mh, "executive", number, 1)
        endorsements = [
            {"officer": e.officer, "signature": to_base64url(e.signature)}
            for e in by_officers(message, *officers)
        ]
        body = {"number": number, "contest": "executive", "endorsements": endorsements}
        headers = officer_pass(house, "reissue")
        return house.anybody.post(f"{BASE}/reissues", json=body, headers=headers)

    problem_of(granted("ann"), 422, "bad-signature")
    problem_of(granted("ann", "bob"), 422, "roll")  # there is no act
    act = an_act(election.manifest, 1, Reissue("executive"))
    told(house, ActLeaf(act, by_officers(act.message(), "ann", "bob")).encode())
    problem_of(granted("ann", "bob", number="M2"), 422, "roll")  # has not drawn
    problem_of(granted("ann", "bob", number="a\0b"), 422, "malformed")
    assert granted("ann", "bob").json() == {"done": True}
    assert client.get(f"{BASE}/me").json()["contests"][0]["may_draw"] is True
    assert client.post(f"{BASE}/draw", json=again).is_success
    third = draw_body(election, "M1's third")
    problem_of(client.post(f"{BASE}/draw", json=third), 409, "already-drawn")
    found = decode_leaf(from_base64url(_closed(house, CLOSES)))
    assert isinstance(found, RollCloseLeaf)
    assert (found.roll_close.counts[0].drawn, found.roll_close.counts[0].reissued) == (1, 1)
    problem_of(granted("ann", "bob"), 409, "closed")


def test_paper_and_a_drawn_paper_exclude_each_other(house: House) -> None:
    election = freeze(house, 3)
    house.clock.now = OPENS

    def marked(number: str, contest: str = "executive") -> httpx.Response:
        headers = officer_pass(house, "on-paper")
        body = {"number": number, "contest": contest}
        return house.anybody.post(f"{BASE}/on-paper", json=body, headers=headers)

    assert marked("M1").json() == {"done": True}
    assert marked("M1").json() == {"done": True}
    client = election.sign_in("M1")
    problem_of(client.post(f"{BASE}/draw", json=draw_body(election, "M1")), 422, "roll")
    assert client.get(f"{BASE}/me").json()["contests"][0]["state"] == "on-paper"
    other = election.sign_in("M2")
    assert other.post(f"{BASE}/draw", json=draw_body(election, "M2")).is_success
    problem_of(marked("M2"), 422, "roll")
    problem_of(marked("M9"), 403, "not-entitled")
    problem_of(marked("M3", "chair"), 403, "not-entitled")
    problem_of(house.anybody.post(f"{BASE}/close"), 409, "closed")
    leaf = _closed(house, CLOSES)
    assert _closed(house, CLOSES + timedelta(hours=1)) == leaf  # the same ever after
    found = decode_leaf(from_base64url(leaf))
    assert isinstance(found, RollCloseLeaf)
    verify(election.manifest.rooms.roll, found.roll_close.message(), found.signature)
    counts = found.roll_close.counts[0]
    assert (counts.entitled, counts.drawn, counts.reissued, counts.on_paper) == (3, 1, 0, 1)
    problem_of(marked("M3"), 409, "closed")  # the marks are signed


def test_the_api_describes_itself_and_unknown_paths_are_problems(election: FrozenElection) -> None:
    found = election.house.anybody.get("/roll/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.")
    assert "/api/v1/elections/{election}/draw" in found["paths"]
    assert election.house.anybody.get("/roll/api/v1/health").json() == {"state": "well"}
    problem_of(election.house.anybody.get("/roll/nothing"), 404, "http")
    problem_of(election.house.anybody.delete(BASE), 405, "http")
    problem_of(election.house.anybody.get("/roll/api/v1/elections/%00"), 404, "http")
