// One contest on one voter's device: request a credential, take it, write a cast. No network, no
// storage. The same as ballots/rehearsal.py and ballots/cast.py.

import { blind, finalize, verifyCredential } from './blindrsa';
import { type ContestSecrets, derive } from './derive';
import {
  type BallotLeaf, ballotMessage, commitment, credentialMessage, encodeLeaf, leafHash,
  promiseMessage, sealInfo,
} from './documents';
import { sign, verify } from './ed25519';
import { type Bytes, fromBase64url, toBase64url } from './encoding';
import type { Contest, Manifest } from './manifest';
import { type Ranking, writePlaintext } from './plaintext';
import { seal } from './seal';

/** A sealed and signed ballot, ready to be sent, and sent again. */
export interface Cast {
  readonly seq: number;
  /** The body of the request, byte for byte. */
  readonly body: string;
  /** The receipt that the box must give for it. */
  readonly c: string;
}

/** The box's promise that a ballot will be in the final log. Base64url. */
export interface Receipt {
  readonly seq: number;
  readonly c: string;
  readonly promise: string;
}

export class Device {
  private constructor(
    private readonly manifest: Manifest,
    readonly contest: Contest,
    readonly secrets: ContestSecrets,
  ) {}

  static async of(manifest: Manifest, contest: Contest, seed: Bytes): Promise<Device> {
    return new Device(manifest, contest, await derive(seed, manifest.mh, contest.id, contest.issuer));
  }

  private get message(): Bytes {
    return credentialMessage(this.manifest.mh, this.contest.id, this.secrets.ballotPk);
  }

  /** The blinded value for the roll office: always the same one. */
  request(): Promise<Bytes> {
    return blind(this.contest.issuer, this.message, this.secrets.pssSalt, this.secrets.blinding);
  }

  /** The credential in the roll office's answer, verified under the manifest's key. */
  take(answer: Bytes): Promise<Bytes> {
    return finalize(this.contest.issuer, this.message, answer, this.secrets.blinding);
  }

  holds(credential: Bytes): Promise<boolean> {
    return verifyCredential(this.contest.issuer, this.message, credential);
  }

  /** A ballot with this ranking and number, freshly sealed. */
  async cast(credential: Bytes, ranking: Ranking, seq: number): Promise<Cast> {
    const { id, kind, candidates } = this.contest;
    const { ballotPk, privateSeed, nonce } = this.secrets;
    const plaintext = writePlaintext(kind, ranking, candidates.length);
    const info = sealInfo(this.manifest.mh, id, ballotPk);
    const sealed = await seal(this.manifest.sealingKey, info, plaintext);
    const unsigned = { contest: id, ballotPk, seq, credential, sealed };
    const signature = await sign(privateSeed, await ballotMessage(this.manifest.mh, unsigned));
    const leaf: BallotLeaf = { ...unsigned, signature };
    const c = await commitment(await leafHash(encodeLeaf(leaf)), nonce);
    return { seq, body: writeCast(leaf, nonce), c: toBase64url(c) };
  }

  /** Whether the box has promised this: its answer is for this cast, and signed. */
  async accepts(cast: Cast, receipt: Receipt): Promise<boolean> {
    return receipt.c === cast.c && promised(this.manifest, receipt);
  }
}

/** Whether the box of this election gave this receipt. */
export function promised(manifest: Manifest, receipt: Pick<Receipt, 'c' | 'promise'>): Promise<boolean> {
  const message = promiseMessage(manifest.mh, fromBase64url(receipt.c, 32));
  return verify(manifest.promiseKey, message, fromBase64url(receipt.promise, 64));
}

/** The cast as it is sent: canonical JSON, keys in order. */
function writeCast(leaf: BallotLeaf, nonce: Bytes): string {
  return JSON.stringify({
    ballot_pk: toBase64url(leaf.ballotPk),
    contest: leaf.contest,
    credential: toBase64url(leaf.credential),
    nonce: toBase64url(nonce),
    sealed: toBase64url(leaf.sealed),
    seq: leaf.seq,
    signature: toBase64url(leaf.signature),
  });
}
