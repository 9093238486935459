"""A whole election by officers and trustees who use nothing but pages; members vote in between."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from ballots.encoding import from_base64url, to_base64url
from ballots.evidence import verify_evidence
from ballots.manifest import Manifest
from ballots.signing import sign
from service.office import pages_acts, work
from service.rehearsal.members import Members, Voter
from service.rehearsal.officers import Trustees
from tests.service.office_pages import (
    ELECTION,
    NOTICE,
    Browser,
    Service,
    form_of,
    import_roll,
    load,
    officers,
    service,
    text_of,
)

HERE = f"/office/elections/{ELECTION}"
# Of the candidates Cyd withdraws: 4 papers are then for Ada and 3 for Bea, with a quota of 3 at most.
RANKINGS = [(1, 2), (1, 3), (1,), (2, 1), (2, 3), (2,), (3, 1), ()]


def links_of(ann: Browser) -> list[dict[str, str]]:
    """Make the links on the office's page, and download them from the roll office."""
    page = ann.get(f"{HERE}/links")
    assert "Links that were made before stop working" in text_of(page)
    ready = ann.send(page, "/links")
    answer = ann.send(ready.text, "/links")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def manifest_of(running: Service) -> Manifest:
    address = f"{running.address}/box/api/v1/elections/{ELECTION}/manifest"
    return Manifest.load(httpx.get(address).raise_for_status().content)


def vote(
    running: Service, rows: Sequence[dict[str, str]], rankings: Sequence[tuple[int, ...]]
) -> None:
    """These members vote, each as it stands in their place."""
    voters = []
    for row, ranking in zip(rows, rankings, strict=True):
        link = re.search("#l=([^&]+)", row["link"])
        assert link
        voters.append(Voter(row["number"], link[1], {"committee": ranking}))
    members = Members(running.address, manifest_of(running))
    asyncio.run(members.vote(voters, lambda: None))


def move_clock(ann: Browser, to: str) -> str:
    page = ann.get(HERE)
    forms = [form for form in page.split("<form ")[1:] if f'value="{to}"' in form]
    assert forms, f"no button to move the clock to {to}"
    csrf = form_of(page, "/clock").hidden["csrf"]
    return ann.post(f"{HERE}/clock", {"csrf": csrf, "to": to}).text


def both_do(ann: Browser, bob: Browser, step: str, fields: dict[str, str] | None = None) -> str:
    """One proposes, the other confirms; the page after it, when the work has ended."""
    proposal = ann.step(step, fields)
    assert proposal.status_code == 200, text_of(proposal.text)
    done = bob.confirm(bob.get(proposal.url.path))
    assert done.status_code == 200, text_of(done.text)
    return ended(bob, done)


def ended(browser: Browser, answer: httpx.Response) -> str:
    """The page that says how a piece of work has ended."""
    page, path = answer.text, answer.url.path
    for _ in range(600):
        if not path.endswith("/work") or "<progress" not in page:
            return page
        assert answer.headers["refresh"] == str(pages_acts.LOOK_AGAIN_SECONDS)
        answer = browser.client.get(path)
        page = answer.text
    raise AssertionError("the work does not end")


def test_two_officers_run_an_election_on_pages(tmp_path: Path) -> None:
    with service(tmp_path / "data") as running:
        ann, bob = officers(running)
        empty = text_of(ann.get("/office/"))
        assert "There is no election yet" in empty
        assert "What to do first" in empty
        freeze_by_two(ann, bob)
        links = links_of(ann)
        assert [row["number"] for row in links] == [f"M{number}" for number in range(1, 9)]
        acts_are_published(ann, bob)
        assert "Voting is open. It closes in" in text_of(move_clock(ann, "opens"))
        vote(running, links, RANKINGS)
        a_paper_is_reissued(running, ann, bob, links)
        nothing_is_early(ann, bob)
        close_and_open(ann, bob)
        count_and_look(running, ann, bob)
        declare_and_correct(running, ann, bob)


