"""The attack table of the protocol, rows 11 and 12: wrong or missing shares, evidence with fresh keys."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import pytest

from ballots.checkpoint import Checkpoint, parse_checkpoint
from ballots.encoding import sha256
from ballots.errors import (
    SealError,
    ShareError,
)
from ballots.evidence import Overall, files, verify_evidence
from ballots.manifest import Manifest
from ballots.notes import parse_note
from ballots.opening import SignedOpening, opening_of, sign_opening
from ballots.seal import SealingKey
from ballots.shares import Share, combine, combine_checked, deal
from tests.attacks.forger import Forger
from tests.attacks.insider import (
    EVERYBODY,
    honest,
    two_contests,
    verdict_on,
)
from tests.ballots.elections import ELECTION, seed_of, trustee_shares
from tests.ballots.whole_election import Played, evidence_of, play

# Row 11: wrong or missing shares.

HASHES = [share.hash for share in trustee_shares()]


def test_too_few_shares_are_refused_before_anything_is_combined() -> None:
    with pytest.raises(ShareError, match="1 missing"):
        combine_checked(ELECTION, trustee_shares()[:1], HASHES, 2)


def test_a_wrong_share_is_named_and_would_otherwise_have_given_garbage() -> None:
    right, other = trustee_shares()[0], deal(ELECTION, sha256(b"other"), 3, 2)[1]
    garbage = combine([right.data, other.data])
    with pytest.raises(SealError, match="does not open this election"):
        opening_of(honest()[0].manifest, checkpoint(), SealingKey.from_seed(garbage))
    with pytest.raises(ShareError, match="share 2 is not the one in the manifest"):
        combine_checked(ELECTION, [right, other], HASHES, 2)


def checkpoint() -> Checkpoint:
    return parse_checkpoint(parse_note(honest()[0].notes[-1]).text)


@pytest.mark.parametrize("places", list(combinations(range(3), 2)))
def test_any_two_of_three_shares_open(places: tuple[int, ...]) -> None:
    seed = combine_checked(ELECTION, [trustee_shares()[at] for at in places], HASHES, 2)
    assert seed == honest()[1].opening_seed


def test_a_rehearsal_finds_a_share_that_was_copied_wrongly_before_voting_begins() -> None:
    # The rehearsal is made with a test key of its own, dealt and combined in the same way.
    test_seed = sha256(b"a key for the rehearsal only")
    shares = deal("rehearsal-1", test_seed, 3, 2)
    hashes = [share.hash for share in shares]
    words = [share.to_words() for share in shares]
    good = [Share.from_words("rehearsal-1", text) for text in words]
    assert combine_checked("rehearsal-1", good[1:], hashes, 2) == test_seed
    first, *others = words[0].split()
    with pytest.raises(ShareError):
        Share.from_words("rehearsal-1", " ".join([*others, first]))


def test_another_opening_seed_in_the_evidence_is_caught_by_opening_key() -> None:
    attack = Forger(EVERYBODY)
    wrong = files.write_opening_seed(sha256(b"wrong"))
    attack.changed[files.OPENING_SEED] = lambda data: wrong
    assert verdict_on(attack.forge()).failed == ("opening key",)


def test_an_opening_by_one_trustee_is_caught_by_opening() -> None:
    attack = Forger(EVERYBODY)
    attack.opening = SignedOpening(attack.opening.opening, attack.opening.signatures[:1])
    assert verdict_on(attack.forge()).failed == ("opening",)


def test_an_opening_for_another_seed_that_the_trustees_signed_is_caught_by_opening_key() -> None:
    # Trustees who sign for a seed that does not give the manifest's key.
    attack = Forger(EVERYBODY)
    wrong = sha256(b"wrong")
    opening = replace(attack.opening.opening, seed_hash=sha256(wrong))
    signatures = tuple(sign_opening(opening, at, seed_of(f"trustee {at}")) for at in (1, 2))
    data = SignedOpening(opening, signatures).dump()
    attack.changed[files.OPENING] = lambda _: data
    attack.changed[files.OPENING_SEED] = lambda _: files.write_opening_seed(wrong)
    assert verdict_on(attack.forge()).failed == ("opening key",)


# Row 12: evidence remade with fresh keys.


def test_evidence_of_an_invented_election_is_caught_by_expected_manifest_alone() -> None:
    # Everything is consistent: another roll, other votes, the same title, so that E,
    # the roll's root and every signature are of another manifest.
    honest_mh = honest()[0].manifest.mh
    played, data = invented()
    assert verdict_on(data, expected=played.manifest.mh).overall is Overall.VERIFIED
    assert verdict_on(data, expected=honest_mh).failed == ("expected manifest",)


@lru_cache(maxsize=1)
def invented() -> tuple[Played, bytes]:
    """Another roll and other votes under the same title."""
    executive, motion = two_contests()
    votes = tuple((5, 4) for _ in executive.rankings)
    played = play((replace(executive, rankings=votes, idle=3), motion), seed=8, pool=2)
    return played, evidence_of(played.record())


def test_without_the_expected_hash_invented_evidence_is_called_self_consistent_only() -> None:
    assert verify_evidence(io.BytesIO(invented()[1])).overall is Overall.SELF_CONSISTENT


@pytest.mark.parametrize("what", ["seats", "name", "closes", "publication"])
def test_a_manifest_changed_after_the_freeze_is_caught_by_expected_manifest(what: str) -> None:
    manifest = honest()[0].manifest
    executive = manifest.contests[0]
    changed: dict[str, Manifest] = {
        "seats": replace(manifest, contests=(replace(executive, seats=1), *manifest.contests[1:])),
        "name": replace(
            manifest,
            contests=(
                replace(executive, candidates=executive.candidates[::-1]),
                *manifest.contests[1:],
            ),
        ),
        "closes": replace(manifest, times=replace(manifest.times, grace=0)),
        "publication": replace(manifest, publication="auditors", auditors=("Friends",)),
    }
    attack = Forger(EVERYBODY, manifest=changed[what])
    assert verdict_on(attack.forge()).failed[0] == "expected manifest"
