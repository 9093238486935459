"""The office's door: every step in its order and by two, and every refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.service.office_pages import ELECTION, NOTICE, PASSWORD, ROLL, Service, service
from tests.service.rooms import problem_of

API = "/office/api/v1"
BASE = f"{API}/elections/{ELECTION}"
STEPS = ("freeze", "close", "open", "count", "declare")
OPENS, CLOSED = "2099-06-08T08:00:00Z", "2099-06-22T11:10:00Z"


@dataclass
class Office:
    """A running service with two officers who are signed in."""

    running: Service
    ann: httpx.Client
    bob: httpx.Client
    anybody: httpx.Client

    def propose(self, step: str, parameters: dict[str, object] | None = None) -> httpx.Response:
        body = {"parameters": parameters or {}, "reason": "As agreed."}
        return self.ann.post(f"{BASE}/steps/{step}", json=body)

    def carry_out(self, step: str, parameters: dict[str, object] | None = None) -> None:
        made = self.propose(step, parameters)
        assert made.status_code == 200, made.text
        confirmed = self.bob.post(f"{BASE}/proposals/{made.json()['number']}/confirm")
        assert confirmed.status_code == 200, confirmed.text
        assert confirmed.json()["state"] == "done"

    def refuse_all_but(self, *allowed: str) -> None:
        """Every other step of the way is refused now, with the reason."""
        for step in STEPS:
            if step not in allowed:
                parameters: dict[str, object] = {"mh": "A" * 43} if step == "freeze" else {}
                found = problem_of(self.propose(step, parameters), 409, "out-of-order")
                assert str(found["state"]) in str(found["detail"])

    def state(self) -> str:
        return str(self.ann.get(f"{BASE}/draft").json()["state"])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with service(tmp_path_factory.mktemp("office")) as running:
        ann, bob, anybody = (running.browser().client for _ in range(3))
        code = (running.data / "keys" / "office" / "setup-code").read_text()
        first = {"code": code, "id": "ann", "name": "Ann Officer", "password": PASSWORD}
        wrong = ann.post(f"{API}/set-up", json={**first, "code": "guess"})
        problem_of(wrong, 403, "set-up")
        assert ann.post(f"{API}/set-up", json=first).is_success
        problem_of(ann.post(f"{API}/set-up", json=first), 409, "set-up")
        problem_of(ann.post(f"{API}/officers", json={**first, "id": "x"}), 422, "malformed")
        second = {"id": "bob", "name": "Bob Officer", "password": PASSWORD}
        problem_of(ann.post(f"{API}/officers", json=second), 401, "session")
        assert ann.post(f"{API}/sign-in", json=_form("ann")).is_success
        assert ann.post(f"{API}/officers", json=second).is_success
        assert bob.post(f"{API}/sign-in", json=_form("bob")).is_success
        yield Office(running, ann, bob, anybody)


def _form(officer: str, password: str = PASSWORD) -> dict[str, str]:
    return {"officer": officer, "password": password}


def test_a_whole_election_goes_one_way_only(office: Office) -> None:
    ann, bob, door = office.ann, office.bob, office.anybody
    problem_of(ann.post(f"{BASE}/prepare"), 404, "no-election")
    assert ann.post(f"{API}/elections", json={"notice": NOTICE}).json() == {"id": ELECTION}
    problem_of(door.get(BASE), 404, "no-election")  # a draft is nobody else's
    assert office.state() == "draft"
    office.refuse_all_but()
    problem_of(ann.post(f"{BASE}/prepare"), 409, "no-roll")
    pass_ = ann.post(f"{BASE}/passes", json={"purpose": "roll-import"}).json()["omov_pass"]
    problem_of(ann.post(f"{BASE}/passes", json={"purpose": "reissue"}), 422, "purpose")
    path = f"/roll/api/v1/elections/{ELECTION}/rolls/members"
    assert ann.post(path, content=ROLL.encode(), headers={"Omov-Pass": pass_}).is_success
    mh = ann.post(f"{BASE}/prepare").json()["mh"]
    office.refuse_all_but("freeze")
    problem_of(office.propose("freeze", {"mh": "A" * 43}), 409, "changed")
    _freeze_by_two(office, mh)
    office.refuse_all_but("close")
    problem_of(ann.post(f"{API}/elections", json={"notice": NOTICE}), 409, "out-of-order")
    _vote_nothing_and_close(office)
    office.refuse_all_but("open")
    problem_of(door.get(f"{BASE}/opening-seed"), 404, "no-opening")
    office.carry_out("open")
    office.refuse_all_but("count")
    office.carry_out("count")
    problem_of(door.get(f"{BASE}/results"), 404, "no-result")  # counted is not declared
    assert ann.get(f"{BASE}/counted").is_success
    office.refuse_all_but("declare")
    office.carry_out("declare")
    office.refuse_all_but()
    assert office.state() == "declared"
    assert door.get(f"{BASE}/results").is_success
    assert door.get(f"{BASE}/evidence.zip").content.startswith(b"PK")
    acts = [line["act"] for line in bob.get(f"{BASE}/audit").json()]
    wanted = [f"{word}-{step}" for step in STEPS for word in ("propose", "confirm")]
    assert [act for act in dict.fromkeys(acts) if act in wanted] == wanted


def _freeze_by_two(office: Office, mh: str) -> None:
    """Who proposes does not confirm; what is withdrawn is not confirmed; what is done is done."""
    ann, bob = office.ann, office.bob
    first = office.propose("freeze", {"mh": mh}).json()["number"]
    problem_of(office.propose("freeze", {"mh": mh}), 409, "proposed")
    problem_of(ann.post(f"{BASE}/proposals/{first}/confirm"), 403, "own-proposal")
    problem_of(office.anybody.post(f"{BASE}/proposals/{first}/confirm"), 401, "session")
    assert bob.post(f"{BASE}/proposals/{first}/withdraw").is_success
    problem_of(bob.post(f"{BASE}/proposals/{first}/confirm"), 404, "proposal")
    assert office.state() == "prepared"
    office.carry_out("freeze", {"mh": mh})
    problem_of(bob.post(f"{BASE}/proposals/2/confirm"), 404, "proposal")
    assert office.anybody.get(BASE).json()["mh"] == mh


def _vote_nothing_and_close(office: Office) -> None:
    ann, bob = office.ann, office.bob
    number = office.propose("close").json()["number"]
    early = bob.post(f"{BASE}/proposals/{number}/confirm")
    assert "roll office refuses" in str(problem_of(early, 409, "closed")["detail"])
    assert office.state() == "frozen"  # it is still proposed, and nothing has happened
    assert ann.post(f"{API}/clock", json={"to": CLOSED}).is_success
    assert bob.post(f"{BASE}/proposals/{number}/confirm").json()["state"] == "done"
    problem_of(office.propose("extend", {"closes": "2099-07-01T00:00:00Z"}), 409, "out-of-order")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/officers"), ("POST", "/officers"), ("POST", "/elections"),
        ("POST", "/clock"), *((m, f"/elections/{ELECTION}/{p}") for m, p in (
            ("GET", "draft"), ("GET", "counted"), ("GET", "audit"), ("GET", "proposals"),
            ("POST", "ceremony"), ("POST", "prepare"), ("POST", "passes"),
            ("POST", "steps/freeze"), ("POST", "proposals/1/confirm"),
            ("POST", "proposals/1/withdraw"),
        )),
    ],
)  # fmt: skip
def test_officers_only(office: Office, method: str, path: str) -> None:
    bodies: dict[str, dict[str, object]] = {
        "officers": {"id": "eve", "name": "Eve", "password": PASSWORD},
        "elections": {"notice": NOTICE}, "clock": {"to": OPENS}, "ceremony": {"ceremony": ""},
        "passes": {"purpose": "links"}, "freeze": {"reason": "x"},
    }  # fmt: skip
    body = bodies.get(path.rsplit("/", 1)[-1])
    for cookie in ({}, {"Cookie": "omov_office=x"}, {"Cookie": "omov_office=" + "A" * 43}):
        answer = office.anybody.request(method, API + path, json=body, headers=cookie)
        problem_of(answer, 401, "session")
    if method == "POST":
        answer = office.ann.request(
            method, API + path, json=body, headers={"Sec-Fetch-Site": "cross-site"}
        )
        problem_of(answer, 403, "cross-site")


def test_steps_say_what_they_need(office: Office) -> None:
    problem_of(office.propose("dance"), 404, "step")
    problem_of(office.propose("freeze"), 422, "parameters")
    problem_of(office.propose("close", {"now": True}), 422, "parameters")
    empty = office.ann.post(f"{BASE}/steps/close", json={"parameters": {}, "reason": " "})
    problem_of(empty, 422, "reason")
    problem_of(office.ann.post(f"{BASE}/steps/close", json={}), 422, "malformed")
    unknown = office.ann.post(f"{API}/elections/none-such/steps/close", json={"reason": "x"})
    problem_of(unknown, 404, "no-election")


def test_a_bad_notice_is_refused_with_its_lines(office: Office) -> None:
    bad = NOTICE.replace("seats = 2", "seats = 0").replace('rule = "scott', 'rule = "scot')
    found = problem_of(office.ann.post(f"{API}/elections", json={"notice": bad}), 422, "notice")
    faults = found["faults"]
    assert isinstance(faults, list) and len(faults) >= 2


def test_the_api_describes_itself(office: Office) -> None:
    found = office.anybody.get(f"{API}/openapi.json").json()
    assert found["openapi"].startswith("3.")
    assert "/api/v1/elections/{election}/steps/{step}" in found["paths"]
    problem_of(office.anybody.get(f"{API}/nothing"), 404, "http")


def test_guessing_a_password_meets_a_wait(tmp_path: Path) -> None:
    """With a service of its own: the wait would meet the officers of the other tests."""
    with service(tmp_path) as running:
        door = running.browser().client
        code = (running.data / "keys" / "office" / "setup-code").read_text()
        first = {"code": code, "id": "ann", "name": "Ann", "password": PASSWORD}
        assert door.post(f"{API}/set-up", json=first).is_success
        wrong = [door.post(f"{API}/sign-in", json=_form("ann", f"guess {n}")) for n in range(5)]
        details = {str(problem_of(answer, 401, "password")["detail"]) for answer in wrong}
        unknown = door.post(f"{API}/sign-in", json=_form("nobody", "guess"))
        assert {str(problem_of(unknown, 401, "password")["detail"])} == details
        answer = door.post(f"{API}/sign-in", json=_form("ann"))
        problem_of(answer, 429, "too-many")
        assert 0 < int(answer.headers["retry-after"]) <= 10