def freeze_by_two(ann: Browser, bob: Browser) -> None:
    load(ann)
    assert import_roll(ann).status_code == 200
    page = ann.send(ann.get(f"{HERE}/prepare"), "/prepare").text
    said = text_of(page)
    assert "8 members are entitled" in said
    assert "Tue 8 June 2099" not in said, "8 June 2099 is a Monday"
    assert "Mon 8 June 2099, 09:00 in Europe/London (08:00 UTC)" in said
    assert "Bea &lt;Example&gt;" in page
    assert "the service: its operator could open early" in said
    no_reason = ann.send(page, "/steps/freeze", {"reason": "  "})
    assert no_reason.status_code == 422
    assert "Give the reason" in text_of(no_reason.text)
    changed = ann.send(page, "/steps/freeze", {"reason": "As agreed.", "mh": "A" * 43})
    assert changed.status_code == 409
    assert "prepared anew" in text_of(changed.text)
    proposal = ann.send(page, "/steps/freeze", {"reason": "Compared; <all> as agreed."})
    where = proposal.url.path
    assert "You proposed this yourself, so another officer must confirm it." in text_of(
        proposal.text
    )
    with pytest.raises(AssertionError, match="no form"):
        form_of(proposal.text, "/confirm")
    own = ann.post(f"{where}/confirm", form_of(proposal.text, "/withdraw").hidden)
    assert own.status_code == 403
    assert "another officer must confirm it" in text_of(own.text)
    twice = ann.get(f"{HERE}/steps/freeze")
    assert "waits to be confirmed" in text_of(twice), "the page of the step leads to the proposal"
    assert "1 proposal waits for your confirmation" in text_of(bob.get("/office/"))
    assert "waits for your" not in text_of(ann.get("/office/"))
    assert "It waits for you." in text_of(bob.get(HERE))
    assert "Compared; <all> as agreed." in text_of(bob.get(where))
    down = bob.send(bob.get(where), "/withdraw")
    assert "The proposal has been withdrawn" in text_of(down.text)
    assert "withdrawn by Bob Officer" in text_of(ann.get(where))
    again = bob.post(f"{where}/confirm", form_of(down.text, "/sign-out").hidden)
    assert again.status_code == 409
    both_do(ann, bob, "freeze")
    assert "Frozen. Voting opens in" in text_of(ann.get(HERE))
    assert "carried out; confirmed by Bob Officer" in text_of(ann.get(f"{HERE}/proposals/2"))
    assert "<textarea" not in ann.get(f"{HERE}/notice"), "the notice can only be read"


def acts_are_published(ann: Browser, bob: Browser) -> None:
    """Acts while the log is open; what makes no sense is refused before anybody is asked."""
    for step, fields, said in (
        ("extend", {"closes": "2099-06-22T11:00"}, "give a later time"),
        ("extend", {"closes": "soon"}, "expected a date and a time"),
        ("extend", {"closes": ""}, "expected a date and a time"),
        ("extend", {"closes": "2099-10-25T01:30"}, "does not happen exactly once"),
        ("withdraw", {"candidate": "committee/9"}, "Choose one of the candidates"),
        ("withdraw", {"candidate": ""}, "Choose one of the candidates"),
        ("cancel", {"contest": "chair"}, "Choose one of the contests"),
        ("reissue", {"contest": "committee", "number": " "}, "Give the membership number"),
    ):
        refused = ann.step(step, fields)
        assert refused.status_code == 422, step
        assert said in text_of(refused.text)
        assert "As agreed." in refused.text, "the reason is kept"
    assert "(you)" not in text_of(ann.get(HERE)), "nothing has been proposed"
    both_do(ann, bob, "extend", {"closes": "2099-06-23T12:00"})
    assert "Tue 23 June 2099, 12:00 in Europe/London (11:00 UTC)" in text_of(ann.get(HERE))
    both_do(ann, bob, "withdraw", {"candidate": "committee/3"})
    assert "Cyd Example" not in ann.get(f"{HERE}/steps/withdraw")
    early = ann.client.get(f"{HERE}/steps/annul")
    assert (early.status_code, "voting runs" in text_of(early.text)) == (409, True)


def a_paper_is_reissued(
    running: Service, ann: Browser, bob: Browser, links: Sequence[dict[str, str]]
) -> None:
    """Only to a member who has drawn; a wrong number stands in no log and stops nothing."""
    wrong = ann.step("reissue", {"contest": "committee", "number": "M77"})
    refused = bob.confirm(bob.get(wrong.url.path))
    assert refused.status_code == 409
    assert "nobody with this number may vote" in text_of(refused.text)
    bob.send(bob.get(wrong.url.path), "/withdraw")
    both_do(ann, bob, "reissue", {"contest": "committee", "number": "M1"})
    again = ann.step("reissue", {"contest": "committee", "number": "M1"})
    refused = bob.confirm(bob.get(again.url.path))
    assert "granted already" in text_of(refused.text)
    bob.send(bob.get(again.url.path), "/withdraw")
    # Once settled, the office does not keep whose paper it was.
    for settled in (wrong, again):
        assert "Membership number" not in text_of(bob.get(settled.url.path))
    vote(running, links[:1], [(1, 2)])


