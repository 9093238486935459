// Everything secret in a ballot, from the voter's one seed; the same as ballots/derive.py.
// HKDF-SHA256, salt mh, info tagged("derive", use, contest, SHA-256(n), u32(counter)).

import { type IssuerKey, isUnit, toBigInt } from './blindrsa';
import { publicKey } from './ed25519';
import { type Bytes, sha256, tagged, unsigned } from './encoding';

export const SEED_BYTES = 32;

/** What one seed gives for one contest. Only `ballotPk` is not secret. */
export interface ContestSecrets {
  readonly ballotPk: Bytes;
  readonly privateSeed: Bytes;
  readonly pssSalt: Bytes;
  readonly blinding: bigint;
  readonly nonce: Bytes;
}

/** A fresh seed from the browser's own randomness. */
export function newSeed(): Bytes {
  return crypto.getRandomValues(new Uint8Array(SEED_BYTES));
}

/** The secrets of this seed in this contest of this manifest: always the same ones. */
export async function derive(
  seed: Bytes, mh: Bytes, contest: string, issuer: IssuerKey,
): Promise<ContestSecrets> {
  const key = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits']);
  const nHash = await sha256(issuer.n);

  async function expand(use: string, size: number, counter = 0): Promise<Bytes> {
    const info = tagged('derive', use, contest, nHash, unsigned(counter, 4));
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: mh, info };
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, size * 8));
  }

  const n = toBigInt(issuer.n);
  const privateSeed = await expand('ballot-key', 32);
  let blinding = 0n;
  for (let counter = 0; !isUnit(blinding, n); counter += 1) {
    blinding = toBigInt(await expand('blinding', 400, counter)) % n;
  }
  return {
    ballotPk: await publicKey(privateSeed),
    privateSeed,
    pssSalt: await expand('pss-salt', 48),
    blinding,
    nonce: await expand('nonce', 32),
  };
}
