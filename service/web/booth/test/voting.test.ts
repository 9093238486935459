import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../src/api';
import { CredentialError } from '../src/blindrsa';
import { newSeed } from '../src/derive';
import { sealInfo } from '../src/documents';
import { fromBase64url } from '../src/encoding';
import type { Manifest } from '../src/manifest';
import { readPlaintext } from '../src/plaintext';
import { open } from '../src/seal';
import { Keeper, personKey } from '../src/storage';
import {
  AnotherPerson, DrawnElsewhere, FalseReceipt, SequenceConflict, Voting,
} from '../src/voting';
import { FakeRooms, OPENING_SEED, aManifest } from './fake';

const NO_WAITS = [0, 0, 0];

async function device(manifest: Manifest, rooms: FakeRooms, person = 'me'): Promise<[Voting, Keeper]> {
  const keeper = await Keeper.open();
  await keeper.setSignedIn('poll', { person, link: 'x' });
  return [new Voting(rooms.api, keeper, manifest, person, NO_WAITS), keeper];
}

async function setUp(): Promise<{ manifest: Manifest; rooms: FakeRooms; voting: Voting; keeper: Keeper }> {
  const manifest = await aManifest();
  const rooms = new FakeRooms(manifest);
  const [voting, keeper] = await device(manifest, rooms);
  return { manifest, rooms, voting, keeper };
}

const offline = (): never => { throw new Problem('offline', 0, 'No answer came.'); };

async function opened(manifest: Manifest, body: string): Promise<unknown> {
  const sent = JSON.parse(body) as Record<string, string>;
  const info = sealInfo(manifest.mh, 'chair', fromBase64url(sent.ballot_pk ?? ''));
  const plaintext = await open(OPENING_SEED, info, fromBase64url(sent.sealed ?? ''));
  return plaintext && readPlaintext('ranked', plaintext, 3);
}

test('the seed is kept before anything is asked for', async () => {
  const { manifest, rooms, voting, keeper } = await setUp();
  rooms.trouble = (what) => {
    if (what === 'draw') throw new Problem('closed', 409, 'closed');
  };
  await assert.rejects(voting.cast(manifest.contests[0]!, [1]), { code: 'closed' });
  assert.notEqual(await keeper.seed(manifest.mh, 'me'), null);
});

test('ballots are numbered from one, and what is cast is what was ranked', async () => {
  const { manifest, rooms, voting } = await setUp();
  const chair = manifest.contests[0]!;
  assert.equal((await voting.cast(chair, [2, 3])).seq, 1);
  assert.equal((await voting.cast(chair, [])).seq, 2);
  assert.deepEqual(await opened(manifest, rooms.casts[0]!), [2, 3]);
  assert.deepEqual(await opened(manifest, rooms.casts[1]!), []);
  assert.equal(rooms.draws.length, 1, 'the credential is drawn once');
  assert.equal((await voting.paper('chair')).receipts.length, 2);
});

test('a lost answer is asked for again with the same request', async () => {
  const { manifest, rooms, voting } = await setUp();
  rooms.trouble = (what, turn) => {
    if ((what === 'draw' || what === 'answer') && turn < 3) offline();
  };
  const receipt = await voting.cast(manifest.contests[0]!, [1]);
  assert.equal(receipt.seq, 1);
  assert.equal(new Set(rooms.draws).size, 1);
  assert.equal(rooms.casts.length, 3);
  assert.equal(new Set(rooms.casts).size, 1);
});

test('a cast without an answer is kept, sealed, and settled before the next one', async () => {
  const { manifest, rooms, voting } = await setUp();
  const chair = manifest.contests[0]!;
  rooms.trouble = (what) => { if (what === 'answer') offline(); };
  await assert.rejects(voting.cast(chair, [1]), { code: 'offline' });
  const { pending } = await voting.paper('chair');
  assert.equal(pending?.seq, 1);
  rooms.trouble = () => {};
  const receipt = await voting.cast(chair, [2]);
  assert.equal(receipt.seq, 2);
  assert.equal((await voting.paper('chair')).pending, undefined);
  assert.deepEqual((await voting.paper('chair')).receipts.map(({ seq }) => seq), [1, 2]);
});

