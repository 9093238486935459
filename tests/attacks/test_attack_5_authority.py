"""The attack table of the protocol, row 13: stuffing by the authority. And what comes later.

The last three rows are attacks on the service, which this library is not; they are tested with it.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from random import Random

import pytest

from ballots.acts import Extend, RollChange, reason_hash, write_act
from ballots.audit import next_entry
from ballots.credential import IssuerKey, blind_sign
from ballots.declaration import Declaration, SignedDeclaration
from ballots.endorse import attest
from ballots.errors import (
    BadSignatureError,
    EvidenceError,
    NotEntitledError,
    RollError,
)
from ballots.evidence import files, make_draft, write_evidence
from ballots.leaves import ActLeaf, RollCloseLeaf
from ballots.log import verify_inclusion
from ballots.marks import SortedTree, mark_hash, mark_hashes
from ballots.plaintext import Choice
from ballots.rehearsal import Device
from ballots.roll import MarkState
from tests.attacks.forger import Forger
from tests.attacks.insider import (
    EVERYBODY,
    OFFICERS,
    OPERATOR,
    honest,
    only,
    two_contests,
    verdict_on,
)
from tests.ballots.elections import CLOSES, by_officers, seed_of
from tests.ballots.whole_election import begin, declared, frozen

ROWS_OF_THE_SERVICE = {
    "cookie or session at the box": "the box's HTTP room refuses requests that carry one",
    "stolen link": "second part, rate limits and the notice of a draw belong to the roll office's room",
    "malicious script": "content security policy, origins and the bundle's digest belong to the pages",
}

# Row 13: stuffing by the authority.


def test_ballots_signed_off_the_books_are_caught_by_totals() -> None:
    attack = Forger(OPERATOR | OFFICERS)
    for number in range(4):
        attack.insert(attack.stuffed(f"off the books {number}", Choice((5,))))
    attack.close_again()
    assert "totals" in verdict_on(attack.forge()).failed


def test_papers_of_members_who_never_voted_show_in_their_own_marks() -> None:
    # A dishonest roll office can raise D while it stays within E. No total shows it; but each
    # member can ask for their own mark with its proof, and this member never drew.
    played = honest()[0]
    row = played.rolls.row("member-18")
    assert row is not None
    hashes = list(mark_hashes(played.state.standing, played.rolls))
    mine = mark_hash(played.manifest.mh, row, "executive", MarkState.NOT_DRAWN, 0)
    index, size, proof = SortedTree.of(hashes).proof(mine)
    close = played.state.roll_close
    assert close is not None
    verify_inclusion(mine, index, size, proof, close.marked_root)
    claimed = mark_hash(played.manifest.mh, row, "executive", MarkState.DRAWN, 0)
    with pytest.raises(RollError, match="not in the tree"):
        SortedTree.of(hashes).proof(claimed)


def test_more_drawn_papers_than_members_are_caught_by_totals() -> None:
    attack = Forger(EVERYBODY)
    attack.close_roll_again(drawn=40)
    assert verdict_on(attack.forge()).failed == ("totals",)


def test_more_members_than_the_manifest_and_acts_say_are_caught_by_roll_close() -> None:
    attack = Forger(EVERYBODY)
    attack.close_roll_again(entitled=40)
    assert verdict_on(attack.forge()).failed == ("roll-close",)


def test_a_roll_close_that_the_roll_office_did_not_sign_is_caught_by_roll_close() -> None:
    attack = Forger(EVERYBODY - {"roll"})
    attack.close_roll_again(drawn=16)
    assert verdict_on(attack.forge()).failed == ("roll-close",)


def test_paper_ballots_beyond_the_marks_are_caught_by_totals() -> None:
    attack = Forger(EVERYBODY)
    attack.close_roll_again(on_paper=1)
    assert verdict_on(attack.forge()).failed == ("totals",)


def test_a_member_who_is_not_on_the_roll_draws_nothing() -> None:
    manifest, rows = frozen(two_contests(), pool=2)
    played = begin(manifest, rows, Random(1))
    with pytest.raises(NotEntitledError):
        played.draw("member-99", "executive", played.device("member-99", "executive"))


def act_by(attack: Forger, *officers: str) -> ActLeaf:
    """An act that enlarges the roll, by these officers, before the roll closes."""
    standing = attack.standing()
    deed = RollChange("executive", 30)
    act = write_act(attack.manifest.mh, standing.last_act + 1, deed, reason_hash(bytes(32), "why"))
    return ActLeaf(act, only(*officers, message=act.message()))


@pytest.mark.parametrize("officers", [("ann",), (), ("eve",)])
def test_an_act_without_two_officers_is_caught_by_acts(officers: tuple[str, ...]) -> None:
    attack = Forger(EVERYBODY)
    attack.insert(act_by(attack, *officers))
    assert verdict_on(attack.forge()).failed == ("acts",)


def test_an_act_that_one_person_signed_for_two_is_caught_by_acts() -> None:
    attack = Forger(EVERYBODY)
    leaf = act_by(attack, "ann")
    as_cat = replace(leaf.endorsements[0], officer="cat")
    attack.insert(ActLeaf(leaf.act, (*leaf.endorsements, as_cat)))
    assert verdict_on(attack.forge()).failed == ("acts",)


def test_the_service_cannot_attest_for_an_officer_who_has_a_key() -> None:
    attack = Forger(EVERYBODY)
    leaf = act_by(attack, "ann")
    forged = attest("cat", seed_of("office"), leaf.act.message())
    attack.insert(ActLeaf(leaf.act, (*leaf.endorsements, forged)))
    assert verdict_on(attack.forge()).failed == ("acts",)


def test_an_act_left_out_of_the_log_is_caught_by_acts() -> None:
    attack = Forger(EVERYBODY)
    at = next(at for at, leaf in enumerate(attack.decoded()) if isinstance(leaf, ActLeaf))
    del attack.leaves[at]
    assert "acts" in verdict_on(attack.forge()).failed


def test_a_voting_time_moved_after_the_roll_closed_is_caught_by_acts() -> None:
    attack = Forger(EVERYBODY)
    standing = attack.standing()
    deed = Extend(CLOSES.replace(month=3))
    act = write_act(attack.manifest.mh, standing.last_act + 1, deed, reason_hash(bytes(32), "w"))
    leaf = ActLeaf(act, by_officers(act.message(), "ann", "cat"))
    attack.insert(leaf, attack.find(RollCloseLeaf) + 1)
    assert verdict_on(attack.forge()).failed == ("acts",)


def test_an_audit_entry_left_out_is_caught_by_audit_chain() -> None:
    attack = Forger(EVERYBODY)
    del attack.audit[3]
    assert verdict_on(attack.forge()).failed == ("audit chain",)


def test_an_audit_log_rewritten_after_the_declaration_is_caught_by_audit_chain() -> None:
    # The administrator of the host chains it anew; what the officers declared stays.
    attack = Forger(EVERYBODY - OFFICERS)
    kept = [entry for at, entry in enumerate(attack.audit) if at != 3]
    lines, last = b"", None
    for entry in kept:
        last = next_entry(last, entry.time, entry.actor, entry.act, {"rewritten": True})
        lines += last.dump() + b"\n"
    attack.changed[files.AUDIT] = lambda data: lines
    assert verdict_on(attack.forge()).failed == ("declaration",)
    attack = Forger(EVERYBODY)
    attack.changed[files.AUDIT] = lambda data: lines
    assert verdict_on(attack.forge()).failed == ("audit chain",)


def test_a_declaration_by_one_officer_is_caught_by_declaration() -> None:
    attack = Forger(EVERYBODY)

    def alone(data: bytes) -> bytes:
        said = SignedDeclaration.load(data)
        return SignedDeclaration(said.declaration, said.endorsements[:1]).dump()

    attack.changed[files.DECLARATION] = alone
    assert verdict_on(attack.forge()).failed == ("declaration",)


def test_a_share_hash_that_no_trustee_confirmed_is_caught_by_acknowledgements() -> None:
    manifest = honest()[0].manifest
    trustees = tuple(
        replace(trustee, share_hash=hashlib.sha256(b"%d" % at).digest())
        for at, trustee in enumerate(manifest.seal.trustees)
    )
    changed = replace(manifest, seal=replace(manifest.seal, trustees=trustees))
    attack = Forger(OPERATOR | OFFICERS, manifest=changed)
    assert "acknowledgements" in verdict_on(attack.forge(), expected=changed.mh).failed


def test_a_declaration_is_never_signed_where_the_draft_says_otherwise() -> None:
    draft = make_draft(honest()[1])
    signed = declared(draft)
    other: Declaration = replace(draft.declaration, root=bytes(32))
    forged = declared(replace(draft, declaration=other))
    with pytest.raises(EvidenceError, match="not the one that was drawn up"):
        write_evidence(io.BytesIO(), draft, forged)
    with pytest.raises(BadSignatureError):
        write_evidence(io.BytesIO(), draft, replace(signed, endorsements=signed.endorsements[:1]))


def test_another_issuer_key_signs_nothing_that_is_taken() -> None:
    device = Device(honest()[0].manifest, "executive", bytes(32))
    other = IssuerKey.generate()
    z = int.from_bytes(device.request(), "big") % other.n
    answer = blind_sign(other, z.to_bytes(384, "big"))
    with pytest.raises(BadSignatureError, match="not a credential"):
        device.take(answer)
