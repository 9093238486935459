"""Officers' pages: signing in, forms, and an election up to the freeze. One service for them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from service.office.steps import STEPS
from tests.service.office_pages import (
    ELECTION,
    NOTICE,
    PASSWORD,
    Browser,
    Service,
    form_of,
    import_roll,
    load,
    officers,
    service,
    sign_in,
    text_of,
)

HERE = f"/office/elections/{ELECTION}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("office") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def both(running: Service) -> tuple[Browser, Browser]:
    return officers(running)


@pytest.fixture
def ann(both: tuple[Browser, Browser]) -> Browser:
    return both[0]


@pytest.fixture
def bob(both: tuple[Browser, Browser]) -> Browser:
    return both[1]


@pytest.fixture
def draft(ann: Browser) -> str:
    """The page of an election whose notice is loaded as the tests know it."""
    known = ann.client.get(HERE)
    if known.status_code == 404:
        return load(ann)
    page = ann.get(f"{HERE}/notice")
    return ann.send(page, "/notice", {"notice": NOTICE}).text


def notice_of(id_: str, old: str = "", new: str = "") -> str:
    """The notice under another id, with one thing changed."""
    assert old in NOTICE
    return f'id = "{id_}"\n' + NOTICE.replace(old, new, 1)


# Signing in


def test_a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words(
    running: Service, both: tuple[Browser, Browser]
) -> None:
    somebody = running.browser()
    wrong = sign_in(somebody, "ann", "not the password")
    unknown = sign_in(somebody, "zoe", "not the password")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert text_of(wrong.text) == text_of(unknown.text)
    assert "The name or the password is wrong." in text_of(wrong.text)
    assert 'value="ann"' in wrong.text, "the name that was typed is kept"
    assert "not the password" not in wrong.text


def test_nobody_without_a_session_sees_a_page_of_the_office(running: Service, draft: str) -> None:
    for path in ("/", "/officers", "/elections/new", f"/elections/{ELECTION}", f"/elections/{ELECTION}/audit",
                 f"/elections/{ELECTION}/steps/freeze", f"/elections/{ELECTION}/links"):  # fmt: skip
        answer = running.browser().client.get(f"/office{path}")
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/office/sign-in?next=/office")


def test_after_signing_in_one_sees_the_page_one_has_asked_for(running: Service, draft: str) -> None:
    somebody = running.browser()
    page = somebody.get(f"{HERE}/audit")
    done = somebody.send(page, "/sign-in", {"officer": "ann", "password": PASSWORD})
    assert done.url.path == f"{HERE}/audit"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/office//evil.example", "/office/\\evil", "/roll/x",
     "javascript:alert(1)", "/office/%0d%0aSet-Cookie:x", "/office/a\r\nx: y"],
)  # fmt: skip
def test_signing_in_sends_nobody_elsewhere(
    running: Service, both: tuple[Browser, Browser], elsewhere: str
) -> None:
    fields = {"officer": "ann", "password": PASSWORD, "next": elsewhere}
    answer = running.browser().post("/office/sign-in", fields, follow=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/")


def test_the_session_s_cookie_is_for_the_office_s_pages_only(
    running: Service, both: tuple[Browser, Browser]
) -> None:
    fields = {"officer": "ann", "password": PASSWORD}
    cookie = running.browser().post("/office/sign-in", fields, follow=False).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/office"} <= set(cookie.split("; "))


def test_whoever_has_signed_out_is_out(running: Service, both: tuple[Browser, Browser]) -> None:
    somebody = running.browser()
    page = sign_in(somebody, "ann").text
    session = somebody.client.cookies["omov_office"]
    somebody.send(page, "/sign-out")
    assert "omov_office" not in somebody.client.cookies
    somebody.client.cookies.set("omov_office", session)
    assert "Your session has ended" in text_of(somebody.get("/office/"))


# Forms


def test_a_form_without_the_session_s_token_changes_nothing(
    ann: Browser, bob: Browser, draft: str
) -> None:
    theirs = form_of(bob.get("/office/officers"), "/officers").hidden["csrf"]
    fields = {"id": "eve", "name": "Eve", "password": PASSWORD, "again": PASSWORD}
    for token in ({}, {"csrf": ""}, {"csrf": theirs}, {"csrf": "é"}):
        answer = ann.post("/office/officers", {**fields, **token})
        assert answer.status_code == 403
        assert "not from your present session" in text_of(answer.text)
    assert "Eve" not in ann.get("/office/officers")


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_form_that_another_site_has_sent_is_refused(
    ann: Browser, headers: dict[str, str]
) -> None:
    token = form_of(ann.get("/office/officers"), "/officers").hidden
    fields = {"id": "eve", "name": "Eve", "password": PASSWORD, "again": PASSWORD}
    answer = ann.post("/office/officers", {**token, **fields}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in text_of(answer.text)
    answer = ann.client.post(
        "/office/officers", data={**token, **fields}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "Eve" not in ann.get("/office/officers")


def test_every_address_that_takes_a_form_asks_for_the_token(ann: Browser, draft: str) -> None:
    public = {"/opening/share", "/opening/signature", "/opening/confirmation"}
    paths = ["/officers", "/sign-out", "/elections/new"] + [
        f"/elections/{ELECTION}{rest}"
        for rest in ("/notice", "/links", "/ceremony", "/prepare", "/clock", "/proposals/1/confirm",
                     "/proposals/1/withdraw", *(f"/steps/{name}" for name in STEPS))
    ]  # fmt: skip
    for path in paths:
        assert ann.post(f"/office{path}", {"sure": "yes"}).status_code == 403, path
    for rest in public:
        answer = ann.post(f"{HERE}{rest}", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, rest


def test_no_page_has_a_style_or_a_script_of_its_own_and_none_is_stored(
    ann: Browser, draft: str
) -> None:
    of_one = [
        f"/elections/{ELECTION}{rest}" for rest in ("", "/notice", "/rolls", "/prepare", "/audit")
    ]
    for path in ("/", "/officers", "/elections/new", "/sign-in", *of_one):
        answer = ann.client.get(f"/office{path}")
        assert answer.status_code == 200, path
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", answer.text), path
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        for form in re.findall(r"<form ([^>]+)>", answer.text):
            assert 'method="post"' in form, "nothing is changed by following a link"


def test_every_field_has_a_label_and_every_fault_a_field(ann: Browser) -> None:
    page = ann.get("/office/officers")
    faulty = ann.send(
        page, "/officers", {"id": "x", "name": "X", "password": "short", "again": "other"}
    )
    for html in (page, faulty.text, ann.get("/office/elections/new")):
        ids = set(re.findall(r'id="([^"]+)"', html))
        for field in re.findall(r"<(?:input|select|textarea)\s[^>]*>", html):
            if 'type="hidden"' not in field:
                name = re.search(r'id="([^"]+)"', field)
                assert name, field
                assert f'<label for="{name[1]}"' in html
        for target in re.findall(r'href="#([^"]+)"', html):
            assert target in ids
        for described in re.findall(r'aria-describedby="([^"]+)"', html):
            assert set(described.split()) <= ids
    assert faulty.status_code == 422
    assert "<title>Error: " in faulty.text


# Officers


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"again": "another one altogether"}, "The two passwords differ"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"id": "Jo Smith"}, "small letters, figures and hyphens"),
        ({"name": "  "}, "An officer has a name"),
        ({"id": "bob"}, "There is an officer 'bob' already"),
    ],
)
def test_an_officer_is_not_added_by_halves(
    ann: Browser, bob: Browser, fields: dict[str, str], said: str
) -> None:
    good = {"id": "jo", "name": "Jo", "password": PASSWORD, "again": PASSWORD}
    answer = ann.send(ann.get("/office/officers"), "/officers", {**good, **fields})
    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert PASSWORD not in answer.text
    assert "<code>jo</code>" not in ann.get("/office/officers")
    assert bob.get("/office/"), "nobody's password has changed"


def test_no_officer_gives_another_a_new_password(
    running: Service, ann: Browser, bob: Browser
) -> None:
    form = {"id": "bob", "name": "Bob Officer", "password": "taken over by ann"}
    assert ann.client.post("/office/api/v1/officers", json=form).status_code == 422
    assert sign_in(running.browser(), "bob", "taken over by ann").status_code == 401
    assert sign_in(running.browser(), "bob").status_code == 200
    del bob


def test_the_office_is_set_up_once(running: Service, ann: Browser) -> None:
    fields = {"code": "x", "id": "eve", "name": "Eve", "password": PASSWORD, "again": PASSWORD}
    assert running.browser().client.get("/office/set-up").status_code == 409
    answer = running.browser().post("/office/set-up", fields)
    assert answer.status_code == 409
    assert "There are officers already" in text_of(answer.text)


# The notice


def test_every_fault_of_a_notice_is_shown_with_its_line_and_nothing_typed_is_lost(
    ann: Browser,
) -> None:
    wrong = notice_of("faulty", 'grace = "10m"', 'grace = "soon"').replace(
        'rule = "scottish-2011"', 'rule = "lottery"  # </textarea><script>'
    )
    answer = ann.send(ann.get("/office/elections/new"), "/elections/new", {"notice": wrong})
    said = text_of(answer.text)
    assert answer.status_code == 422
    for part in ('grace = "soon"', 'rule = "lottery"'):
        line = next(n for n, text in enumerate(wrong.splitlines(), 1) if part in text)
        assert f"Notice line {line}:" in said
    assert "no rule 'lottery'" in said
    assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text
    assert "</textarea><script>" not in answer.text
    typed = (
        answer.text.split('<textarea id="notice"', 1)[1].split(">\n", 1)[1].split("</textarea>")[0]
    )
    assert typed.count("\n") == wrong.count("\n")
    assert ann.client.get("/office/elections/faulty").status_code == 404


def test_a_notice_comes_from_a_file_too(ann: Browser) -> None:
    page = ann.get("/office/elections/new")
    text = notice_of("from-a-file").replace("\n", "\r\n").encode()
    done = ann.send(
        page,
        "/elections/new",
        {"notice": "old text"},
        {"file": ("notice.toml", b"\xef\xbb\xbf" + text)},
    )
    assert done.url.path == "/office/elections/from-a-file"
    latin = notice_of("latin", "The Alliance", "Die Allianz für alle").encode("latin-1")
    answer = ann.send(page, "/elections/new", {"notice": "old text"}, {"file": ("n.toml", latin)})
    assert answer.status_code == 422
    assert "Line 3 of the file is not UTF-8" in text_of(answer.text)
    assert "old text" in answer.text


def test_nothing_and_an_election_that_is_known_are_refused(ann: Browser, draft: str) -> None:
    page = ann.get("/office/elections/new")
    empty = ann.send(page, "/elections/new", {"notice": "  "})
    assert "Paste the notice of election" in text_of(empty.text)
    again = ann.send(page, "/elections/new", {"notice": NOTICE})
    assert again.status_code == 422
    assert f"There is an election '{ELECTION}' already" in text_of(again.text)


def test_a_notice_of_another_election_cannot_be_put_in_the_place_of_one(
    ann: Browser, draft: str
) -> None:
    page = ann.get(f"{HERE}/notice")
    answer = ann.send(page, "/notice", {"notice": NOTICE.replace("Committee", "Board")})
    assert answer.status_code == 422
    assert "This notice is of election 'board-2099'" in text_of(answer.text)
    assert ann.client.get("/office/elections/board-2099").status_code == 404


# Rolls


def test_every_bad_row_of_a_roll_is_shown_with_its_line_and_nothing_is_imported(
    ann: Browser, draft: str
) -> None:
    rows = (
        "number,name,email,status",
        "M1,<b>Ann</b>,ann-at-example,paid",
        "M2,,m2@example.org,paid",
    )
    bad = "\r\n".join(rows)
    answer = import_roll(ann, bad)
    said = text_of(answer.text)
    assert answer.status_code == 422
    assert "2 this is not an e-mail address." in said
    assert "3 there is no name." in said
    assert "Nothing was imported" in said
    assert "<b>Ann</b>" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_an_imported_roll_is_counted_on_its_page_and_on_the_timeline(
    ann: Browser, draft: str
) -> None:
    answer = import_roll(ann)
    assert "10 members are on roll ‘members’ now." in text_of(answer.text)
    assert "status" in text_of(answer.text)
    assert "members: 10 members" in text_of(ann.get(HERE))
    assert "10 members imported" in text_of(ann.get(f"{HERE}/rolls"))


def test_the_roll_office_wants_a_pass_for_this_election_and_this_purpose(
    ann: Browser, draft: str
) -> None:
    form = form_of(ann.get(f"{HERE}/rolls"), "/rolls/members")
    file = {"file": ("m.csv", b"number,name,email\r\nM1,A,\r\n")}
    for fields in ({}, {"pass": ""}, {"pass": "AAAA"}, {"pass": form.hidden["pass"][:-4] + "AAAA"}):
        answer = ann.post(form.action, fields, file)
        assert answer.status_code in (401, 403), fields
        assert "Go back and try again" in text_of(answer.text)
    elsewhere = form.action.replace(ELECTION, "another-2099")
    answer = ann.post(elsewhere, form.hidden, file)
    assert answer.status_code == 403
    assert f"This pass is for 'roll-import' in '{ELECTION}'" in text_of(answer.text)
    answer = ann.post(form.action.replace("/rolls/members", "/links"), form.hidden)
    assert answer.status_code == 403
    answer = ann.post(form.action, form.hidden, {"other": ("m.csv", b"x")})
    assert "No file was chosen" in text_of(answer.text)


def test_a_roll_goes_to_the_roll_office_and_not_through_the_office(
    ann: Browser, draft: str
) -> None:
    assert form_of(ann.get(f"{HERE}/rolls"), "/rolls/members").action.startswith("/roll/")


# The order of things


@pytest.mark.parametrize("step", list(STEPS))
def test_no_step_can_be_proposed_for_a_draft(ann: Browser, draft: str, step: str) -> None:
    answer = ann.client.get(f"{HERE}/steps/{step}")
    assert answer.status_code == 409
    assert "import its rolls and prepare it" in text_of(answer.text)
    token = form_of(ann.get("/office/officers"), "/officers").hidden
    answer = ann.post(f"{HERE}/steps/{step}", {**token, "reason": "x", "contest": "committee"})
    assert answer.status_code == 409
    assert "Proposed" not in ann.get(HERE)


def test_links_results_and_unknown_pages_are_refused_in_plain_words(
    ann: Browser, draft: str
) -> None:
    assert ann.client.get(f"{HERE}/links").status_code == 409
    assert "have not been counted yet" in text_of(ann.get(f"{HERE}/results", 409))
    assert "There is no page 'elsewhere'" in text_of(ann.get(f"{HERE}/elsewhere", 404))
    assert "There is no step 'burn'" in text_of(ann.get(f"{HERE}/steps/burn", 404))
    assert ann.client.get(f"{HERE}/proposals/x").status_code == 404
    assert "There is no election 'nothing'" in text_of(ann.get("/office/elections/nothing", 404))
    assert "There is no election" in text_of(ann.get(f"{HERE}/opening", 404))


def test_the_clock_of_a_draft_stays_where_it_is(ann: Browser, draft: str) -> None:
    assert "Move the clock" not in draft
    token = form_of(draft, "/sign-out").hidden
    answer = ann.post(f"{HERE}/clock", {**token, "to": "opens"})
    assert answer.status_code == 409
    assert "Freeze the election first" in text_of(answer.text)


def test_what_blocks_an_election_is_said_and_refused(ann: Browser) -> None:
    load(ann, notice_of("no-roll"))
    page = ann.get("/office/elections/no-roll")
    assert "members: not imported yet" in text_of(page)
    assert "Import the roll 'members' first." in text_of(page)
    prepare = ann.get("/office/elections/no-roll/prepare")
    assert "Import the roll 'members' first." in text_of(prepare)
    with pytest.raises(AssertionError, match="no form"):
        form_of(prepare, "/prepare")
    token = form_of(page, "/sign-out").hidden
    answer = ann.post("/office/elections/no-roll/prepare", token)
    assert answer.status_code >= 400
    assert "members" in text_of(answer.text)


def test_a_ceremony_is_refused_where_the_service_holds_the_key(ann: Browser, draft: str) -> None:
    assert "the service holds the opening key" in text_of(ann.get(f"{HERE}/ceremony", 409))


def test_a_file_that_is_not_of_a_ceremony_is_refused(ann: Browser) -> None:
    load(ann, notice_of("held", 'holding = "service"', "holding = { trustees = 3, threshold = 2 }"))
    here = "/office/elections/held"
    assert "Load the public file of the key ceremony first." in text_of(ann.get(f"{here}/prepare"))
    page = ann.get(f"{here}/ceremony")
    assert "any 2 of them open" in text_of(page)
    for fields, files, said in (
        ({"ceremony": ""}, None, "Choose the public file"),
        ({"ceremony": '{"format": "x"}'}, None, "not a public file of a key ceremony"),
        ({}, {"file": ("c.json", b"\xff\xfe")}, "The file is not text"),
    ):
        answer = ann.send(page, "/ceremony", fields, files)
        assert answer.status_code == 422
        assert said in text_of(answer.text)
    assert (
        "{&#34;format&#34;: &#34;x&#34;}"
        in ann.send(page, "/ceremony", {"ceremony": '{"format": "x"}'}).text
    ), "what was pasted is kept"
