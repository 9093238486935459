"""Options with equal votes from the notice to the verified evidence, with the chair's casting vote."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

import httpx
import pytest

from ballots.evidence import verify_evidence
from counting.contest import CastingVote
from service.notice import NoticeError, read_notice
from service.notice.consistency import contest_of
from service.rehearsal.members import Members, Voter
from tests.service.office_pages import (
    ELECTION,
    NOTICE,
    Browser,
    Service,
    import_roll,
    load,
    officers,
    service,
    text_of,
)
from tests.service.test_office_pages_way import both_do, links_of, manifest_of, move_clock

HERE = f"/office/elections/{ELECTION}"
PUBLIC = f"/elections/{ELECTION}"
OPTIONS = """\
[[contests]]
id = "venue"
title = "The next venue"
kind = "options"
roll = "members"
rule = "av"
options = ["York", "Bath", "Dover"]
casting_vote = "chair"

"""
# York 3, Bath 2, Dover 1, whose vote goes to Bath.
VOTES = [(1,), (1,), (1,), (2,), (2,), (3, 2)]


def notice() -> str:
    return NOTICE.replace("[[contests]]", f"{OPTIONS}[[contests]]", 1)


def test_the_grant_of_the_notice_is_in_the_contest() -> None:
    read = read_notice(notice())
    assert contest_of(read, read.contests[0]).casting_vote == CastingVote("chair")
    without = read_notice(notice().replace('casting_vote = "chair"\n', ""))
    assert contest_of(without, without.contests[0]).casting_vote is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('rule = "av"', 'rule = "scottish-2011"', "no final tie between two options"),
        ('rule = "av"', 'rule = "av"\nseats = 2', "fills 1 seat"),
        ('casting_vote = "chair"', 'casting_vote = ""', "some words"),
        ('kind = "options"', 'kind = "ranked"', "on motions and options only"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(old: str, new: str, says: str) -> None:
    assert old in notice()
    with pytest.raises(NoticeError) as refused:
        read_notice(notice().replace(old, new, 1))
    assert any(says in fault.what for fault in refused.value.faults), refused.value.faults


def test_options_are_decided_from_notice_to_evidence(tmp_path: Path) -> None:
    with service(tmp_path / "data") as running:
        ann, bob = officers(running)
        freeze_options(ann, bob)
        anybody = running.browser()
        said = text_of(anybody.get(PUBLIC))
        assert "Schedule of the casting vote" in said and "It is: chair." in said
        links = links_of(ann)
        move_clock(ann, "opens")
        vote(running, links)
        move_clock(ann, "box")
        for step in ("close", "open", "count"):
            both_do(ann, bob, step)
        said = text_of(ann.get(f"{HERE}/results"))
        assert "No option is chosen: York and Bath have equal votes." in said
        assert "The casting vote (chair) may be given for York or Bath." in said
        waiting = "The next venue’: the casting vote is with: chair."
        assert f"{waiting} If the result is declared without it, no option is chosen." in text_of(
            ann.get(f"{HERE}/steps/declare")
        )
        casting_vote(ann, bob)
        both_do(ann, bob, "count")
        assert "no two options have" in text_of(ann.get(f"{HERE}/steps/casting-vote"))
        both_do(ann, bob, "declare")
        everybody_sees_it(running, anybody)


def freeze_options(ann: Browser, bob: Browser) -> None:
    load(ann, notice())
    assert import_roll(ann).status_code == 200
    page = ann.send(ann.get(f"{HERE}/prepare"), "/prepare").text
    assert "Casting vote between the last two options: chair." in text_of(page)
    proposal = ann.send(page, "/steps/freeze", {"reason": "As agreed."})
    assert bob.confirm(bob.get(proposal.url.path)).status_code == 200


def vote(running: Service, links: list[dict[str, str]]) -> None:
    voters = []
    for row, ranking in zip(links, VOTES, strict=False):
        found = re.search("#l=([^&]+)", row["link"])
        assert found
        choices = {"venue": ranking, "committee": (1, 2)}
        voters.append(Voter(row["number"], found[1], choices))
    asyncio.run(Members(running.address, manifest_of(running)).vote(voters, lambda: None))


def casting_vote(ann: Browser, bob: Browser) -> None:
    assert "The next venue (casting vote: chair)" in ann.get(f"{HERE}/steps/casting-vote")
    for wrong, status, why in (
        ({"candidate": ""}, 422, "or the option that it is for"),
        ({"candidate": "venue/4"}, 422, "or the option that it is for"),
        ({"candidate": "venue/3"}, 409, "decides between the last two options"),
        ({"candidate": "committee/1"}, 409, "decides between the last two options"),
    ):
        refused = ann.step("casting-vote", wrong)
        assert (refused.status_code, why in text_of(refused.text)) == (status, True), wrong
    proposal = ann.step("casting-vote", {"candidate": "venue/2"})
    assert "The next venue" in text_of(bob.get(proposal.url.path))
    assert bob.confirm(bob.get(proposal.url.path)).status_code == 200
    assert "They have not been counted" in text_of(ann.get(HERE)), "it has to be counted again"


def everybody_sees_it(running: Service, anybody: Browser) -> None:
    said = text_of(anybody.get(f"{PUBLIC}/result"))
    assert "Elected: Bath." in said
    assert "By the casting vote (chair), Bath is elected." in said
    api = f"{running.address}/office/api/v1/elections/{ELECTION}"
    venue = httpx.get(f"{api}/results").json()["contests"][0]
    assert (venue["elected"], venue["record"]["rule"]) == (["Bath"], "av+casting-vote")
    acts = httpx.get(api).json()["acts"]
    assert [(act["kind"], act["officers"]) for act in acts] == [("casting-vote", ["ann", "bob"])]
    evidence = httpx.get(f"{api}/evidence.zip").content
    verdict = verify_evidence(io.BytesIO(evidence), manifest_of(running).mh)
    assert verdict.overall == "verified", verdict
    assert [found.names for found in verdict.elected if found.contest == "venue"] == [("Bath",)]
