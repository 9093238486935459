"""The roll office: one draw each, re-issues by two, marks that anyone on the roll can check."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from ballots.acts import Cancel, Extend, Reissue, RollChange
from ballots.documents import RollCount
from ballots.errors import (
    AlreadyDrawnError,
    BadSignatureError,
    ClosedError,
    EncodingError,
    NotEntitledError,
    RollError,
)
from ballots.log import verify_inclusion
from ballots.marks import (
    SortedTree,
    mark_hash,
    mark_hashes,
    roll_close,
    roll_root,
    roll_row_hash,
)
from ballots.memory import MemoryRollStore
from ballots.roll import MarkState, Paper, RollOffice, grant_message
from ballots.standing import Phase, Standing, standing_at_first
from tests.ballots.elections import (
    BOX_CLOSES,
    CLOSES,
    ELECTION,
    OPENS,
    a_manifest,
    an_act,
    by_officers,
    rows_of,
)

CONTESTS = ("executive", "motion-1")
Z = bytes(383) + b"\x05"
ANOTHER_Z = bytes(383) + b"\x06"


@pytest.fixture
def store() -> MemoryRollStore:
    return MemoryRollStore(rows_of(8, CONTESTS))


@pytest.fixture
def office(store: MemoryRollStore) -> RollOffice:
    return RollOffice(store)


@pytest.fixture(scope="module")
def standing() -> Standing:
    return standing_at_first(a_manifest())


def allowing(standing: Standing, times: int, contest: str = "executive") -> Standing:
    for _ in range(times):
        act = an_act(standing.manifest, standing.last_act + 1, Reissue(contest))
        standing = standing.after(act)
    return standing


def grant(
    office: RollOffice,
    standing: Standing,
    number: int = 1,
    member: str = "member-1",
    officers: tuple[str, ...] = ("ann", "bob"),
) -> None:
    message = grant_message(standing.manifest.mh, "executive", member, number)
    office.reissue(standing, member, "executive", by_officers(message, *officers))


def test_a_paper_is_drawn_once_and_the_same_request_may_come_again(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    assert office.draw(standing, "member-1", "executive", Z, OPENS)
    assert not office.draw(standing, "member-1", "executive", Z, OPENS)
    with pytest.raises(AlreadyDrawnError):
        office.draw(standing, "member-1", "executive", ANOTHER_Z, OPENS)
    assert store.paper("member-1", "executive").drawn == (hashlib.sha256(Z).digest(),)


def test_papers_of_different_contests_and_members_are_apart(
    office: RollOffice, standing: Standing
) -> None:
    assert office.draw(standing, "member-1", "executive", Z, OPENS)
    assert office.draw(standing, "member-1", "motion-1", ANOTHER_Z, OPENS)
    assert office.draw(standing, "member-2", "executive", ANOTHER_Z, OPENS)


def test_nobody_draws_who_is_not_entitled(standing: Standing) -> None:
    store = MemoryRollStore(rows_of(1, ("executive",)))
    office = RollOffice(store)
    for member, contest in [("member-9", "executive"), ("member-1", "motion-1")]:
        with pytest.raises(NotEntitledError):
            office.draw(standing, member, contest, Z, OPENS)
    with pytest.raises(NotEntitledError, match="no contest"):
        office.draw(standing, "member-1", "nowhere", Z, OPENS)


def test_draws_stop_at_the_closing_time_but_a_lost_answer_is_given_again_until_the_box_closes(
    office: RollOffice, standing: Standing
) -> None:
    second = timedelta(seconds=1)
    with pytest.raises(ClosedError):
        office.draw(standing, "member-1", "executive", Z, OPENS - second)
    assert office.draw(standing, "member-1", "executive", Z, CLOSES - second)
    with pytest.raises(ClosedError):
        office.draw(standing, "member-2", "executive", Z, CLOSES)
    assert not office.draw(standing, "member-1", "executive", Z, BOX_CLOSES - second)
    with pytest.raises(ClosedError):
        office.draw(standing, "member-1", "executive", Z, BOX_CLOSES)
    with pytest.raises(ClosedError):
        office.draw(standing.at(Phase.CLOSED), "member-1", "executive", Z, OPENS)


def test_an_extension_moves_the_end(office: RollOffice, standing: Standing) -> None:
    later = standing.after(an_act(standing.manifest, 1, Extend(CLOSES + timedelta(hours=1))))
    assert office.draw(later, "member-1", "executive", Z, CLOSES)


def test_nothing_is_drawn_in_a_cancelled_contest(office: RollOffice, standing: Standing) -> None:
    cancelled = standing.after(an_act(standing.manifest, 1, Cancel("executive")))
    with pytest.raises(RollError, match="cancelled"):
        office.draw(cancelled, "member-1", "executive", Z, OPENS)
    assert office.draw(cancelled, "member-1", "motion-1", Z, OPENS)


@pytest.mark.parametrize("z", [bytes(384), b"\xff" * 384, Z[1:], b"\0" + Z, b""])
def test_a_blinded_value_lies_between_0_and_the_modulus(
    office: RollOffice, standing: Standing, z: bytes
) -> None:
    with pytest.raises(EncodingError):
        office.draw(standing, "member-1", "executive", z, OPENS)


def test_a_reissue_by_two_officers_and_an_act_allows_one_more_draw(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    allowed = allowing(standing, 1)
    office.draw(allowed, "member-1", "executive", Z, OPENS)
    grant(office, allowed)
    assert office.draw(allowed, "member-1", "executive", ANOTHER_Z, OPENS)
    assert not office.draw(allowed, "member-1", "executive", Z, OPENS)
    with pytest.raises(AlreadyDrawnError):
        office.draw(allowed, "member-1", "executive", Z[:-1] + b"\x07", OPENS)
    assert store.paper("member-1", "executive").reissued == 1


def test_a_reissue_takes_two_officers_an_act_and_a_draw(
    office: RollOffice, standing: Standing
) -> None:
    allowed = allowing(standing, 1)
    with pytest.raises(RollError, match="nothing has been drawn"):
        grant(office, allowed)
    office.draw(standing, "member-1", "executive", Z, OPENS)
    with pytest.raises(BadSignatureError, match="2 officers"):
        grant(office, allowed, officers=("ann",))
    with pytest.raises(BadSignatureError):
        grant(office, allowed, number=2)
    with pytest.raises(RollError, match="no act"):
        grant(office, standing)
    grant(office, allowed)
    with pytest.raises(RollError, match="waits to be used"):
        grant(office, allowing(standing, 2), number=2)


def test_the_same_grant_again_changes_nothing(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    allowed = allowing(standing, 2)
    office.draw(allowed, "member-1", "executive", Z, OPENS)
    grant(office, allowed)
    once = store.paper("member-1", "executive")
    grant(office, allowed)
    assert store.paper("member-1", "executive") == once
    assert once.granted == 1


def test_an_act_is_used_up_by_one_reissue(office: RollOffice, standing: Standing) -> None:
    allowed = allowing(standing, 1)
    for member in ("member-1", "member-2"):
        office.draw(allowed, member, "executive", Z, OPENS)
    grant(office, allowed)
    with pytest.raises(RollError, match="no act"):
        grant(office, allowed, member="member-2")


def test_nobody_draws_and_votes_on_paper(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    office.draw(standing, "member-1", "executive", Z, OPENS)
    with pytest.raises(RollError, match="cannot vote on paper"):
        office.mark_on_paper("member-1", "executive")
    office.mark_on_paper("member-2", "executive")
    office.mark_on_paper("member-2", "executive")
    with pytest.raises(RollError, match="on paper"):
        office.draw(standing, "member-2", "executive", Z, OPENS)
    assert store.paper("member-2", "executive").state == MarkState.ON_PAPER


def test_members_who_have_drawn_cannot_be_taken_off_the_roll(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    office.draw(standing, "member-1", "motion-1", Z, OPENS)
    office.mark_on_paper("member-2", "executive")
    for member in ("member-1", "member-2"):
        with pytest.raises(RollError, match="cannot be taken off"):
            office.remove(member)
    assert office.remove("member-3").contests == CONTESTS
    assert store.row("member-3") is None
    with pytest.raises(NotEntitledError):
        office.remove("member-3")


def test_two_requests_at_once_cannot_both_change_a_paper(store: MemoryRollStore) -> None:
    before = store.paper("member-1", "executive")
    store.put_paper("member-1", "executive", before, Paper(drawn=(b"one",)))
    with pytest.raises(RollError, match="another request"):
        store.put_paper("member-1", "executive", before, Paper(drawn=(b"two",)))


def test_the_roll_close_counts_every_paper(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    allowed = allowing(standing, 1)
    for member in ("member-1", "member-2"):
        office.draw(allowed, member, "executive", Z, OPENS)
    grant(office, allowed)
    office.draw(allowed, "member-1", "executive", ANOTHER_Z, OPENS)
    office.mark_on_paper("member-3", "executive")
    assert roll_close(allowed, store).counts == (
        RollCount("executive", 8, 2, 1, 1),
        RollCount("motion-1", 8, 0, 0, 0),
    )


def test_a_roll_that_has_changed_needs_an_act(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    office.remove("member-8")
    with pytest.raises(RollError, match="roll-change"):
        roll_close(standing, store)
    for contest in CONTESTS:
        act = an_act(standing.manifest, standing.last_act + 1, RollChange(contest, 7))
        standing = standing.after(act)
    assert [count.entitled for count in roll_close(standing, store).counts] == [7, 7]


def test_the_root_of_the_roll_does_not_depend_on_its_order_and_changes_with_every_row() -> None:
    rows = rows_of(5, CONTESTS)
    root = roll_root(ELECTION, rows)
    assert roll_root(ELECTION, rows[::-1]) == root
    others = {
        roll_root("other", rows),
        roll_root(ELECTION, rows[1:]),
        roll_root(ELECTION, (replace(rows[0], member="member-9"), *rows[1:])),
        roll_root(ELECTION, (replace(rows[0], contests=("executive",)), *rows[1:])),
        roll_root(ELECTION, (replace(rows[0], salt=bytes(32)), *rows[1:])),
    }
    assert len(others | {root}) == 6


def test_each_member_can_check_their_own_row_and_their_own_mark(
    office: RollOffice, store: MemoryRollStore, standing: Standing
) -> None:
    office.draw(standing, "member-4", "executive", Z, OPENS)
    closing = roll_close(standing, store)
    row = store.row("member-4")
    assert row is not None
    mark = mark_hash(standing.manifest.mh, row, "executive", MarkState.DRAWN, 0)
    index, size, proof = SortedTree.of(mark_hashes(standing, store)).proof(mark)
    assert size == 16
    verify_inclusion(mark, index, size, proof, closing.marked_root)
    denied = mark_hash(standing.manifest.mh, row, "executive", MarkState.NOT_DRAWN, 0)
    with pytest.raises(RollError, match="not in the tree"):
        SortedTree.of(mark_hashes(standing, store)).proof(denied)
    own = roll_row_hash(ELECTION, row)
    rows = [roll_row_hash(ELECTION, other) for other in store.rows()]
    index, size, proof = SortedTree.of(rows).proof(own)
    verify_inclusion(own, index, size, proof, standing.manifest.roll_root)
