"""The evidence: the same bytes each time, canonical files, public and auditors' copies, acts, recounts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from random import Random

import pytest

from ballots.acts import Cancel, Deed, Lot, Withdraw
from ballots.audit import AuditEntry
from ballots.checkpoint import verify_checkpoint
from ballots.errors import BadSignatureError, EvidenceError, LogError
from ballots.evidence import (
    CHECK_NAMES,
    ElectionRecord,
    Outcome,
    Overall,
    files,
    make_draft,
    verify_evidence,
    write_evidence,
)
from ballots.evidence.archive import MOST_BYTES, Member, write_archive
from ballots.leaves import ActLeaf, decode_leaf
from ballots.manifest_contest import RuleText
from ballots.notes import parse_note
from ballots.opening import SignedOpening, opening_of, sign_opening
from ballots.plaintext import Choice
from ballots.reading import read_canonical
from ballots.seal import SealingKey
from ballots.tally import OpenedContest
from ballots.tiles import read_bundle, write_bundle
from counting import UnknownRuleError, minutes_text, read_record, rule_digest, write_record
from counting.canonical import canonical_json
from tests.attacks.insider import inventory_of, zip_of
from tests.ballots.elections import OPENING_SEED, a_contest, seed_of
from tests.ballots.whole_election import (
    Ballots,
    Played,
    acknowledgements,
    begin,
    declared,
    evidence_of,
    frozen,
    members_of,
    play,
)


def three_places() -> Ballots:
    terms = replace(
        a_contest("executive", names=("Ada", "Ben", "Cai", "Dee", "Eve"), seats=2),
        rule=RuleText("scottish-2011", rule_digest("scottish-2011")),
        constraints=(),
    )
    rankings = ((1, 2, 3), (2, 1), (3, 4, 5), (1,), (5, 4), (2, 3, 1), (1, 3))
    return Ballots(terms, rankings, ((1, 2),), abstain=1, idle=1)


@lru_cache(maxsize=1)
def played() -> Played:
    return play([three_places()], seed=4, pool=2, again=3)


@lru_cache(maxsize=1)
def record() -> ElectionRecord:
    return played().record()


def closed(
    *deeds: Deed, before: bool = False, **changes: object
) -> tuple[Played, tuple[ActLeaf, ...]]:
    """An election with other terms, and acts before or after its close."""
    ballots = three_places()
    manifest, rows = frozen([ballots], 2, manifest_changes=changes)
    election = begin(manifest, rows, Random(6))
    for place, ranking in enumerate(ballots.rankings):
        member = f"member-{place + 1}"
        device = election.device(member, "executive")
        election.draw(member, "executive", device)
        election.cast(member, "executive", device, Choice(ranking))
    if before:
        for deed in deeds:
            election.act(deed)
        deeds = ()
    election.close()
    return election, tuple(election.act(deed) for deed in deeds)


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def outcomes(data: bytes, mh: bytes | None) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in verify_evidence(io.BytesIO(data), mh).checks}


# Writing


def test_the_same_election_gives_the_same_bytes() -> None:
    assert evidence_of(record()) == evidence_of(record())


def test_leaves_that_can_be_read_only_as_a_stream_are_enough() -> None:
    leaves = played().store.leaves
    streamed = replace(record(), leaves=lambda: (leaf for leaf in leaves))
    assert evidence_of(streamed) == evidence_of(record())


def canonically(name: str, data: bytes) -> bytes:
    """The file, read and written again."""
    if name.endswith("record.json"):
        return write_record(read_record(data))
    if name == files.CHECKPOINTS:
        notes = [parse_note(note).encode() for note in files.read_checkpoints(data)]
        return files.write_checkpoints(notes)
    if name == files.ACTS:
        return files.write_acts(files.read_acts(data))
    if name == files.INVENTORY:
        return files.write_inventory(files.read_inventory(data).values())
    if name == files.ACKNOWLEDGEMENTS:
        return files.write_acknowledgements(files.read_acknowledgements(data))
    if name == files.REASONS:
        return files.write_reasons(files.read_reasons(data))
    if name == files.OPENING_SEED:
        return files.write_opening_seed(files.read_opening_seed(data))
    if name == files.OPENING:
        return SignedOpening.load(data).dump()
    if name == files.AUDIT:
        lines = data.split(b"\n")
        assert lines.pop() == b""
        return b"".join(AuditEntry.load(line).dump() + b"\n" for line in lines)
    if name.startswith("log/tile/entries/"):
        width = int(name.rpartition("/")[2]) if ".p/" in name else 256
        return write_bundle([decode_leaf(leaf).encode() for leaf in read_bundle(data, width)])
    if name.endswith("minutes.txt"):
        kept = contents(evidence_of(record()))[name.replace("minutes.txt", "record.json")]
        return minutes_text(read_record(kept)).encode() + b"\n"
    return canonical_json(read_canonical(data, EvidenceError).value)


def test_every_file_equals_its_canonical_reserialisation() -> None:
    found = contents(evidence_of(record()))
    assert len(found) == 14
    for name, data in found.items():
        assert canonically(name, data) == data, name


def test_papers_written_in_pieces_are_the_canonical_json_of_their_value() -> None:
    rankings = tuple(((1 + n % 5, 1 + (n + 1) % 5, n), n + 1) for n in range(9000))
    opened = OpenedContest("executive", 9001, rankings, 7, (), 3)
    data = b"".join(files.papers_chunks(opened))
    assert canonical_json(json.loads(data)) == data
    assert json.loads(data)["rankings"][8999] == {"papers": 9000, "ranking": [5, 1, 8999]}
    none = OpenedContest("executive", 5, (), 0, (), 0)
    assert json.loads(b"".join(files.papers_chunks(none)))["rankings"] == []


def test_a_log_of_several_bundles_is_written_and_read() -> None:
    ballots = three_places()
    many = replace(ballots, rankings=ballots.rankings * 40)
    election = play([many], seed=3, pool=50)
    data = evidence_of(election.record())
    assert "log/tile/entries/000" in contents(data)
    assert verify_evidence(io.BytesIO(data), election.manifest.mh).overall is Overall.VERIFIED


def test_evidence_of_four_gibibytes_is_refused_before_it_is_written() -> None:
    class Nowhere(io.RawIOBase):
        def write(self, data: object) -> int:
            raise AssertionError("written")

    big = Member("big.json", MOST_BYTES, 0, lambda: ())
    with pytest.raises(EvidenceError, match="4 GiB"):
        write_archive(Nowhere(), [big])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["../x", "/x", "X.json", "a//b", "a/", "", "x" * 121])
def test_names_that_may_not_be_are_never_written(name: str) -> None:
    with pytest.raises(EvidenceError, match="names of their own"):
        write_archive(io.BytesIO(), [Member(name, 0, 0, lambda: ())])


def test_a_log_that_changes_while_it_is_written_is_noticed() -> None:
    leaves = list(played().store.leaves)
    calls = 0

    def changing() -> Iterable[bytes]:
        nonlocal calls
        calls += 1
        return leaves if calls < 4 else leaves[:-1]

    with pytest.raises(EvidenceError, match="changed while"):
        evidence_of(replace(record(), leaves=changing))


def test_a_log_that_is_not_closed_gives_no_draft() -> None:
    leaves = played().store.leaves[:-1]
    with pytest.raises(EvidenceError, match="not closed"):
        make_draft(replace(record(), leaves=lambda: leaves))


def test_a_declaration_by_one_officer_writes_no_evidence() -> None:
    draft = make_draft(record())
    signed = declared(draft)
    alone = replace(signed, endorsements=signed.endorsements[:1])
    stream = io.BytesIO()
    with pytest.raises(BadSignatureError):
        write_evidence(stream, draft, alone)
    assert stream.getvalue() == b""


# Verifying


def test_all_checks_are_reported_in_the_protocols_order() -> None:
    told: list[str] = []
    verdict = verify_evidence(
        io.BytesIO(evidence_of(record())), played().manifest.mh, told=lambda c: told.append(c.name)
    )
    assert tuple(told) == CHECK_NAMES == tuple(check.name for check in verdict.checks)
    assert verdict.overall is Overall.VERIFIED
    assert all(check.compared for check in verdict.checks)


def test_without_an_expected_hash_the_verdict_is_self_consistent_only() -> None:
    verdict = verify_evidence(io.BytesIO(evidence_of(record())))
    assert verdict.overall is Overall.SELF_CONSISTENT
    unreached = [c.name for c in verdict.checks if c.outcome is not Outcome.OK]
    assert unreached == ["expected manifest"]


def test_a_check_that_rests_on_a_failed_one_is_not_reached_and_names_it() -> None:
    found = contents(evidence_of(record()))
    found[files.MANIFEST] = b"{}"
    found[files.INVENTORY] = inventory_of(found)
    verdict = verify_evidence(io.BytesIO(zip_of(found)), bytes(32))
    assert verdict.failed == ("manifest",)
    by_name = {check.name: check for check in verdict.checks}
    assert by_name["tree"].outcome is Outcome.NOT_REACHED
    assert "manifest" in by_name["tree"].compared
    assert verdict.mh is None


def test_a_recount_under_another_rule_informs_and_decides_nothing() -> None:
    data = evidence_of(record())
    mh = played().manifest.mh
    verdict = verify_evidence(io.BytesIO(data), mh, recount_under="wigm-exact")
    assert verdict.overall is Overall.VERIFIED
    (recount,) = verdict.recounts
    assert recount.rule == "wigm-exact"
    assert recount.elected is not None
    assert len(recount.elected) == 2
    impossible = verify_evidence(io.BytesIO(data), mh, recount_under="av")
    assert impossible.overall is Overall.VERIFIED
    assert impossible.recounts[0].elected is None
    assert "av" in impossible.recounts[0].said


def test_a_recount_that_differs_says_so() -> None:
    # 5 AC, 2 B, 1 D, two places. Scottish quota 3: A's surplus brings C to 2, level with B, who
    # was ahead at stage 1, so C goes out. Exact quota 8/3: C has 7/3 and stays.
    rankings = ((1, 3),) * 5 + ((2,),) * 2 + ((4,),)
    election = play([replace(three_places(), rankings=rankings, on_paper=(), abstain=0)], pool=2)
    data = evidence_of(election.record())
    verdict = verify_evidence(io.BytesIO(data), election.manifest.mh, recount_under="wigm-exact")
    assert verdict.overall is Overall.VERIFIED
    assert set(verdict.elected[0].ids) == {"1", "2"}
    assert set(verdict.recounts[0].elected or ()) == {"1", "3"}
    assert "the result differs: Ada, Cai" in verdict.recounts[0].said


def test_a_recount_under_a_rule_that_there_is_not_is_refused_at_once() -> None:
    with pytest.raises(UnknownRuleError):
        verify_evidence(io.BytesIO(b""), recount_under="by-acclamation")


def test_a_verdict_for_programs_says_what_the_lines_say() -> None:
    verdict = verify_evidence(io.BytesIO(evidence_of(record())), recount_under="av")
    found = json.loads(canonical_json(verdict.to_json()))
    assert found["format"] == "omov/verdict/v1"
    assert found["overall"] == "self-consistent only"
    assert [check["name"] for check in found["checks"]] == list(CHECK_NAMES)
    assert found["elected"][0]["elected"] == list(verdict.elected[0].ids)
    assert found["recounts"][0]["elected"] is None


# Publication to auditors


def for_auditors() -> ElectionRecord:
    election, _ = closed(publication="auditors", auditors=("Friends of the Ballot",))
    return election.record()


def test_the_public_copy_lacks_key_and_papers_and_says_what_only_auditors_can_check() -> None:
    kept = for_auditors()
    public, full = evidence_of(kept), evidence_of(kept, for_auditors=True)
    withheld = set(contents(full)) - set(contents(public))
    assert withheld == {files.OPENING_SEED, files.contest_file("executive", files.PAPERS)}
    verdict = verify_evidence(io.BytesIO(public), kept.manifest.mh)
    assert verdict.overall is Overall.VERIFIED
    assert verdict.for_auditors == (
        "opening key",
        "plaintexts",
        "lots",
        "recount",
        "independent check",
        "motions",
    )
    assert "Only the auditors" in verdict.notes[0]
    assert OPENING_SEED not in public


def test_the_auditors_copy_shows_everything() -> None:
    kept = for_auditors()
    verdict = verify_evidence(io.BytesIO(evidence_of(kept, for_auditors=True)), kept.manifest.mh)
    assert verdict.overall is Overall.VERIFIED
    assert verdict.for_auditors == ()
    assert all(check.outcome is Outcome.OK for check in verdict.checks)


def test_a_full_publication_stripped_to_a_public_copy_is_caught() -> None:
    found = contents(evidence_of(record()))
    for name in (files.OPENING_SEED, files.contest_file("executive", files.PAPERS)):
        del found[name]
    verdict = verify_evidence(io.BytesIO(zip_of(found)), played().manifest.mh)
    assert verdict.failed == ("manifest",)


def test_a_public_copy_that_keeps_the_papers_or_the_key_is_caught() -> None:
    kept = for_auditors()
    for name in (files.OPENING_SEED, files.contest_file("executive", files.PAPERS)):
        found = contents(evidence_of(kept, for_auditors=True))
        del found[name]
        verdict = verify_evidence(io.BytesIO(zip_of(found)), kept.manifest.mh)
        assert "inventory" in verdict.failed


# Other terms and acts


def test_a_withdrawn_candidate_is_struck_before_the_count() -> None:
    election, _ = closed(Withdraw("executive", "1"), before=True)
    data = evidence_of(election.record())
    verdict = verify_evidence(io.BytesIO(data), election.manifest.mh)
    assert verdict.overall is Overall.VERIFIED
    assert "1" not in verdict.elected[0].ids
    found = json.loads(contents(data)[files.contest_file("executive", files.RECORD)])
    assert found["contest"]["withdrawn"] == ["1"]


def test_a_cancelled_contest_has_no_files_and_empty_digests() -> None:
    election, _ = closed(Cancel("executive"), before=True)
    data = evidence_of(election.record())
    assert not any(name.startswith("contests/") for name in contents(data))
    declared_ = json.loads(contents(data)[files.DECLARATION])
    assert declared_["contests"][0]["papers_digest"] == "A" * 43
    verdict = verify_evidence(io.BytesIO(data), election.manifest.mh)
    assert verdict.overall is Overall.VERIFIED
    assert verdict.elected == ()


def test_witnessed_lots_are_an_act_after_the_close() -> None:
    order = ("3", "1", "5", "2", "4")
    election, acts = closed(Lot("executive", order), lot_method="witnessed")
    data = evidence_of(election.record(acts))
    verdict = verify_evidence(io.BytesIO(data), election.manifest.mh)
    assert verdict.overall is Overall.VERIFIED
    found = json.loads(contents(data)[files.contest_file("executive", files.RECORD)])
    assert tuple(found["contest"]["lots"]) == order


def test_a_key_held_by_the_service_is_opened_by_the_office_and_said() -> None:
    manifest = played().manifest
    seal = replace(manifest.seal, holding="service", threshold=0, trustees=())
    election, _ = closed(seal=seal)
    final, _ = verify_checkpoint(election.notes[-1], election.manifest.log)
    opening = opening_of(election.manifest, final, SealingKey.from_seed(OPENING_SEED))
    signed = SignedOpening(opening, (sign_opening(opening, 0, seed_of("office")),))
    kept = ElectionRecord(
        manifest=election.manifest,
        acknowledgements=replace(record().acknowledgements, trustees={}, rooms=rooms(election)),
        leaves=lambda: election.store.leaves,
        checkpoints=tuple(election.notes),
        opening=signed,
        opening_seed=OPENING_SEED,
        audit=tuple(election.audit),
    )
    verdict = verify_evidence(io.BytesIO(evidence_of(kept)), election.manifest.mh)
    assert verdict.overall is Overall.VERIFIED
    assert any("service itself holds the opening key" in note for note in verdict.notes)


def rooms(election: Played) -> dict[str, bytes]:
    return dict(acknowledgements(election.manifest).rooms)


def test_an_election_in_which_nobody_voted_has_evidence_that_verifies() -> None:
    ballots = replace(three_places(), rankings=(), on_paper=(), abstain=1)
    assert members_of(ballots) == 5
    manifest, rows = frozen([ballots], 2)
    election = begin(manifest, rows, Random(1))
    election.close()
    data = evidence_of(election.record())
    assert verify_evidence(io.BytesIO(data), manifest.mh).overall is Overall.VERIFIED


def test_a_checkpoint_that_was_published_is_in_the_evidence() -> None:
    found = contents(evidence_of(record()))
    notes = files.read_checkpoints(found[files.CHECKPOINTS])
    assert list(notes) == played().notes
    assert len(notes) > 1


def test_a_log_of_another_election_gives_no_draft() -> None:
    other = replace(played().manifest, election=replace(played().manifest.election, title="X"))
    with pytest.raises(LogError, match="another election"):
        make_draft(replace(record(), manifest=other))
