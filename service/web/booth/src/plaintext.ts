// What is inside a sealed ballot, and in words; the same as ballots/plaintext.py and ballots/kinds.

import { type Bytes, EncodingError, concat, fromUnsigned, unsigned } from './encoding';

export type Kind = 'ranked' | 'options' | 'motion';

/** Candidates' numbers from 1, best first. Empty: an abstention. */
export type Ranking = readonly number[];

/** Why an opened ballot does not count. */
export type InvalidReason =
  | 'does-not-open' | 'wrong-length' | 'unknown-kind' | 'abstain-with-numbers' | 'empty-ranking'
  | 'gap' | 'out-of-range' | 'duplicate' | 'more-than-one';

const ABSTAIN = 0;
const RANKED = 1;

/** The one encoding of a choice; all ballots of a contest have one length. */
export function writePlaintext(kind: Kind, ranking: Ranking, candidates: number): Bytes {
  const filled = Array.from({ length: candidates }, (_, at) => ranking[at] ?? 0);
  const numbers = filled.map((number) => unsigned(number, 2));
  const data = concat(unsigned(ranking.length ? RANKED : ABSTAIN, 1), ...numbers);
  const found = ranking.length > candidates ? 'wrong-length' : readPlaintext(kind, data, candidates);
  if (typeof found === 'string') throw new EncodingError(`this ranking cannot be cast: ${found}`);
  return data;
}

/** What an opened ballot says, or why it is invalid. */
export function readPlaintext(kind: Kind, data: Bytes, candidates: number): Ranking | InvalidReason {
  if (data.length !== 1 + 2 * candidates) return 'wrong-length';
  const numbers = Array.from({ length: candidates }, (_, at) =>
    fromUnsigned(data.subarray(1 + 2 * at, 3 + 2 * at)));
  const some = numbers.some((number) => number > 0);
  if (data[0] === ABSTAIN) return some ? 'abstain-with-numbers' : [];
  if (data[0] !== RANKED) return 'unknown-kind';
  if (!some) return 'empty-ranking';
  const length = numbers.includes(0) ? numbers.indexOf(0) : candidates;
  const ranking = numbers.slice(0, length);
  if (numbers.slice(length).some((number) => number > 0)) return 'gap';
  if (ranking.some((number) => number > candidates)) return 'out-of-range';
  if (new Set(ranking).size !== length) return 'duplicate';
  if (kind === 'motion' && length > 1) return 'more-than-one';
  return ranking;
}

/** The choice in one sentence; `names` in the order of the ballot paper. */
export function describe(kind: Kind, ranking: Ranking, names: readonly string[]): string {
  const [first, ...others] = ranking.map((number) => names[number - 1] ?? `number ${number}`);
  if (kind === 'motion') return first === undefined ? 'You abstain.' : `You vote: ${first}.`;
  if (kind === 'options') {
    if (first === undefined) return 'You abstain: no option is chosen.';
    if (others.length === 0) return `You choose ${first}, and nothing after it.`;
    return `You choose ${first}; failing that, ${others.join('; then ')}.`;
  }
  if (first === undefined) return 'You abstain: no candidate is chosen.';
  const places = [first, ...others].map((name, at) => `${at + 1}. ${name}`);
  return `Your order of preference: ${places.join('; ')}.`;
}

const REASONS: Record<InvalidReason, string> = {
  'does-not-open': 'it does not open with the published key',
  'wrong-length': 'it has the wrong length',
  'unknown-kind': 'it is of an unknown kind',
  'abstain-with-numbers': 'it abstains and ranks at once',
  'empty-ranking': 'it ranks nobody',
  gap: 'a preference is left out',
  'out-of-range': 'it names a candidate who does not stand',
  duplicate: 'it names somebody twice',
  'more-than-one': 'it chooses more than one',
};

export function reasonInWords(reason: InvalidReason): string {
  return REASONS[reason];
}
