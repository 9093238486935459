import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  EncodingError, fromBase64url, fromUnsigned, lp, tagged, text, toBase64url, unLp, unsigned, utf8,
} from '../src/encoding';

test('each field is preceded by its length', () => {
  assert.deepEqual([...lp('é', Uint8Array.of(7))], [0, 0, 0, 2, 0xc3, 0xa9, 0, 0, 0, 1, 7]);
  assert.equal(text(unLp(tagged('seal', 'a'))[0]!), 'omov/seal/v1');
});

test('a field cut short is refused', () => {
  assert.throws(() => unLp(Uint8Array.of(0, 0, 0, 2, 1)), EncodingError);
  assert.throws(() => unLp(Uint8Array.of(0, 0)), EncodingError);
});

test('numbers are big-endian and must fit', () => {
  assert.deepEqual([...unsigned(258, 2)], [1, 2]);
  assert.equal(fromUnsigned(unsigned(0xfedcba98, 4)), 0xfedcba98);
  assert.throws(() => unsigned(65536, 2), EncodingError);
  assert.throws(() => unsigned(-1, 4), EncodingError);
});

test('base64url has one spelling', () => {
  assert.equal(toBase64url(Uint8Array.of(251, 255)), '-_8');
  assert.deepEqual([...fromBase64url('-_8', 2)], [251, 255]);
  for (const wrong of ['-_8=', '-_9', '+/8', '-_8 ', 'A']) {
    assert.throws(() => fromBase64url(wrong), EncodingError, wrong);
  }
  assert.throws(() => fromBase64url('-_8', 3), EncodingError);
});

test('text that is not UTF-8 is refused', () => {
  assert.throws(() => text(Uint8Array.of(0xff)), EncodingError);
  assert.equal(text(utf8('Siân')), 'Siân');
});
