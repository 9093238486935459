"""Inputs for the tests of the roll, the box and the log: keys, a manifest, voters."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from ballots import blinding
from ballots.acts import Deed, reason_hash, write_act
from ballots.cast import Cast
from ballots.credential import IssuerKey, blind_sign, credential_message
from ballots.derive import ContestSecrets, derive
from ballots.documents import Act, Endorsement, PaperBatch, ballot_message
from ballots.endorse import attest, endorse, in_order
from ballots.kinds import ballot_kind
from ballots.leaves import ActLeaf, BallotLeaf, PaperBatchLeaf, RollCloseLeaf
from ballots.manifest import Election, LogTerms, Manifest, Seal, Times
from ballots.manifest_contest import ContestTerms, RuleText
from ballots.manifest_people import Officer, RoomKeys, Trustee, Witness
from ballots.marks import roll_close, roll_root
from ballots.plaintext import Choice
from ballots.roll import RollRow, RollStore
from ballots.seal import SealingKey, seal, seal_info
from ballots.shares import Share, deal
from ballots.signing import public_key, sign
from ballots.standing import Standing
from ballots.tally import paper_info
from counting.contest import Candidate, CandidateId, Constraint

OPENS = datetime(2027, 2, 8, 9, tzinfo=UTC)
CLOSES = datetime(2027, 2, 22, 12, tzinfo=UTC)
GRACE = 600
BOX_CLOSES = CLOSES + timedelta(seconds=GRACE)
ELECTION = "executive-2027"
OPENING_SEED = hashlib.sha256(b"opening").digest()


def seed_of(name: str) -> bytes:
    """A private seed for this name; for tests only, where nothing is secret."""
    return hashlib.sha256(f"test seed of {name}".encode()).digest()


def key_of(name: str) -> bytes:
    """The public key that goes with `seed_of`."""
    return public_key(seed_of(name))


@lru_cache(maxsize=4)
def issuer_key(contest: str) -> IssuerKey:
    """One issuer's key per contest, made once per session."""
    return IssuerKey.generate()


@lru_cache(maxsize=1)
def sealing_key() -> SealingKey:
    """The opening key of all test elections."""
    return SealingKey.from_seed(OPENING_SEED)


@lru_cache(maxsize=1)
def trustee_shares() -> tuple[Share, ...]:
    """Three shares, any two of which open."""
    return deal(ELECTION, OPENING_SEED, 3, 2)


def a_contest(
    id_: str = "executive",
    kind: str = "ranked",
    names: tuple[str, ...] = ("Ada", "Ben", "Cai", "Dee"),
    entitled: int = 0,
    seats: int = 1,
) -> ContestTerms:
    """A contest whose candidates are the names, with ids 1, 2, …"""
    return ContestTerms(
        id=id_,
        title=f"The {id_}",
        kind=kind,
        seats=seats,
        candidates=tuple(
            Candidate(CandidateId(str(number)), name, {"gender": "woman" if number % 2 else "man"})
            for number, name in enumerate(names, start=1)
        ),
        rule=RuleText("scottish-2011", "sha256:" + "0" * 64),
        entitled=entitled,
        issuer=issuer_key(id_).public,
        constraints=(Constraint("gender", "woman", 1, None, "at least one woman"),),
        policy={"if-infeasible": "leave vacant"},
        secrecy="secret",
    )


def rows_of(members: int, contests: tuple[str, ...]) -> tuple[RollRow, ...]:
    """Members 1, 2, …, each entitled to vote in all these contests."""
    return tuple(
        RollRow(hashlib.sha256(b"salt %d" % number).digest(), f"member-{number}", contests)
        for number in range(1, members + 1)
    )


def a_manifest(
    members: int = 8,
    contests: tuple[ContestTerms, ...] | None = None,
    pool: int = 2,
    mode: str = "two",
    holding: str = "trustees",
    needed: int = 1,
    lot_method: str = "opening",
) -> Manifest:
    """A manifest for members who may all vote in all contests."""
    chosen = contests or (a_contest(), a_contest("motion-1", "motion", ("For", "Against")))
    terms = tuple(replace(contest, entitled=members) for contest in chosen)
    secret = tuple(contest.id for contest in terms if contest.secrecy == "secret")
    trustees = tuple(
        Trustee(f"Trustee {share.index}", key_of(f"trustee {share.index}"), share.hash)
        for share in trustee_shares()
    )
    by_trustees = holding == "trustees"
    return Manifest(
        election=Election(ELECTION, "Executive 2027"),
        contests=terms,
        bodies=(),
        times=Times(OPENS, CLOSES, GRACE, 300, pool),
        seal=Seal(
            key=sealing_key().public.data,
            holding=holding,
            threshold=2 if by_trustees else 0,
            trustees=trustees if by_trustees else (),
        ),
        officers=(
            Officer("ann", "Ann Officer", key_of("ann")),
            Officer("bob", "Bob Officer", None),
            Officer("cat", "Cat Officer", key_of("cat")),
        ),
        mode=mode,
        rooms=RoomKeys(key_of("roll"), key_of("box"), key_of("office")),
        promise_key=key_of("promise"),
        log=LogTerms(
            "votes.example.org/2027",
            key_of("log"),
            (
                Witness("witness.example.org/a", key_of("witness a")),
                Witness("witness.example.org/b", key_of("witness b")),
            ),
            needed,
        ),
        roll_root=roll_root(ELECTION, rows_of(members, secret)),
        lot_method=lot_method,
        publication="full",
        auditors=(),
        booth={"booth.js": "sha256:" + "1" * 64},
    )