def nothing_is_early(ann: Browser, bob: Browser) -> None:
    said = text_of(ann.get(f"{HERE}/steps/close"))
    assert "Not yet: Ballots under way are still taken" in said
    token = form_of(ann.get(HERE), "/clock").hidden
    answer = ann.post(f"{HERE}/steps/close", {**token, "reason": "Now."})
    assert answer.status_code == 409
    for step in ("open", "count", "declare", "correct"):
        assert ann.client.get(f"{HERE}/steps/{step}").status_code == 409
    assert ann.post(f"{HERE}/clock", {**token, "to": "noon"}).status_code == 403
    del bob


def close_and_open(ann: Browser, bob: Browser) -> None:
    said = text_of(move_clock(ann, "box"))
    assert "Voting has closed. The ballot box can be closed now." in said
    assert "Done: close the ballot box." in text_of(both_do(ann, bob, "close"))
    timeline = text_of(ann.get(HERE))
    assert "9 8" in timeline, "nine ballots of eight members are in the log"
    assert ann.client.get(f"{HERE}/steps/extend").status_code == 409
    assert "Done: open the ballots." in text_of(both_do(ann, bob, "open"))


def count_and_look(running: Service, ann: Browser, bob: Browser) -> None:
    assert ann.client.get(f"{HERE}/results").status_code == 409
    both_do(ann, bob, "count")
    said = text_of(ann.get(f"{HERE}/results"))
    assert "Not declared. Only officers see this page." in said
    assert "Elected, in this order: Ada Example and Bea <Example>." in said
    assert "Members entitled (E) 8" in said
    assert "Papers drawn (D) 8" in said
    assert "No more ballots than papers drawn and re-issued: 9 ≤ 8 + 1" in said
    assert "8 valid, 1 abstaining" in said
    assert "1 paper was re-issued: so many ballots may be second votes." in said
    assert "this does not hold" not in said
    public = running.browser().client
    assert public.get(f"/office/api/v1/elections/{ELECTION}/results").status_code == 404
    assert public.get(f"{HERE}/results").status_code == 303


def declare_and_correct(running: Service, ann: Browser, bob: Browser) -> None:
    both_do(ann, bob, "declare")
    said = text_of(ann.get(f"{HERE}/results"))
    assert "It has been declared." in said
    evidence = httpx.get(f"{running.address}/office/api/v1/elections/{ELECTION}/evidence.zip")
    verdict = verify_evidence(io.BytesIO(evidence.content), manifest_of(running).mh)
    assert verdict.overall == "verified", verdict
    refused = ann.step("correct", {"contest": "committee", "text": ""})
    assert "Say it in words" in text_of(refused.text)
    both_do(ann, bob, "correct", {"contest": "committee", "text": "Bea is spelt Bea."})
    both_do(ann, bob, "annul", {"contest": "committee", "text": "Complaint 3 was upheld."})
    assert "committee" not in form_options(ann.get(f"{HERE}/steps/annul"))
    audit = text_of(ann.get(f"{HERE}/audit"))
    for act in ("load-notice", "prepare", "propose-freeze", "withdraw-freeze", "confirm-freeze",
                "pass-links", "confirm-extend", "confirm-close", "declare", "confirm-annul"):  # fmt: skip
        assert act in audit, act
    assert "Ann Officer" in audit


def form_options(page: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)"', page)


def test_trustees_open_on_a_page_without_signing_in(tmp_path: Path) -> None:
    notice = NOTICE.replace('holding = "service"', "holding = { trustees = 3, threshold = 2 }")
    trustees = Trustees(ELECTION, 3, 2)
    with service(tmp_path / "data") as running:
        ann, bob = officers(running)
        load(ann, notice)
        page = ann.get(f"{HERE}/ceremony")
        file = {"file": ("public.json", trustees.public_file.encode())}
        assert "has been taken" in text_of(ann.send(page, "/ceremony", files=file).text)
        import_roll(ann)
        prepared = ann.send(ann.get(f"{HERE}/prepare"), "/prepare").text
        assert "Trustee 1, Trustee 2, Trustee 3" in prepared
        proposal = ann.send(prepared, "/steps/freeze", {"reason": "As agreed."})
        bob.confirm(bob.get(proposal.url.path))
        somebody = running.browser()
        trustees_confirm(somebody, trustees)
        rows = links_of(ann)
        move_clock(ann, "opens")
        vote(running, rows, RANKINGS)
        move_clock(ann, "box")
        both_do(ann, bob, "close")
        early = somebody.post(f"{HERE}/opening/share", {"share": trustees.shares[0].to_text()})
        assert early.status_code == 409
        assert "open the ballots" in text_of(early.text)
        both_do(ann, bob, "open")
        trustees_open(somebody, trustees)
        assert "The ballots are open. They have not been counted." in text_of(ann.get(HERE))
        both_do(ann, bob, "count")


