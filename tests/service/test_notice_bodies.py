"""Bodies in a notice: contests that are linked, and what is refused with its line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ballots.errors import ManifestError
from ballots.manifest_contest import body_json, read_body
from ballots.reading import Node
from service.notice import NoticeError, read_notice
from service.notice.bodies import frozen_bodies
from service.notice.consistency import contest_of
from service.web.templating import environment
from tests.service.test_notice import GOOD

HEAD = GOOD[: GOOD.index("[[contests]]")].replace(
    "eligible = \"joined <= 2026-12-31 and status = 'paid'\"\n", ""
)
LINKED = (
    HEAD
    + """\
[[contests]]
id = "chair"
title = "Chair"
roll = "members"
rule = "av"

[[contests]]
id = "members"
title = "Three members"
roll = "members"
seats = 3
rule = "scottish-2011"

[[bodies]]
id = "committee"
contests = ["chair", "members"]
constraints = [
  { over = "all", attribute = "gender", value = "woman",
    min_share = { part = "1/2", rounding = "up" }, label = "half are women" },
]
if_infeasible = ["leave vacant"]

[[candidates]]
contest = ["chair", "members"]
name = "Ada Example"
attributes = { gender = "woman" }

[[candidates]]
contest = ["chair", "members"]
name = "Bob Example"
attributes = { gender = "man" }

[[candidates]]
contest = ["members"]
name = "Cara Example"
attributes = { gender = "woman" }

[[candidates]]
contest = ["members"]
name = "Dev Example"
attributes = { gender = "man" }

[[candidates]]
contest = ["members"]
name = "Eve Example"
attributes = { gender = "woman" }
"""
)


def test_one_person_has_one_id_in_all_contests_of_a_body() -> None:
    notice = read_notice(LINKED)
    chair, members = (contest_of(notice, form) for form in notice.contests)
    assert [c.id for c in chair.candidates] == ["p1", "p2"]
    assert [c.id for c in members.candidates] == ["p1", "p2", "p3", "p4", "p5"]
    assert chair.candidates[0] == members.candidates[0]
    (body,) = frozen_bodies(notice)
    (bound,) = body.constraints
    assert (body.contests, bound.over) == (("chair", "members"), ("chair", "members"))
    assert bound.constraint.least(4) == 2
    assert body.if_infeasible == ("leave vacant",)


def test_a_body_survives_the_manifest_s_encoding() -> None:
    (body,) = frozen_bodies(read_notice(LINKED))
    assert read_body(Node(body_json(body), "bodies[0]", ManifestError)) == body


def test_outside_bodies_candidates_have_their_numbers() -> None:
    notice = read_notice(GOOD)
    assert [c.id for c in contest_of(notice, notice.contests[0]).candidates] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'contests = ["chair", "members"]',
            'contests = ["chair", "treasurer"]',
            "no contest 'treasurer'",
        ),
        ('contests = ["chair", "members"]', 'contests = ["chair", "chair"]', "twice in one"),
        ('over = "all"', 'over = ["chair", "elsewhere"]', "'elsewhere' is no contest of this body"),
        ('if_infeasible = ["leave vacant"]', "", "the count must go on"),
        ('["leave vacant"]', '["relax all women"]', "'relax all women' is no step"),
        ('["leave vacant"]', '["relax half are women"]', None),
        ('id = "chair"\n', 'id = "chair"\nuncontested = "elect"\n', "counted with the others"),
        ('rule = "av"\n', 'rule = "av"\nif_infeasible = ["leave vacant"]\n', "say for the body"),
        ('rule = "scottish-2011"', 'rule = "meek-prf"', "no constraints"),
        ('several_places = "skip"', "", None),
        (
            'min_share = { part = "1/2", rounding = "up" }',
            "min = 4",
            "half are women",
        ),
        ('contest = ["members"]\nname = "Eve', 'contest = ["chair"]\nname = "Eve', None),
    ],
)
def test_what_cannot_be_counted_together_is_refused_before_the_freeze(
    old: str, new: str, said: str | None
) -> None:
    changed = LINKED.replace(old, new, 1)
    if said is None:
        read_notice(changed)
        return
    assert changed != LINKED
    with pytest.raises(NoticeError) as refused:
        read_notice(changed)
    assert said in " ".join(str(fault) for fault in refused.value.faults)


def test_an_order_of_choice_is_refused_as_long_as_it_cannot_be_lodged() -> None:
    with pytest.raises(NoticeError, match="skip"):
        read_notice(
            LINKED.replace("constraints = [\n", 'several_places = "preference"\nconstraints = [\n')
        )


def test_the_pages_say_which_contests_are_counted_together() -> None:
    notice = read_notice(LINKED.replace('over = "all"', 'over = ["members"]'))
    contests = [SimpleNamespace(id=form.id, title=form.title) for form in notice.contests]
    manifest = SimpleNamespace(contests=contests, bodies=frozen_bodies(notice))
    page = environment().get_template("_bodies.html").render(manifest=manifest)
    assert "Counted together, in this order: Chair, Three members." in page
    assert "half are women (over Three members)." in page
    assert "If that cannot be met any more: leave vacant." in page
    none = SimpleNamespace(contests=contests, bodies=())
    assert "Linked" not in environment().get_template("_bodies.html").render(manifest=none)
