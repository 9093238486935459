// The voter's side of the blind credential, with a given salt and blinding factor; the same as
// ballots/blinding.py. Source: RFC 9474, RSABSSA-SHA384-PSS-Deterministic; RFC 8017, 9.1.1.

import { type Bytes, EncodingError, concat, toBase64url, unsigned } from './encoding';

export const MODULUS_BYTES = 384;
const EXPONENT = 65537n;
const HASH_BYTES = 48;

/** The issuer's public key of one contest: n as 384 big-endian bytes; e is 65537. */
export interface IssuerKey {
  readonly n: Bytes;
}

/** The issuer's answer is not a credential under the contest's key. */
export class CredentialError extends Error {}

export function toBigInt(data: Bytes): bigint {
  let hex = '0x0';
  for (const byte of data) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}

export function fromBigInt(number: bigint, size: number): Bytes {
  const hex = number.toString(16).padStart(2 * size, '0');
  return Uint8Array.from({ length: size }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

/** Whether r lies between 1 and n - 1 and has an inverse modulo n. */
export function isUnit(r: bigint, n: bigint): boolean {
  return r > 0n && r < n && inverse(r, n) !== null;
}

/** The blinded value z for the roll office: always the same one for the same four. */
export async function blind(
  issuer: IssuerKey, message: Bytes, salt: Bytes, r: bigint,
): Promise<Bytes> {
  const n = toBigInt(issuer.n);
  if (!isUnit(r, n)) throw new EncodingError('a blinding factor is invertible');
  const m = toBigInt(await pssEncode(message, salt));
  if (!isUnit(m, n)) throw new EncodingError("the issuer's key is not sound");
  return fromBigInt((m * power(r, EXPONENT, n)) % n, MODULUS_BYTES);
}

/** The credential inside the issuer's answer, verified before it is returned. */
export async function finalize(
  issuer: IssuerKey, message: Bytes, answer: Bytes, r: bigint,
): Promise<Bytes> {
  const n = toBigInt(issuer.n);
  const value = toBigInt(answer);
  const factor = inverse(r, n);
  if (answer.length !== MODULUS_BYTES || value <= 0n || value >= n || factor === null) {
    throw new CredentialError('a blind signature is 384 bytes and lies between 1 and n - 1');
  }
  const credential = fromBigInt((value * factor) % n, MODULUS_BYTES);
  if (!(await verifyCredential(issuer, message, credential))) {
    throw new CredentialError("the answer is not a credential under the key in the manifest");
  }
  return credential;
}

/** Whether this is the issuer's RSA-PSS signature on the message (WebCrypto). */
export async function verifyCredential(
  issuer: IssuerKey, message: Bytes, credential: Bytes,
): Promise<boolean> {
  const jwk = { kty: 'RSA', n: toBase64url(issuer.n), e: 'AQAB', alg: 'PS384' };
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  const terms = { name: 'RSA-PSS', saltLength: HASH_BYTES };
  return crypto.subtle.verify(terms, key, credential, message);
}

/** EMSA-PSS-ENCODE with SHA-384 for a modulus of 3072 bits: 384 bytes, the first bit zero. */
export async function pssEncode(message: Bytes, salt: Bytes): Promise<Bytes> {
  if (salt.length !== HASH_BYTES) throw new EncodingError('a salt is 48 bytes');
  const digest = await sha384(message);
  const h = await sha384(concat(new Uint8Array(8), digest, salt));
  const room = MODULUS_BYTES - 2 * HASH_BYTES - 2;
  const block = concat(new Uint8Array(room), Uint8Array.of(1), salt);
  const mask = await mgf1(h, block.length);
  const masked = block.map((byte, at) => byte ^ (mask[at] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return concat(masked, h, Uint8Array.of(0xbc));
}

/** MGF1 of SHA-384. Source: RFC 8017, appendix B.2.1. */
async function mgf1(seed: Bytes, size: number): Promise<Bytes> {
  const blocks: Bytes[] = [];
  for (let counter = 0; counter * HASH_BYTES < size; counter += 1) {
    blocks.push(await sha384(concat(seed, unsigned(counter, 4))));
  }
  return concat(...blocks).slice(0, size);
}

async function sha384(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-384', data));
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

/** The inverse of a modulo n by Euclid's extended algorithm; null where there is none. */
function inverse(a: bigint, n: bigint): bigint | null {
  let [last, now] = [n, a % n];
  let [lastFactor, factor] = [0n, 1n];
  while (now > 0n) {
    const quotient = last / now;
    [last, now] = [now, last - quotient * now];
    [lastFactor, factor] = [factor, lastFactor - quotient * factor];
  }
  if (last !== 1n) return null;
  return lastFactor < 0n ? lastFactor + n : lastFactor;
}
