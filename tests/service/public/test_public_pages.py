"""The public room shows what other rooms publish, in plain words, and nothing that it made up."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from ballots.declaration import FORMAT as DECLARATION_FORMAT
from counting.record_json import write_record
from counting.rules import find_rule
from service.context import RoomContext
from service.headers import CONTENT_SECURITY_POLICY, SecurityHeaders
from service.peers import Peers
from service.public.app import create_room
from service.public.pages import ContestPage
from service.settings import Settings
from service.web import STATIC, booth_digests, static_path
from service.web.templating import environment
from tests.ballots.elections import OPENS
from tests.service.public.peers import (
    NAMES,
    Client,
    Rooms,
    election_json,
    played,
    result,
    results_json,
)


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def client(rooms: Rooms, tmp_path: Path) -> Client:
    settings = Settings(data=tmp_path, mode="service")
    peers = Peers(settings)
    peers.applications |= {"office": rooms.office(), "box": rooms.box()}
    context = RoomContext("public", settings, lambda: OPENS + timedelta(hours=1), None, peers)
    return Client(SecurityHeaders(create_room(context), https=False))


def text(response: httpx.Response) -> str:
    """What a reader sees: no tags, single spaces."""
    body = re.sub(r"<(script|style|head).*?</\1>", " ", response.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


PAGES = ("/", "/about", "/elections/executive-2027", "/vote/executive-2027")


@pytest.mark.parametrize("path", [*PAGES, "/elections/executive-2027/result"])
def test_pages_have_no_inline_script_or_style_and_name_no_other_host(
    client: Client, rooms: Rooms, path: str
) -> None:
    rooms.results = results_json()
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    page = response.text
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert re.findall(r'(?:src|href|action)="(?!/|#)([^"]*)"', page) == []


def test_the_list_says_how_each_election_stands(client: Client, rooms: Rooms) -> None:
    assert "Voting is open." in text(client.get("/"))
    rooms.election = election_json("declared")
    assert "/elections/executive-2027/result" in client.get("/").text
    rooms.election = None
    assert "No election has been published yet." in text(client.get("/"))


def test_turnout_lags_behind_only_while_the_log_still_grows(client: Client, rooms: Rooms) -> None:
    assert "lag behind" in text(client.get("/elections/executive-2027"))
    rooms.election = election_json("declared")
    page = text(client.get("/elections/executive-2027"))
    assert "7 of 13 members have a ballot in the public log." in page
    assert "lag behind" not in page


def test_an_elections_page_shows_its_terms_as_they_were_frozen(client: Client) -> None:
    page = text(client.get("/elections/executive-2027"))
    assert "2 places; 4 candidates; 13 members may vote." in page
    assert "at least one woman" in page
    assert "7 of 13 members have a ballot in the public log so far." in page
    assert "Mon 8 February 2027, 04:00 in America/New_York (09:00 UTC)" in page
    assert "only by any 2 of these 3 trustees together: Trustee 1, Trustee 2, Trustee 3." in page
    assert "Extend: Post was late" in page
    assert played().manifest.mh.hex() in page
    assert played().notes[-1].decode().splitlines()[2] in page
    for sentence in ("Schedule of constraints", "SSI 2011/399"):
        assert sentence in page


def test_an_act_names_the_candidate_and_the_contest(client: Client, rooms: Rooms) -> None:
    act = {"number": 1, "kind": "withdraw", "reason": "Wrote so"}
    about = {"contest": "chair", "candidate": "2"}
    rooms.election = election_json(acts=[{**act, "parameters": about}])
    assert "Withdraw: Ben (" in text(client.get("/elections/executive-2027"))
    rooms.election = election_json(acts=[{**act, "parameters": {"contest": "no such"}}])
    assert "Withdraw: Wrote so" in text(client.get("/elections/executive-2027"))


def test_nobody_is_no_candidate_and_the_policy_is_shown() -> None:
    (frozen,) = played().manifest.contests
    policy = {"none": "ron", "if-infeasible": "relax at least one woman; leave vacant"}
    shown = replace(frozen, policy=policy)
    page = ContestPage(shown, find_rule(shown.rule.id), "open", None)
    assert page.persons == 3
    ((schedule, said),) = page.schedules
    assert (schedule.id, said) == ("ron", "It is: Re-open nominations.")
    assert page.if_infeasible == "relax at least one woman; leave vacant"
    neither = replace(shown, kind="options", policy={"none": "neither", "casting-vote": "chair"})
    page = replace(page, terms=neither)
    assert (page.persons, page.if_infeasible) == (4, "")
    assert [schedule.id for schedule, _ in page.schedules] == ["casting-vote"]


def test_names_are_text_and_never_markup(client: Client, rooms: Rooms) -> None:
    rooms.results = results_json()
    for path in ("/elections/executive-2027", "/elections/executive-2027/result"):
        page = client.get(path).text
        assert "Ada &lt;b&gt;Example&lt;/b&gt;" in page
        assert "<b>Example" not in page
        assert "The Alliance &amp; Friends" in page


def test_a_booth_other_than_the_manifests_is_pointed_out(client: Client) -> None:
    # The played manifest pins another booth.js than the one that is served.
    assert played().manifest.booth["booth.js"] != booth_digests()["booth.js"]
    page = text(client.get("/elections/executive-2027"))
    assert "(the file that is served now is another)" in page


def test_there_is_no_result_before_the_declaration(client: Client) -> None:
    response = client.get("/elections/executive-2027/result")
    assert response.status_code == 404
    assert "There is no result yet" in text(response)


def test_the_result_is_a_view_of_the_record(client: Client, rooms: Rooms) -> None:
    rooms.results = results_json()
    page = client.get("/elections/executive-2027/result")
    record = result().record
    names = [record.contest.name(candidate) for candidate in record.elected]
    assert names == ["Ada <b>Example</b>", "Ben"]
    seen = text(page)
    assert "Elected, in this order: Ada &lt;b&gt;Example&lt;/b&gt; and Ben." in seen
    # 10 of 13: 76.92 per cent.
    assert "10 of 13 members entitled to vote took part (76.9%), 1 of them on paper." in seen
    assert "1 ballot abstained." in seen
    assert "2 re-issued: so many votes more than members are possible at most." in seen
    assert page.text.count('<th scope="col" class="number">') == len(record.stages)
    assert "Elected without a vote, since no more stood than there are places: Eve." in seen
    assert f"omov verify executive-2027-evidence.zip --expect {played().manifest.mh.hex()}" in seen
    assert "What is not proved" in seen


def test_a_linked_contest_says_that_the_elected_are_passed_over_and_have_not_withdrawn() -> None:
    titled = [SimpleNamespace(id="chair", title="Chair <1>"), SimpleNamespace(id="rest", title="R")]
    linked = SimpleNamespace(contests=titled, bodies=[SimpleNamespace(contests=["chair", "rest"])])
    template = environment().get_template("public/_linked.html")
    said = template.render(contest="rest", manifest=linked)
    assert "counted together in this order: Chair &lt;1&gt;, R. Nobody has two places" in said
    assert "The minutes say who, and why." in said
    assert not template.render(contest="motion", manifest=linked).strip()


def test_an_annulled_result_says_so_first(client: Client, rooms: Rooms) -> None:
    rooms.results = results_json("annulled")
    seen = text(client.get("/elections/executive-2027/result"))
    assert seen.index("This result has been annulled.") < seen.index("Elected, in this order")


def test_downloads_are_the_record_its_sheet_and_its_minutes(client: Client, rooms: Rooms) -> None:
    base = "/elections/executive-2027/contests/chair"
    assert client.get(f"{base}/record.json").status_code == 404
    rooms.results = results_json()
    record = client.get(f"{base}/record.json")
    assert record.content == write_record(result().record)
    assert "attachment" in record.headers["content-disposition"]
    minutes = client.get(f"{base}/minutes.txt").text
    assert minutes.startswith("Minutes of the count: The chair")
    rows = list(
        csv.reader(io.StringIO(client.get(f"{base}/sheet.csv").content.decode("utf-8-sig")))
    )
    assert len(rows[0]) == len(result().record.stages) + 2
    assert rows[1][0] == f"1 {NAMES[0]}"
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert client.get("/elections/executive-2027/contests/vice/record.json").status_code == 404


def test_the_booths_shell_carries_what_the_booth_must_know(client: Client) -> None:
    page = client.get("/vote/executive-2027").text
    assert f'src="{static_path("booth.js")}"' in page
    for data in (
        'data-election="executive-2027"',
        'data-organisation="The Alliance &amp; Friends"',
        'data-contact="Jo Smith"',
        'data-zone="America/New_York"',
        'data-now="2027-02-08T10:00:00Z"',
        'data-page="vote"',
    ):
        assert data in page
    assert "<noscript>" in page
    assert client.get("/vote/executive-2027").headers["cache-control"] == "no-store"
    assert 'data-page="check"' in client.get("/check/executive-2027").text


def test_static_files_have_their_digest_in_the_address_and_never_change(
    client: Client,
) -> None:
    response = client.get(static_path("booth.js"))
    assert response.content == (STATIC / "booth.js").read_bytes()
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-type"].startswith("text/javascript")
    plain = client.get("/static/booth.js", headers={"Accept-Encoding": "identity"})
    assert plain.content == response.content
    assert plain.headers["cache-control"] == "no-cache"
    for name in ("booth.0000000000000000.js", "..%2f__init__.py", "nothing.css"):
        assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/nothing", "/elections/none", "/vote/none", "/static/none"])
def test_what_is_not_there_is_a_page_in_plain_words(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing here." in text(response)


def test_a_silent_room_is_said_to_be_silent(client: Client, rooms: Rooms) -> None:
    rooms.failing = True
    response = client.get("/")
    assert response.status_code == 503
    assert "The office does not answer. Try again in a minute." in text(response)


def test_a_record_that_is_none_is_our_fault_and_shows_nothing(client: Client, rooms: Rooms) -> None:
    rooms.results = results_json()
    rooms.results["contests"][0]["record"]["quota"] = "1"
    response = client.get("/elections/executive-2027/result")
    assert response.status_code == 500
    assert "Something went wrong here." in text(response)
    assert "Elected" not in text(response)
    assert DECLARATION_FORMAT not in response.text


def test_programs_get_problems_and_a_description(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "OMOV public"
    problem = client.get("/api/v1/nothing")
    assert problem.status_code == 404
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["type"] == "urn:omov:problem:no-page"
    assert client.get("/api/v1/health").json() == {"state": "well"}
