// What is signed and hashed on the way of a ballot; the same as in ballots/*.py.

import { type Bytes, EncodingError, concat, fromUnsigned, sha256, tagged, text, unLp, unsigned } from './encoding';

/** One sealed ballot, as it stands in the log. */
export interface BallotLeaf {
  readonly contest: string;
  readonly ballotPk: Bytes;
  readonly seq: number;
  readonly credential: Bytes;
  readonly sealed: Bytes;
  readonly signature: Bytes;
}

export function credentialMessage(mh: Bytes, contest: string, ballotPk: Bytes): Bytes {
  return tagged('credential', mh, contest, ballotPk);
}

export function sealInfo(mh: Bytes, contest: string, ballotPk: Bytes): Bytes {
  return tagged('seal', mh, contest, ballotPk);
}

/** What the ballot key signs. */
export async function ballotMessage(
  mh: Bytes, leaf: Omit<BallotLeaf, 'signature'>,
): Promise<Bytes> {
  const { contest, ballotPk, seq, credential, sealed } = leaf;
  return tagged('ballot', mh, contest, ballotPk, unsigned(seq, 4), await sha256(credential), sealed);
}

export function encodeLeaf(leaf: BallotLeaf): Bytes {
  const { contest, ballotPk, seq, credential, sealed, signature } = leaf;
  return tagged('ballot-leaf', contest, ballotPk, unsigned(seq, 4), credential, sealed, signature);
}

/** The name of a leaf's kind, such as `ballot-leaf`. */
export function leafKind(fields: Bytes[]): string {
  const match = /^omov\/([a-z-]+)\/v1$/.exec(text(fields[0] ?? new Uint8Array()));
  if (!match?.[1]) throw new EncodingError('this is not a leaf');
  return match[1];
}

/** The ballot in a leaf; null for a leaf of another kind. */
export function decodeBallot(data: Bytes): BallotLeaf | null {
  const fields = unLp(data);
  if (leafKind(fields) !== 'ballot-leaf') return null;
  const [, contest, ballotPk, seq, credential, sealed, signature, ...more] = fields;
  if (!contest || !ballotPk || !seq || !credential || !sealed || !signature || more.length) {
    throw new EncodingError('a ballot leaf has six fields');
  }
  return { contest: text(contest), ballotPk, seq: fromUnsigned(seq), credential, sealed, signature };
}

/** SHA-256(0x00 ‖ leaf). Source: RFC 6962, section 2.1. */
export function leafHash(leaf: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(0), leaf));
}

/** The receipt's c: a commitment to a leaf under a nonce that only the seed gives. */
export function commitment(hash: Bytes, nonce: Bytes): Promise<Bytes> {
  return sha256(tagged('receipt', hash, nonce));
}

/** What the box signs with its promise key. */
export function promiseMessage(mh: Bytes, c: Bytes): Bytes {
  return tagged('promise', mh, c);
}