test('what is refused for good is not kept as waiting', async () => {
  const { manifest, rooms, voting } = await setUp();
  rooms.trouble = (what) => {
    if (what === 'cast') throw new Problem('closed', 409, 'Voting has ended.');
  };
  await assert.rejects(voting.cast(manifest.contests[0]!, [1]), { code: 'closed' });
  assert.equal((await voting.paper('chair')).pending, undefined);
  assert.equal(rooms.casts.length, 1, 'a refusal is not asked for again');
});

test('a ballot with the same words in the box is said, and replaced only when asked to', async () => {
  const { manifest, rooms, voting } = await setUp();
  const chair = manifest.contests[0]!;
  await voting.cast(chair, [1]);
  await voting.cast(chair, [1]);
  const [other] = await device(manifest, rooms);
  await other.setSeed((await voting.seed())!);
  await assert.rejects(other.cast(chair, [3]), (error: SequenceConflict) => error.lastSeq === 2);
  assert.equal(rooms.lastSeq(), 2);
  await assert.rejects(other.cast(chair, [3]), SequenceConflict, 'told again, not replaced silently');
  assert.equal((await other.cast(chair, [3], () => {}, 2)).seq, 3);
  assert.deepEqual(await opened(manifest, rooms.casts.at(-1)!), [3]);
});

test('other words than those the paper was drawn with are of no use', async () => {
  const { manifest, rooms, voting } = await setUp();
  const chair = manifest.contests[0]!;
  await voting.cast(chair, [1]);
  const [other] = await device(manifest, rooms);
  await other.setSeed(newSeed());
  await assert.rejects(other.cast(chair, [1]), DrawnElsewhere);
});

test('an answer that is no credential under the manifest is never voted with', async () => {
  const { manifest, rooms, voting } = await setUp();
  rooms.wrongSignature = true;
  await assert.rejects(voting.cast(manifest.contests[0]!, [1]), CredentialError);
  assert.equal(rooms.casts.length, 0);
});

test('a promise that is not signed is no receipt', async () => {
  const { manifest, rooms, voting } = await setUp();
  rooms.wrongPromise = true;
  await assert.rejects(voting.cast(manifest.contests[0]!, [1]), FalseReceipt);
  assert.equal((await voting.paper('chair')).receipts.length, 0);
  assert.notEqual((await voting.paper('chair')).pending, undefined, 'it can be asked for again');
  rooms.wrongPromise = false;
  assert.equal((await voting.resume(manifest.contests[0]!))?.seq, 1);
});

test('nothing is drawn when somebody else has signed in since', async () => {
  const { manifest, rooms, voting, keeper } = await setUp();
  await keeper.setSignedIn('poll', { person: 'other', link: 'y' });
  await assert.rejects(voting.cast(manifest.contests[0]!, [1]), AnotherPerson);
  assert.equal(rooms.draws.length, 0);
});

test('what is forgotten is gone, and only that', async () => {
  const { manifest, rooms, voting, keeper } = await setUp();
  await voting.cast(manifest.contests[0]!, [1]);
  const neighbour = new Voting(rooms.api, keeper, manifest, 'mee', NO_WAITS);
  await neighbour.makeSeed();
  await voting.forget();
  assert.equal(await voting.seed(), null);
  assert.deepEqual((await voting.paper('chair')).receipts, []);
  assert.deepEqual(await keeper.people(manifest.mh), ['mee']);
});

test('a person has one name on a device, however the number is typed', async () => {
  assert.equal(await personKey('poll', ' m- 001'), await personKey('poll', 'M-001'));
  assert.notEqual(await personKey('poll', 'M-001'), await personKey('other', 'M-001'));
  assert.match(await personKey('poll', 'M-001'), /^[A-Za-z0-9_-]{16}$/);
});
