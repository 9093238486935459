"""An act that breaks off halfway: confirmed again it is finished, once, and nothing else comes between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from service.errors import Refused
from service.office import deeds, steps
from service.office.courier import Courier
from tests.service.office_pages import ELECTION, NOTICE, PASSWORD, ROLL, Service, service
from tests.service.rooms import problem_of

API = "/office/api/v1"
BASE = f"{API}/elections/{ELECTION}"
REASON = "The post was late."


@dataclass
class Frozen:
    """A frozen election and its two officers."""

    ann: httpx.Client
    bob: httpx.Client

    def propose(self, step: str, **parameters: object) -> int:
        body = {"parameters": parameters, "reason": REASON}
        made = self.ann.post(f"{BASE}/steps/{step}", json=body)
        assert made.status_code == 200, made.text
        return int(made.json()["number"])

    def confirm(self, number: int) -> httpx.Response:
        return self.bob.post(f"{BASE}/proposals/{number}/confirm")

    def withdraw(self, number: int) -> httpx.Response:
        return self.bob.post(f"{BASE}/proposals/{number}/withdraw")

    def last_act(self) -> int:
        """The number of the last act in the box's log."""
        return int(self.ann.get(f"/box/api/v1/elections/{ELECTION}").json()["last_act"])


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frozen]:
    with service(tmp_path_factory.mktemp("office")) as running:
        frozen = _two_officers(running)
        ann = frozen.ann
        assert ann.post(f"{API}/elections", json={"notice": NOTICE}).is_success
        pass_ = ann.post(f"{BASE}/passes", json={"purpose": "roll-import"}).json()["omov_pass"]
        path = f"/roll/api/v1/elections/{ELECTION}/rolls/members"
        assert ann.post(path, content=ROLL.encode(), headers={"Omov-Pass": pass_}).is_success
        mh = ann.post(f"{BASE}/prepare").json()["mh"]
        assert frozen.confirm(frozen.propose("freeze", mh=mh)).is_success
        yield frozen


def _two_officers(running: Service) -> Frozen:
    ann, bob = (running.browser().client for _ in range(2))
    code = (running.data / "keys" / "office" / "setup-code").read_text()
    first = {"code": code, "id": "ann", "name": "Ann Officer", "password": PASSWORD}
    assert ann.post(f"{API}/set-up", json=first).is_success
    assert ann.post(f"{API}/sign-in", json={"officer": "ann", "password": PASSWORD}).is_success
    second = {"id": "bob", "name": "Bob Officer", "password": PASSWORD}
    assert ann.post(f"{API}/officers", json=second).is_success
    assert bob.post(f"{API}/sign-in", json={"officer": "bob", "password": PASSWORD}).is_success
    return Frozen(ann, bob)


def breaking(monkeypatch: pytest.MonkeyPatch, holder: Any, name: str) -> None:
    """The office stops where it would call this, the first time."""
    whole: Callable[..., Any] = getattr(holder, name)

    def stops(*arguments: Any) -> Any:
        monkeypatch.setattr(holder, name, whole)
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(holder, name, stops)


@pytest.mark.parametrize(("holder", "name"), [(deeds, "_keep"), (steps, "_settle")])
def test_an_act_that_broke_off_is_finished_once_when_it_is_confirmed_again(
    election: Frozen, monkeypatch: pytest.MonkeyPatch, holder: Any, name: str
) -> None:
    before = election.last_act()
    number = election.propose("extend", closes=f"2099-06-2{4 + before}T12:00:00Z")
    breaking(monkeypatch, holder, name)
    assert election.confirm(number).status_code == 500
    assert election.last_act() == before + 1  # it stands in the log for ever
    problem_of(election.withdraw(number), 409, "unfinished")
    other = election.propose("withdraw", contest="committee", candidate="1")
    problem_of(election.confirm(other), 409, "unfinished")
    assert election.confirm(number).json()["state"] == "done"
    assert election.last_act() == before + 1
    assert election.withdraw(other).is_success


def test_an_act_of_which_nobody_knows_whether_it_arrived_can_only_be_finished(
    election: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Courier.log_leaf
    before = election.last_act()

    async def arrives_unanswered(self: Courier, leaf: str) -> Any:
        monkeypatch.setattr(Courier, "log_leaf", whole)
        await whole(self, leaf)
        raise Refused("room-away", "The line is dead.")

    monkeypatch.setattr(Courier, "log_leaf", arrives_unanswered)
    number = election.propose("extend", closes="2099-06-28T12:00:00Z")
    said = problem_of(election.confirm(number), 409, "room-away")
    assert "Confirm it again" in str(said["detail"])
    assert election.confirm(number).json()["state"] == "done"
    assert election.last_act() == before + 1


def test_an_act_that_the_box_refuses_leaves_nothing_behind(
    election: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Courier.log_leaf
    before = election.last_act()

    async def refused(self: Courier, leaf: str) -> Any:
        monkeypatch.setattr(Courier, "log_leaf", whole)
        raise Refused("closed", "The ballot box refuses: it has closed.")

    monkeypatch.setattr(Courier, "log_leaf", refused)
    number = election.propose("extend", closes="2099-06-29T12:00:00Z")
    problem_of(election.confirm(number), 409, "closed")
    assert election.last_act() == before
    assert election.withdraw(number).is_success
