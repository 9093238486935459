import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundlePath, readBundle } from '../src/log';
import { readFragment } from '../src/main';
import { laterNeverHurts } from '../src/manifest';
import { linkIn } from '../src/pages/signin';
import { inWords, knownZone } from '../src/times';
import { aManifest } from './fake';

const ID = `${'A'.repeat(16)}.${'b'.repeat(22)}`;

test('the fragment of an invitation is taken apart, and a state is left alone', () => {
  assert.deepEqual(readFragment(`#l=${ID}&m=xyz&k=key`), { link: ID, mh: 'xyz', state: '' });
  assert.deepEqual(readFragment('#rank/chair'), { link: null, mh: null, state: 'rank/chair' });
  assert.deepEqual(readFragment('#r=chair.1.c.p'), { link: null, mh: null, state: 'r=chair.1.c.p' });
});

test('a pasted link is found in an address, and nothing else is taken for one', () => {
  assert.equal(linkIn(`  https://vote.example.org/vote/poll#l=${ID}&m=x&k=y `), ID);
  assert.equal(linkIn(ID), ID);
  for (const wrong of ['', 'https://vote.example.org/', `${ID}x`, `x${ID}`, ID.slice(1)]) {
    assert.equal(linkIn(wrong), null, wrong);
  }
});

test('times are in the organisation\'s zone with UTC beside them', () => {
  const noon = new Date('2027-02-22T12:00:00Z');
  assert.equal(inWords(noon, 'Europe/London'), 'Mon 22 February 2027, 12:00 in Europe/London (12:00 UTC)');
  assert.equal(inWords(new Date('2027-02-22T03:00:00Z'), 'America/New_York'),
    'Sun 21 February 2027, 22:00 in America/New_York (Mon 22 February 2027, 03:00 UTC)');
  assert.equal(inWords(noon, 'UTC'), 'Mon 22 February 2027, 12:00 UTC');
  assert.equal(knownZone('Nowhere/Land'), 'UTC');
});

// Source: C2SP tlog-tiles, "Tiled Merkle tree".
test('bundles are where the standard says', () => {
  assert.equal(bundlePath(0, 256), 'tile/entries/000');
  assert.equal(bundlePath(0, 17), 'tile/entries/000.p/17');
  assert.equal(bundlePath(1_234_067, 256), 'tile/entries/x001/x234/067');
  assert.equal(bundlePath(1_000, 256), 'tile/entries/x001/000');
});

test('a bundle of another width or cut short is refused', () => {
  const bundle = Uint8Array.of(0, 1, 7, 0, 2, 8, 9);
  assert.deepEqual(readBundle(bundle, 2).map((leaf) => [...leaf]), [[7], [8, 9]]);
  assert.throws(() => readBundle(bundle, 1));
  assert.throws(() => readBundle(bundle.slice(0, 6), 2));
});

test('the promise about later preferences is made only where it is true', async () => {
  const [chair] = (await aManifest()).contests;
  assert.equal(laterNeverHurts(chair!), true);
  assert.equal(laterNeverHurts({ ...chair!, constraints: ['at least one woman'] }), false);
  assert.equal(laterNeverHurts({ ...chair!, rule: 'sequential-av' }), false);
  assert.equal(laterNeverHurts({ ...chair!, rule: 'a-rule-of-tomorrow' }), false);
});
