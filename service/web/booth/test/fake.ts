// A roll office and a box in memory, with real keys: what they answer can be made to go wrong.

import type { Api } from '../src/api';
import { Problem } from '../src/api';
import { toBigInt, fromBigInt } from '../src/blindrsa';
import { commitment, decodeBallot, encodeLeaf, leafHash, promiseMessage } from '../src/documents';
import { publicKey, sign } from '../src/ed25519';
import { type Bytes, fromBase64url, toBase64url } from '../src/encoding';
import type { Manifest } from '../src/manifest';
import { sealingKeyOf } from '../src/seal';

const PROMISE_SEED = new Uint8Array(32).fill(3);
export const OPENING_SEED = new Uint8Array(32).fill(4);

interface Numbers { n: bigint; d: bigint; nBytes: Bytes }

let kept: Promise<Numbers> | null = null;

function issuer(): Promise<Numbers> {
  kept ??= (async () => {
    const algorithm = {
      name: 'RSA-PSS', modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-384',
    };
    const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
    const nBytes = fromBase64url(jwk.n ?? '', 384);
    return { n: toBigInt(nBytes), d: toBigInt(fromBase64url(jwk.d ?? '')), nBytes };
  })();
  return kept;
}

export async function aManifest(): Promise<Manifest> {
  const names = ['Ada', 'Ben', 'Cai'];
  return {
    mh: new Uint8Array(32).fill(1),
    election: { id: 'poll', title: 'Poll' },
    contests: [{
      id: 'chair', title: 'Chair', kind: 'ranked', seats: 1, candidates: names, candidateIds: ['1', '2', '3'], policy: {},
      rule: 'av', constraints: [], entitled: 9, issuer: { n: (await issuer()).nBytes },
    }],
    opens: new Date(0), closes: new Date(1), graceSeconds: 0, intervalSeconds: 1,
    sealingKey: await sealingKeyOf(OPENING_SEED), holding: 'service', threshold: 0, trustees: [],
    promiseKey: await publicKey(PROMISE_SEED), origin: 'log', logKey: new Uint8Array(32),
    publication: 'full',
  };
}

export class FakeRooms {
  /** Bodies in the order in which they arrived at the box. */
  readonly casts: string[] = [];
  readonly draws: string[] = [];
  private readonly drawn = new Map<string, string>();
  private readonly seqs = new Map<string, number>();
  private readonly known = new Set<string>();
  /** Called before each answer; may throw instead. */
  trouble: (what: 'draw' | 'cast' | 'answer', turn: number) => void = () => {};
  wrongSignature = false;
  wrongPromise = false;

  constructor(private readonly manifest: Manifest) {}

  get api(): Api {
    return this as unknown as Api;
  }

  /** The number of the last ballot in the box, whoever cast it. */
  lastSeq(): number {
    return Math.max(0, ...this.seqs.values());
  }

  async draw(contest: string, z: Bytes): Promise<Bytes> {
    this.draws.push(toBase64url(z));
    this.trouble('draw', this.draws.length);
    const earlier = this.drawn.get(contest);
    if (earlier !== undefined && earlier !== toBase64url(z)) {
      throw new Problem('already-drawn', 409, 'Your paper has been drawn already.');
    }
    this.drawn.set(contest, toBase64url(z));
    const { n, d } = await issuer();
    const value = toBigInt(z) + (this.wrongSignature ? 1n : 0n);
    return fromBigInt(power(value, d, n), 384);
  }

  async cast(body: string): Promise<{ c: string; promise: string }> {
    this.casts.push(body);
    this.trouble('cast', this.casts.length);
    const sent = JSON.parse(body) as Record<string, string> & { seq: number };
    const ballotPk = sent.ballot_pk ?? '';
    const leaf = encodeLeaf({
      contest: sent.contest ?? '', ballotPk: fromBase64url(ballotPk), seq: sent.seq,
      credential: fromBase64url(sent.credential ?? ''), sealed: fromBase64url(sent.sealed ?? ''),
      signature: fromBase64url(sent.signature ?? ''),
    });
    if (!decodeBallot(leaf)) throw new Error('not a ballot');
    const hash = await leafHash(leaf);
    if (!this.known.has(toBase64url(hash))) {
      const last = this.seqs.get(ballotPk) ?? 0;
      if (sent.seq !== last + 1) {
        throw new Problem('sequence', 409, 'Another ballot came first.', { last_seq: last });
      }
      this.seqs.set(ballotPk, sent.seq);
      this.known.add(toBase64url(hash));
    }
    this.trouble('answer', this.casts.length);
    const c = await commitment(hash, fromBase64url(sent.nonce ?? ''));
    const promise = await sign(PROMISE_SEED, promiseMessage(this.manifest.mh, c));
    if (this.wrongPromise) promise[0] = (promise[0] ?? 0) ^ 1;
    return { c: toBase64url(c), promise: toBase64url(promise) };
  }
}

function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  let square = base % n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}