@dataclass(frozen=True)
class Voter:
    """A member's device: one seed, and what follows from it."""

    manifest: Manifest
    seed: bytes

    def secrets(self, contest: str) -> ContestSecrets:
        return derive(self.seed, self.manifest.mh, contest, issuer_key(contest).public)

    def request(self, contest: str) -> bytes:
        """The blinded value z."""
        secrets = self.secrets(contest)
        message = credential_message(self.manifest.mh, contest, secrets.ballot_pk)
        return blinding.blind(
            issuer_key(contest).public, message, secrets.pss_salt, secrets.blinding
        )

    def credential(self, contest: str) -> bytes:
        """The credential, as if z had been drawn and signed."""
        secrets = self.secrets(contest)
        message = credential_message(self.manifest.mh, contest, secrets.ballot_pk)
        answer = blind_sign(issuer_key(contest), self.request(contest))
        return blinding.finalize(issuer_key(contest).public, message, answer, secrets.blinding)

    def cast(
        self,
        contest: str,
        ranking: tuple[int, ...],
        seq: int = 1,
        credential: bytes | None = None,
        plaintext: bytes | None = None,
    ) -> Cast:
        """A ballot with this ranking (or this very plaintext), freshly sealed."""
        secrets = self.secrets(contest)
        terms = self.manifest.contest(contest)
        candidates = len(terms.candidates)
        if plaintext is None:
            plaintext = ballot_kind(terms.kind).write(Choice(ranking), candidates)
        credential = credential or self.credential(contest)
        info = seal_info(self.manifest.mh, contest, secrets.ballot_pk)
        sealed = seal(self.manifest.sealing_key, info, plaintext)
        message = ballot_message(
            self.manifest.mh, contest, secrets.ballot_pk, seq, credential, sealed
        )
        signature = sign(secrets.private_seed, message)
        leaf = BallotLeaf(contest, secrets.ballot_pk, seq, credential, sealed, signature)
        return Cast(leaf, secrets.nonce)


def a_voter(manifest: Manifest, name: str = "one") -> Voter:
    """A voter whose seed goes with the name."""
    return Voter(manifest, hashlib.sha256(f"voter {name}".encode()).digest())


def by_officers(message: bytes, *officers: str) -> tuple[Endorsement, ...]:
    """Endorsements by these officers; the service attests for Bob, who has no key."""
    return in_order(
        *(
            attest(officer, seed_of("office"), message)
            if officer == "bob"
            else endorse(officer, seed_of(officer), message)
            for officer in officers
        )
    )


def an_act(manifest: Manifest, number: int, deed: Deed) -> Act:
    """The act with a reason that is never published."""
    return write_act(manifest.mh, number, deed, reason_hash(bytes(32), "because"))


def act_leaf(
    manifest: Manifest, number: int, deed: Deed, officers: tuple[str, ...] = ("ann", "bob")
) -> ActLeaf:
    """The act, endorsed."""
    act = an_act(manifest, number, deed)
    return ActLeaf(act, by_officers(act.message(), *officers))


def paper_leaf(
    manifest: Manifest, contest: str, number: int, rankings: tuple[tuple[int, ...], ...]
) -> PaperBatchLeaf:
    """Paper ballots with these rankings, sealed and endorsed."""
    terms = manifest.contest(contest)
    kind = ballot_kind(terms.kind)
    sealed = tuple(
        seal(
            manifest.sealing_key,
            paper_info(manifest.mh, contest, number, index),
            kind.write(Choice(ranking), len(terms.candidates)),
        )
        for index, ranking in enumerate(rankings)
    )
    batch = PaperBatch(manifest.mh, contest, number, sealed)
    return PaperBatchLeaf(batch, by_officers(batch.message(), "ann", "bob"))


def roll_close_leaf(standing: Standing, store: RollStore) -> RollCloseLeaf:
    """The roll office's closing statement, signed."""
    statement = roll_close(standing, store)
    return RollCloseLeaf(statement, sign(seed_of("roll"), statement.message()))
