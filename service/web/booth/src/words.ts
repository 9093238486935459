// The voter's seed as 24 words to keep: BIP-39, English list; the same as ballots/words.py.

import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from './encoding';

export const SEED_WORDS = 24;

/** What is wrong with typed words, said so that it can be put right. */
export class WordsError extends Error {}

export function seedToWords(seed: Bytes): string[] {
  return entropyToMnemonic(seed, wordlist).split(' ');
}

/** The seed of 24 words as a person types them: any case, any white space, numbers before them. */
export function wordsToSeed(typed: string): Bytes {
  const words = typed.toLowerCase().split(/[^a-z]+/).filter((word) => word !== '');
  words.forEach((word, at) => {
    if (!wordlist.includes(word)) {
      const close = wordlist.find((known) => known.slice(0, 4) === word.slice(0, 4));
      const hint = close ? ` Did you mean “${close}”?` : '';
      throw new WordsError(`Word ${at + 1}, “${word.slice(0, 32)}”, is not in the list of words.${hint}`);
    }
  });
  if (words.length !== SEED_WORDS) {
    throw new WordsError(`There are ${SEED_WORDS} words; you typed ${words.length}.`);
  }
  try {
    return new Uint8Array(mnemonicToEntropy(words.join(' '), wordlist));
  } catch {
    throw new WordsError(
      'These words do not belong together: one is wrong, or two are exchanged. ' +
        'Compare each with your paper, in order.',
    );
  }
}
