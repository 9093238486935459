"""Tamperings with the evidence, resealed by everybody together, and the one check that catches each.

What is changed here, nobody's key can mend: every signature that could be made again has been.
Changes to the log and to acts are in the files `test_attack_*`; tricks with the zip file are in
`test_zip_tricks`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ballots.acts import Annul, Correct, Extend, Lot, Withdraw
from ballots.encoding import to_base64url
from ballots.evidence import files
from tests.attacks.forger import Forger
from tests.attacks.insider import EVERYBODY, honest, verdict_on
from tests.attacks.tamperings import (
    MINUTES,
    PAPERS,
    RECORD,
    Tampering,
    also,
    another_order_of_lots,
    another_place,
    audit_line,
    bundle,
    close_of,
    close_with_another_last_act,
    cosigned_by_a_stranger,
    exchange_first_two_trustees,
    extra_checkpoint,
    fewer_stages,
    final_without_witnesses,
    first_leaf_of_another,
    flipped,
    leaf_after_close,
    more_votes_in_the_log,
    no_close,
    no_roll_close,
    note_twice,
    other_rule,
    paper_batch,
    record,
    set_to,
    signature,
    text,
    two_roll_closes,
    unknown_rule,
    value,
    without,
)

TAMPERINGS: dict[str, tuple[Tampering, tuple[str, ...]]] = {
    # Files that are not there, or too many
    "an unknown file": (also("notes.txt", b"hello"), ("inventory",)),
    "papers of a contest that there is not": (
        also(files.contest_file("nobody", files.PAPERS), b"{}"),
        ("contest files",),
    ),
    "no papers": (without(PAPERS), ("contest files",)),
    "no record": (without(RECORD), ("contest files",)),
    "no manifest": (without(files.MANIFEST), ("manifest",)),
    "no checkpoints": (without(files.CHECKPOINTS), ("tree",)),
    "no leaves": (lambda attack: attack.removed.add(bundle()), ("tree",)),
    "another bundle of leaves": (also("log/tile/entries/001", b"x"), ("tree",)),
    "no opening": (without(files.OPENING), ("opening",)),
    "no opening seed, though publication is full": (without(files.OPENING_SEED), ("opening key",)),
    "no audit log": (without(files.AUDIT), ("audit chain",)),
    "no acts": (without(files.ACTS), ("acts after the close",)),
    "no reasons": (without(files.REASONS), ("reasons",)),
    "no acknowledgements": (without(files.ACKNOWLEDGEMENTS), ("acknowledgements",)),
    # Manifest
    "a manifest with a space": (text(files.MANIFEST, '"bodies":', '"bodies": '), ("manifest",)),
    "a manifest with an unknown key": (
        value(files.MANIFEST, set_to("extra", to=1)),
        ("manifest",),
    ),
    "a manifest that is not JSON": (text(files.MANIFEST, "{", "["), ("manifest",)),
    "a rule with other clauses": (other_rule, ("expected manifest", "rules", "leaves")),
    "a rule that nobody wrote": (unknown_rule, ("expected manifest", "rules", "leaves")),
    "a room that did not confirm": (
        value(files.ACKNOWLEDGEMENTS, set_to("rooms", "box", to=to_base64url(bytes(64)))),
        ("acknowledgements",),
    ),
    "trustees who did not confirm": (
        value(files.ACKNOWLEDGEMENTS, lambda found: found["trustees"].__delitem__(slice(0, 2))),
        ("acknowledgements",),
    ),
    "a trustee's signature for another's": (
        value(files.ACKNOWLEDGEMENTS, exchange_first_two_trustees),
        ("acknowledgements",),
    ),
    # Tree, checkpoints, witnesses
    "a bit of a leaf": (flipped(bundle, 500), ("tree",)),
    "a checkpoint of another tree": (extra_checkpoint, ("checkpoints",)),
    "a checkpoint twice": (note_twice, ("checkpoints",)),
    "a final checkpoint without witnesses": (final_without_witnesses, ("witnesses",)),
    "cosignatures under other names": (cosigned_by_a_stranger, ("witnesses",)),
    # Acts and close
    "the leaf of another manifest": (first_leaf_of_another, ("leaves",)),
    "two roll-closes": (two_roll_closes, ("roll-close",)),
    "no roll-close": (no_roll_close, ("close",)),
    "no close leaf": (no_close, ("close",)),
    "a close leaf with another last act": (close_with_another_last_act, ("close",)),
    "a close leaf with fewer ballots": (close_of(ballots=1), ("totals",)),
    "a close leaf with fewer keys": (close_of(keys=1), ("totals",)),
    "a close leaf with fewer paper ballots": (close_of(papers=1), ("close",)),
    "paper ballots that nobody endorsed": (paper_batch(unsigned=True), ("paper batches",)),
    "paper ballots under another number": (paper_batch(number=2), ("paper batches",)),
    "paper ballots of no contest": (paper_batch(contest="nowhere"), ("paper batches",)),
    "paper ballots of another length": (paper_batch(sealed=(b"x",)), ("paper batches",)),
    "an act before its time, after the close": (
        lambda attack: attack.changed.update(
            {files.ACTS: lambda _: leaf_after_close(Extend(honest()[0].now + timedelta(days=9)))}
        ),
        ("acts after the close",),
    ),
    "an act after the close by one officer": (
        lambda attack: attack.changed.update(
            {files.ACTS: lambda _: leaf_after_close(Annul("executive", "no"), officers=("ann",))}
        ),
        ("acts after the close",),
    ),
    "witnessed lots where the opening draws them": (
        lambda attack: attack.changed.update(
            {files.ACTS: lambda _: leaf_after_close(Lot("executive", ("1", "2", "3", "4", "5")))}
        ),
        ("acts after the close",),
    ),
    "another reason": (
        value(files.REASONS, set_to("reasons", 0, "reason", to="Another reason")),
        ("reasons",),
    ),
    "a reason for an act that there is not": (
        value(files.REASONS, set_to("reasons", -1, "act", to=99)),
        ("reasons",),
    ),
    # Totals, opening, plaintexts
    "more ballots than papers": (more_votes_in_the_log, ("totals",)),
    "an opening of another size": (value(files.OPENING, set_to("size", to=7)), ("opening",)),
    "an opening of another root": (
        value(files.OPENING, set_to("root", to=to_base64url(bytes(32)))),
        ("opening",),
    ),
    "an opening with a broken signature": (value(files.OPENING, signature(1)), ("opening",)),
    "an opening signed twice by one": (
        value(
            files.OPENING, lambda found: found["signatures"].__setitem__(1, found["signatures"][0])
        ),
        ("opening",),
    ),
    "one paper more": (
        value(PAPERS, lambda found: found["rankings"][0].__setitem__("papers", 9)),
        ("plaintexts",),
    ),
    "a paper changed": (
        value(PAPERS, lambda found: found["rankings"][0].__setitem__("ranking", [5])),
        ("plaintexts",),
    ),
    "an abstention hidden": (value(PAPERS, set_to("abstentions", to=0)), ("plaintexts",)),
    "papers with something after them": (
        lambda attack: attack.changed.update({PAPERS: lambda data: data + b"\n"}),
        ("plaintexts",),
    ),
    # Recount
    "another order of the lots": (record(another_order_of_lots), ("lots",)),
    "a place fewer": (record(another_place), ("records",)),
    "a stage left out": (record(fewer_stages), ("recount", "independent check")),
    "a record with a space": (text(RECORD, ":", ": "), ("records",)),
    "a record with another digest": (
        value(RECORD, set_to("digest", to="sha256:" + "0" * 64)),
        ("records",),
    ),
    "another candidate elected": (value(RECORD, set_to("elected", to=["5"])), ("records",)),
    "other minutes": (text(MINUTES, "Ada", "Eve"), ("minutes",)),
    # Declaration and audit
    "a declaration of another root": (
        lambda attack: setattr(attack, "declare", lambda d: replace(d, root=bytes(32))),
        ("declaration",),
    ),
    "a declaration of another election": (
        lambda attack: setattr(attack, "declare", lambda d: replace(d, mh=bytes(32))),
        ("declaration",),
    ),
    "a declaration of another inventory": (
        lambda attack: setattr(attack, "declare", lambda d: replace(d, inventory_digest=bytes(32))),
        ("declaration",),
    ),
    "a declaration without a contest": (
        lambda attack: setattr(attack, "declare", lambda d: replace(d, contests=d.contests[:1])),
        ("declaration",),
    ),
    "a declaration of other minutes": (
        lambda attack: setattr(
            attack,
            "declare",
            lambda d: replace(
                d, contests=(replace(d.contests[0], minutes_digest=bytes(32)), *d.contests[1:])
            ),
        ),
        ("declaration",),
    ),
    "a declaration with a broken signature": (
        value(files.DECLARATION, signature(1)),
        ("declaration",),
    ),
    "a declaration of another audit head": (
        lambda attack: setattr(attack, "declare", lambda d: replace(d, audit_head=bytes(32))),
        ("audit chain",),
    ),
    "an audit entry twice": (audit_line(lambda lines: [lines[0], *lines]), ("audit chain",)),
    "the last audit entry left out": (audit_line(lambda lines: lines[:-1]), ("audit chain",)),
    "an audit log without its last newline": (
        audit_line(lambda lines: [*lines[:-1], lines[-1].rstrip()]),
        ("audit chain",),
    ),
    "an audit log of one endless line": (
        audit_line(lambda lines: [b"x" * 100_000]),
        ("audit chain",),
    ),
    "an act by a stranger in the audit log": (
        audit_line(lambda lines: [line.replace(b'"ann"', b'"eve"') for line in lines]),
        ("audit chain",),
    ),
    # After the declaration
    "late acts that are not canonical JSON": (
        also(files.LATER_ACTS, b'{"format":"omov/acts/v1","leaves":[]} '),
        ("later acts",),
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_is_caught_by_the_check_that_is_for_it(name: str) -> None:
    tamper, expected = TAMPERINGS[name]
    attack = Forger(EVERYBODY)
    tamper(attack)
    verdict = verdict_on(attack.forge())
    assert verdict.failed == expected


def test_there_are_at_least_forty_tamperings_that_are_caught() -> None:
    assert len(TAMPERINGS) >= 40
    assert all(expected for _, expected in TAMPERINGS.values())


def test_corrections_and_annulments_after_the_declaration_are_shown() -> None:
    attack = Forger(EVERYBODY)
    acts = leaf_after_close(Correct("executive", "Ada is Ada B."), Annul("motion-1", "Quorum"))
    attack.added[files.LATER_ACTS] = acts
    verdict = verdict_on(attack.forge())
    assert verdict.failed == ()
    said = " ".join(verdict.notes)
    assert "corrects 'executive': Ada is Ada B." in said
    assert "annuls 'motion-1': Quorum" in said


@pytest.mark.parametrize("officers", [("ann",), ("eve",)])
def test_an_annulment_without_two_officers_is_caught_by_later_acts(
    officers: tuple[str, ...],
) -> None:
    attack = Forger(EVERYBODY)
    attack.added[files.LATER_ACTS] = leaf_after_close(Annul("executive", "no"), officers=officers)
    assert verdict_on(attack.forge()).failed == ("later acts",)


def test_a_late_act_that_is_neither_correction_nor_annulment_is_caught_by_later_acts() -> None:
    attack = Forger(EVERYBODY)
    attack.added[files.LATER_ACTS] = leaf_after_close(Withdraw("executive", "1"))
    assert verdict_on(attack.forge()).failed == ("later acts",)
