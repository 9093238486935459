import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EncodingError } from '../src/encoding';
import { describe, readPlaintext, writePlaintext } from '../src/plaintext';

test('every ballot of a contest has one length', () => {
  const lengths = [[], [1], [3, 1, 2]].map((ranking) => writePlaintext('ranked', ranking, 3).length);
  assert.deepEqual(lengths, [7, 7, 7]);
  assert.deepEqual([...writePlaintext('ranked', [3, 1], 3)], [1, 0, 3, 0, 1, 0, 0]);
  assert.deepEqual([...writePlaintext('ranked', [], 3)], [0, 0, 0, 0, 0, 0, 0]);
});

test('what would be invalid is never written', () => {
  for (const ranking of [[1, 1], [4], [0], [1, 2, 3, 1]]) {
    assert.throws(() => writePlaintext('ranked', ranking, 3), EncodingError);
  }
  assert.throws(() => writePlaintext('motion', [1, 2], 2), EncodingError);
});

test('what is invalid is read as such, with its reason', () => {
  const read = (...bytes: number[]) => readPlaintext('ranked', Uint8Array.from(bytes), 2);
  assert.equal(read(1, 0, 1), 'wrong-length');
  assert.equal(read(2, 0, 1, 0, 2), 'unknown-kind');
  assert.equal(read(0, 0, 1, 0, 0), 'abstain-with-numbers');
  assert.equal(read(1, 0, 0, 0, 0), 'empty-ranking');
  assert.equal(read(1, 0, 0, 0, 1), 'gap');
  assert.equal(read(1, 0, 3, 0, 0), 'out-of-range');
  assert.equal(read(1, 0, 1, 0, 1), 'duplicate');
  assert.equal(readPlaintext('motion', Uint8Array.of(1, 0, 1, 0, 2), 2), 'more-than-one');
  assert.deepEqual(read(1, 0, 2, 0, 1), [2, 1]);
  assert.deepEqual(read(0, 0, 0, 0, 0), []);
});

test('a choice is said in one sentence', () => {
  const names = ['Ada', 'Ben', 'Cai'];
  assert.equal(describe('ranked', [2, 1], names), 'Your order of preference: 1. Ben; 2. Ada.');
  assert.equal(describe('options', [3, 1, 2], names), 'You choose Cai; failing that, Ada; then Ben.');
  assert.equal(describe('motion', [2], ['For', 'Against']), 'You vote: Against.');
  assert.equal(describe('motion', [], ['For', 'Against']), 'You abstain.');
});
