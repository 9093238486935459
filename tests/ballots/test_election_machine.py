"""Random elections: every promise kept, every law of the totals, no batch under the pool rule."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ballots.acts import Reissue
from ballots.box import Box
from ballots.cast import Cast
from ballots.errors import AlreadyDrawnError, ClosedError, RollError, SequenceConflictError
from ballots.index import BallotIndex
from ballots.leaves import BallotLeaf, CloseLeaf, decode_leaf, hash_of
from ballots.log import leaf_hash, root_of, verify_consistency, verify_inclusion
from ballots.manifest import Manifest
from ballots.memory import MemoryBoxStore, MemoryRollStore
from ballots.receipt import Receipt, check_kept, check_receipt
from ballots.roll import RollOffice, grant_message
from ballots.state import LogState, state_before
from ballots.tally import Tally
from ballots.totals import broken_laws, totals_of
from tests.ballots.elections import (
    BOX_CLOSES,
    CLOSES,
    OPENS,
    Voter,
    a_contest,
    a_manifest,
    a_voter,
    act_leaf,
    by_officers,
    paper_leaf,
    roll_close_leaf,
    rows_of,
    sealing_key,
    seed_of,
)

MEMBERS = 7
POOL = 2
CONTEST = "executive"
RANKINGS = st.lists(st.integers(1, 4), max_size=4, unique=True).map(tuple)
members = st.integers(1, MEMBERS)


@lru_cache(maxsize=1)
def manifest() -> Manifest:
    return a_manifest(MEMBERS, (a_contest(),), pool=POOL)


@lru_cache(maxsize=64)
def credential(device: str) -> bytes:
    return a_voter(manifest(), device).credential(CONTEST)


class ElectionMachine(RuleBasedStateMachine):
    """Members draw, cast, cast again, are re-issued, vote on paper; the box batches and closes."""

    def __init__(self) -> None:
        super().__init__()
        self.rolls = MemoryRollStore(rows_of(MEMBERS, (CONTEST,)))
        self.office = RollOffice(self.rolls)
        self.store = MemoryBoxStore()
        self.box: Box
        self.state: LogState
        self.drawn: dict[int, list[str]] = {}
        self.on_paper: set[int] = set()
        self.last: dict[str, tuple[Cast, Receipt, tuple[int, ...]]] = {}
        self.promised: list[tuple[Cast, Receipt]] = []
        self.papers: list[tuple[int, ...]] = []
        self.trees: list[tuple[int, bytes]] = []

    @initialize(seed=st.integers(0, 2**32))
    def freeze(self, seed: int) -> None:
        promise = seed_of("promise")
        self.box = Box(manifest(), promise, Random(seed))
        self.state = self.box.begin(self.store)

    def voter(self, device: str) -> Voter:
        return a_voter(manifest(), device)

    def draw_with(self, member: int, device: str) -> bool:
        z = self.voter(device).request(CONTEST)
        return self.office.draw(self.state.standing, f"member-{member}", CONTEST, z, OPENS)

    @rule(member=members)
    def draw(self, member: int) -> None:
        device = f"{member}a"
        if member in self.on_paper:
            try:
                self.draw_with(member, device)
            except RollError:
                return
            raise AssertionError("a member on paper has drawn")
        new = self.draw_with(member, device)
        assert new == (member not in self.drawn)
        self.drawn.setdefault(member, [device])

    @precondition(lambda self: self.drawn)
    @rule(data=st.data())
    def draw_with_another_device(self, data: st.DataObject) -> None:
        member = data.draw(st.sampled_from(sorted(self.drawn)))
        granted = self.rolls.paper(f"member-{member}", CONTEST).granted
        device = f"{member}{'bcdefghijk'[len(self.drawn[member]) - 1]}"
        try:
            self.draw_with(member, device)
        except AlreadyDrawnError:
            assert len(self.drawn[member]) == granted + 1
        else:
            self.drawn[member].append(device)
            assert len(self.drawn[member]) <= granted + 1

    @precondition(lambda self: self.drawn)
    @rule(data=st.data())
    def reissue(self, data: st.DataObject) -> None:
        member = data.draw(st.sampled_from(sorted(self.drawn)))
        before = self.rolls.paper(f"member-{member}", CONTEST)
        message = grant_message(manifest().mh, CONTEST, f"member-{member}", before.granted + 1)
        endorsements = by_officers(message, "ann", "bob")
        if before.granted < len(before.drawn) and before.granted < 3:
            number = self.state.standing.last_act + 1
            self.state = self.box.submit(
                self.store, self.state, act_leaf(manifest(), number, Reissue(CONTEST))
            )
            self.office.reissue(self.state.standing, f"member-{member}", CONTEST, endorsements)
            return
        try:
            self.office.reissue(self.state.standing, f"member-{member}", CONTEST, endorsements)
        except RollError:
            assert self.rolls.paper(f"member-{member}", CONTEST) == before
        else:
            raise AssertionError("a re-issue was granted twice, or without an act")

    @rule(member=members, ranking=RANKINGS)
    def vote_on_paper(self, member: int, ranking: tuple[int, ...]) -> None:
        if member in self.on_paper:
            return
        try:
            self.office.mark_on_paper(f"member-{member}", CONTEST)
        except RollError:
            assert member in self.drawn
            return
        assert member not in self.drawn
        self.on_paper.add(member)
        number = self.state.batches.get(CONTEST, 0) + 1
        leaf = paper_leaf(manifest(), CONTEST, number, (ranking,))
        self.state = self.box.submit(self.store, self.state, leaf)
        self.papers.append(ranking)

    @precondition(lambda self: self.drawn)
    @rule(data=st.data(), ranking=RANKINGS)
    def cast(self, data: st.DataObject, ranking: tuple[int, ...]) -> None:
        member = data.draw(st.sampled_from(sorted(self.drawn)))
        device = data.draw(st.sampled_from(self.drawn[member]))
        seq = self.last[device][0].leaf.seq + 1 if device in self.last else 1
        cast = self.voter(device).cast(CONTEST, ranking, seq, credential(device))
        self.box.check(cast)
        receipt = self.box.accept(self.store, self.state, cast, OPENS)
        check_receipt(manifest().promise_key, manifest().mh, receipt)
        check_kept(receipt, hash_of(cast.leaf), cast.nonce)
        self.promised.append((cast, receipt))
        self.last[device] = (cast, receipt, ranking)

    @precondition(lambda self: self.promised)
    @rule(data=st.data())
    def cast_the_identical_ballot_again(self, data: st.DataObject) -> None:
        cast, receipt = data.draw(st.sampled_from(self.promised))
        assert self.box.accept(self.store, self.state, cast, OPENS) == receipt

    @precondition(lambda self: self.last)
    @rule(data=st.data(), wrong=st.sampled_from([0, -1, 2, 5]))
    def cast_out_of_sequence(self, data: st.DataObject, wrong: int) -> None:
        device = data.draw(st.sampled_from(sorted(self.last)))
        last = self.last[device][0].leaf.seq
        seq = last + wrong
        if seq < 1 or seq == last + 1:
            return
        cast = self.voter(device).cast(CONTEST, (1,), seq, credential(device))
        try:
            self.box.accept(self.store, self.state, cast, OPENS)
        except SequenceConflictError as conflict:
            assert conflict.last == last
        else:
            raise AssertionError("a ballot out of sequence was taken")

    @rule()
    def batch(self) -> None:
        waiting = len(self.store.pending(CONTEST))
        size = len(self.store.leaves)
        logged = self.box.batch(self.store, self.state)
        assert logged == (waiting - POOL if waiting >= 2 * POOL else 0)
        assert len(self.store.leaves) == size + logged
        assert len(self.store.pending(CONTEST)) == waiting - logged
        self.trees.append((self.store.tree.size, self.store.tree.root()))

    @invariant()
    def the_log_only_grows(self) -> None:
        if self.trees:
            size, root = self.trees[-1]
            tree = self.store.tree
            proof = tree.consistency_proof(size)
            verify_consistency(size, tree.size, root, tree.root(), proof)

    def teardown(self) -> None:
        if not hasattr(self, "box"):
            return
        self.close()
        self.check_promises()
        self.check_totals_and_papers()

    def close(self) -> None:
        closing = roll_close_leaf(self.state.standing, self.rolls)
        self.state = self.box.submit(self.store, self.state, closing)
        try:
            self.box.close(self.store, self.state, CLOSES)
        except ClosedError:
            pass
        else:
            raise AssertionError("the box closed before the end of its grace")
        self.state = self.box.close(self.store, self.state, BOX_CLOSES)
        assert not self.store.pending(CONTEST)
        assert isinstance(decode_leaf(self.store.leaves[-1]), CloseLeaf)

    def check_promises(self) -> None:
        tree = self.store.tree
        hashes = [leaf_hash(leaf) for leaf in self.store.leaves]
        assert root_of(hashes) == tree.root()
        for cast, _ in self.promised:
            index = hashes.index(hash_of(cast.leaf))
            proof = tree.inclusion_proof(index)
            verify_inclusion(hash_of(cast.leaf), index, tree.size, proof, tree.root())
        for cast, receipt in self.promised:  # also after the close
            assert self.box.accept(self.store, self.state, cast, BOX_CLOSES) == receipt

    def check_totals_and_papers(self) -> None:
        reader = state_before(manifest())
        index = BallotIndex()
        leaves = [decode_leaf(leaf) for leaf in self.store.leaves]
        for position, leaf in enumerate(leaves):
            reader = reader.after(leaf)
            if isinstance(leaf, BallotLeaf):
                index.add(position, leaf)
        assert not list(index.faults())
        close, roll = reader.close, reader.roll_close
        assert close is not None
        assert roll is not None
        assert not list(index.faults_of(close))
        box_count, roll_count = close.counts[0], roll.counts[0]
        assert box_count.ballots == len(self.promised) == index.ballots(CONTEST)
        assert box_count.keys == len(self.last) == index.keys(CONTEST)
        assert box_count.papers == len(self.papers)
        assert roll_count.drawn == len(self.drawn)
        assert roll_count.reissued == sum(len(d) - 1 for d in self.drawn.values())
        assert not broken_laws(totals_of(roll_count, box_count))
        tally = Tally(manifest(), index, sealing_key())
        for position, leaf in enumerate(leaves):
            tally.add(position, leaf)
        opened = tally.contest(CONTEST)
        rankings = Counter([ranking for *_, ranking in self.last.values()] + self.papers)
        assert opened.abstentions == rankings.pop((), 0)
        assert dict(opened.rankings) == rankings
        assert not opened.invalid
        assert opened.superseded == len(self.promised) - len(self.last)


TestElections = ElectionMachine.TestCase
TestElections.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
