"""A motion from its notice to its verified evidence, with the chair's casting vote, all on pages."""

from __future__ import annotations

import asyncio
import io
import json
import re
from pathlib import Path

import httpx

from ballots.evidence import verify_evidence
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
MOTIONS = """\
[[contests]]
id = "composite-2"
title = "Composite 2"
kind = "motion"
roll = "members"
threshold = { share = "1/2", of = "for and against", strict = true }
quorum = 3
casting_vote = "chair"

[[contests]]
id = "rule-change"
title = "Change of rule 7"
kind = "motion"
roll = "members"
options = ["In favour", "Opposed"]
threshold = { share = "2/3", of = "those voting", strict = false }
"""
# Eight are entitled. Composite 2: 3–3 and 1 abstaining. The rule change: 5 of 7 in favour.
VOTES = [(1, 1), (1, 1), (1, 1), (2, 1), (2, 1), (2, 2), (0, 2)]


def notice() -> str:
    return NOTICE.replace("[[contests]]", f"{MOTIONS}\n[[contests]]", 1)


def vote(running: Service, links: list[dict[str, str]]) -> None:
    voters = []
    for row, votes in zip(links, VOTES, strict=False):
        found = re.search("#l=([^&]+)", row["link"])
        assert found
        rankings = [(number,) if number else () for number in votes]
        choices = dict(zip(("composite-2", "rule-change"), rankings, strict=True))
        choices["committee"] = (1, 2)
        voters.append(Voter(row["number"], found[1], choices))
    asyncio.run(Members(running.address, manifest_of(running)).vote(voters, lambda: None))


def test_a_motion_is_decided_from_notice_to_evidence(tmp_path: Path) -> None:
    with service(tmp_path / "data") as running:
        ann, bob = officers(running)
        freeze_motions(ann, bob)
        anybody = running.browser()
        said = text_of(anybody.get(PUBLIC))
        assert "Needed: more than 1/2 of the votes for and against. The quorum is 3" in said
        assert "there is a casting vote: chair. 8 members may vote." in said
        assert "A motion. Needed: at least 2/3 of the votes of all who voted" in said
        assert "It is never carried unless more vote for it than against it." in said
        links = links_of(ann)
        move_clock(ann, "opens")
        vote(running, links)
        move_clock(ann, "box")
        for step in ("close", "open", "count"):
            both_do(ann, bob, step)
        equal_votes_are_shown(ann)
        casting_vote(ann, bob)
        both_do(ann, bob, "count")
        assert "no casting vote has been recorded" not in text_of(ann.get(HERE))
        assert ann.client.get(f"{HERE}/steps/casting-vote").status_code == 200
        assert "No motion has equal votes" in text_of(ann.get(f"{HERE}/steps/casting-vote"))
        both_do(ann, bob, "declare")
        everybody_sees_it(running, anybody)


def freeze_motions(ann: Browser, bob: Browser) -> None:
    load(ann, notice())
    assert import_roll(ann).status_code == 200
    page = ann.send(ann.get(f"{HERE}/prepare"), "/prepare").text
    assert "A motion: more than 1/2 of for and against; quorum 3; casting vote: chair." in text_of(
        page
    )
    proposal = ann.send(page, "/steps/freeze", {"reason": "As agreed."})
    assert bob.confirm(bob.get(proposal.url.path)).status_code == 200


def equal_votes_are_shown(ann: Browser) -> None:
    said = text_of(ann.get(f"{HERE}/results"))
    assert "In favour 5 Opposed 2 Abstaining 0" in said
    assert "The motion is carried." in said
    assert "Elected, in this order: Ada Example and Bea <Example>." in said
    assert "has not been given, and silence does not carry a motion" in said
    for path in (HERE, f"{HERE}/steps/declare"):
        said = text_of(ann.get(path))
        assert "‘Composite 2’: the casting vote is with: chair." in said, path
        assert "without it, the motion is lost" in said and "Record the casting vote" in said
    assert "Composite 2" not in ann.get(f"{HERE}/steps/withdraw"), "For cannot withdraw"
    refused = ann.step("withdraw", {"candidate": "composite-2/1"})
    assert (refused.status_code, "Choose one of the candidates" in refused.text) == (422, True)


def casting_vote(ann: Browser, bob: Browser) -> None:
    for wrong, status, why in (
        ({"candidate": ""}, 422, "Choose for or against"),
        ({"candidate": "composite-2/3"}, 422, "Choose for or against"),
        ({"candidate": "rule-change/1"}, 409, "settles a motion with equal votes"),
        ({"candidate": "nothing/1"}, 409, "settles a motion with equal votes"),
    ):
        refused = ann.step("casting-vote", wrong)
        assert (refused.status_code, why in text_of(refused.text)) == (status, True), wrong
    proposal = ann.step("casting-vote", {"candidate": "composite-2/1"})
    said = text_of(bob.get(proposal.url.path))
    assert "Composite 2 Casting vote for For" in said
    own = ann.post(f"{proposal.url.path}/confirm", {})
    assert own.status_code >= 400
    assert bob.confirm(bob.get(proposal.url.path)).status_code == 200
    assert "They have not been counted" in text_of(ann.get(HERE)), "it has to be counted again"


def everybody_sees_it(running: Service, anybody: Browser) -> None:
    said = text_of(anybody.get(f"{PUBLIC}/result"))
    assert said.count("The motion is carried.") == 2
    assert "Elected, in this order: Ada Example and Bea <Example>." in said
    assert "For 3 Against 3 Abstaining 1 Blank or invalid 0 Entitled to vote 8" in said
    assert "the casting vote (chair) is for the motion" in said
    assert "2/3 of 7 is 14/3, so 5 votes for are needed; there are 5." in said
    base = f"{running.address}{PUBLIC}/contests/composite-2"
    record = httpx.get(f"{base}/record.json").json()
    assert (record["format"], record["outcome"]) == ("omov/motion-record/v1", "carried")
    assert httpx.get(f"{base}/minutes.txt").text.endswith("The motion is carried.\n")
    assert httpx.get(f"{base}/sheet.csv").status_code == 404
    api = f"{running.address}/office/api/v1/elections/{ELECTION}"
    results = httpx.get(f"{api}/results").json()["contests"]
    motions, (committee,) = results[:2], results[2:]
    assert [(one["elected"], one["record"]["outcome"]) for one in motions] == [([], "carried")] * 2
    assert committee["elected"] == ["Ada Example", "Bea <Example>"]
    acts = httpx.get(api).json()["acts"]
    assert [(act["kind"], act["officers"]) for act in acts] == [("casting-vote", ["ann", "bob"])]
    evidence = httpx.get(f"{api}/evidence.zip").content
    verdict = verify_evidence(io.BytesIO(evidence), manifest_of(running).mh)
    assert verdict.overall == "verified", verdict
    assert [motion.outcome for motion in verdict.motions] == ["carried", "carried"]
    assert json.dumps(verdict.to_json()).count("The motion is carried.") == 2
