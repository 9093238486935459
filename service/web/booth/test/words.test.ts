import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WordsError, seedToWords, wordsToSeed } from '../src/words';

// Source: https://github.com/trezor/python-mnemonic/blob/master/vectors.json, 32 bytes of 7f.
const SEED = new Uint8Array(32).fill(0x7f);
const WORDS =
  'legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth ' +
  'useful legal winner thank year wave sausage worth title';

test('a seed is the words that BIP-39 gives', () => {
  assert.equal(seedToWords(SEED).join(' '), WORDS);
  assert.deepEqual(wordsToSeed(WORDS), SEED);
});

test('words may be typed with numbers, capitals and line ends', () => {
  const typed = WORDS.toUpperCase().split(' ').map((word, at) => `${at + 1}. ${word}`).join('\n');
  assert.deepEqual(wordsToSeed(typed), SEED);
});

test('what is wrong with typed words is said', () => {
  assert.throws(() => wordsToSeed(WORDS.replace('thank', 'thankk')), (error: Error) =>
    error instanceof WordsError && /Word 3, “thankk”, .* Did you mean “thank”/.test(error.message));
  assert.throws(() => wordsToSeed('legal winner'), /There are 24 words; you typed 2/);
  const exchanged = WORDS.split(' ');
  [exchanged[0], exchanged[1]] = ['winner', 'legal'];
  assert.throws(() => wordsToSeed(exchanged.join(' ')), /do not belong together/);
});