def trustees_confirm(somebody: Browser, trustees: Trustees) -> None:
    page = somebody.get(f"{HERE}/opening")
    assert "No share is to be released now" in text_of(page)
    file = somebody.client.get(f"{HERE}/opening/sealing.json")
    assert file.text == trustees.public_file
    statements = re.findall(r"<pre[^>]*>([^<]+)</pre>", page)
    assert len(statements) == 3
    signature = to_base64url(sign(trustees.shares[0].signing_seed, from_base64url(statements[0])))
    for fields, said in (
        ({"trustee": "", "signature": signature}, "Choose the trustee"),
        ({"trustee": "9", "signature": signature}, "Choose the trustee"),
        ({"trustee": "2", "signature": signature}, "not this trustee's signature"),
        ({"trustee": "1", "signature": "x"}, "not this trustee's signature"),
    ):
        answer = somebody.send(page, "/confirmation", fields)
        assert answer.status_code == 422
        assert said in text_of(answer.text)
    done = somebody.send(page, "/confirmation", {"trustee": "1", "signature": signature})
    assert "The confirmation holds" in text_of(done.text)
    assert text_of(done.text).count("not confirmed") == 2


def trustees_open(somebody: Browser, trustees: Trustees) -> None:
    page = somebody.get(f"{HERE}/opening")
    stranger = Trustees(ELECTION, 3, 2).shares[0]
    words = trustees.shares[2].to_words()
    mistyped = " ".join(reversed(words.split()))
    for share, said in (
        ("", "Type the 27 words"),
        (mistyped, "a word is wrong"),
        (stranger.to_text(), "This is not the share of trustee 1"),
        ("omov-share.x.y", "is not a share"),
    ):
        answer = somebody.send(page, "/share", {"share": share})
        assert answer.status_code == 422
        assert said in text_of(answer.text)
    first = somebody.send(page, "/share", {"share": words.upper().replace(" ", "\r\n")})
    assert "1 of 2 shares have been released" in text_of(first.text)
    assert words not in first.text
    second = somebody.send(first.text, "/share", {"share": trustees.shares[0].to_text()})
    assert "2 trustees now sign what is opened" in text_of(second.text)
    found = re.search(r'aria-label="Statement to sign">([^<]+)</pre>', second.text)
    assert found
    message = from_base64url(found[1])
    one, three = (
        to_base64url(sign(trustees.shares[place].signing_seed, message)) for place in (0, 2)
    )
    wrong = somebody.send(second.text, "/signature", {"trustee": "2", "signature": one})
    assert wrong.status_code == 422
    half = somebody.send(second.text, "/signature", {"trustee": "1", "signature": one})
    assert "The signature holds." in text_of(half.text)
    done = somebody.send(half.text, "/signature", {"trustee": "3", "signature": three})
    assert "The ballots have been opened." in text_of(done.text)


def test_one_officer_is_asked_twice(tmp_path: Path) -> None:
    notice = NOTICE.replace('officers = "two"', 'officers = "one"')
    with service(tmp_path / "data") as running:
        ann, _ = officers(running)
        load(ann, notice)
        import_roll(ann)
        page = ann.send(ann.get(f"{HERE}/prepare"), "/prepare").text
        sure = ann.send(page, "/steps/freeze", {"reason": 'As "agreed" & <seen>.'})
        assert "are you sure?" in text_of(sure.text)
        assert 'As "agreed" & <seen>.' in text_of(sure.text)
        assert "Prepared." in text_of(ann.get(HERE)), "nothing has happened yet"
        done = ann.send(sure.text, "/steps/freeze")
        assert "Done: freeze the election." in text_of(done.text)
        audit = json.dumps(text_of(ann.get(f"{HERE}/audit")))
        assert "confirm-freeze" in audit


def test_long_work_goes_on_beside_the_page_and_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PATIENCE_SECONDS", 0.0)
    with service(tmp_path / "data") as running:
        ann, bob = officers(running)
        load(ann)
        import_roll(ann)
        page = ann.send(ann.get(f"{HERE}/prepare"), "/prepare").text
        proposal = ann.send(page, "/steps/freeze", {"reason": "As agreed."})
        assert "Done: freeze the election." in text_of(
            ended(bob, bob.confirm(bob.get(proposal.url.path)))
        )
        proposal = ann.step("extend", {"closes": "2099-06-23T12:00"})
        begun = bob.confirm(bob.get(proposal.url.path))
        page = ended(bob, begun)
        assert "Done: extend voting." in text_of(page)
        assert "Done: extend voting." in text_of(bob.get(f"{HERE}/work")), "it survives a reload"
        late = bob.post(f"{proposal.url.path}/confirm", form_of(page, "/sign-out").hidden)
        assert late.status_code == 409
