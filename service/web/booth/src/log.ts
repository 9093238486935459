// The public log, checked on this device: whole bundles are downloaded, never one leaf, so that a
// download does not say whose ballot is looked for. Source: RFC 6962; C2SP tlog-tiles, signed-note.

import type { Api } from './api';
import { type BallotLeaf, decodeBallot, leafHash, leafKind } from './documents';
import { verify } from './ed25519';
import { type Bytes, concat, equal, fromBase64, fromUnsigned, sha256, text, unLp, utf8 } from './encoding';
import type { Manifest } from './manifest';

const WIDTH = 256;

/** A log, checkpoint or bundle that does not hold. */
export class LogError extends Error {}

export interface Checkpoint {
  readonly size: number;
  readonly root: Bytes;
}

/** A ballot and its place in the log. */
export interface Logged {
  readonly position: number;
  readonly hash: Bytes;
  readonly leaf: BallotLeaf;
}

/** What a whole download showed. */
export interface LogFindings {
  readonly checkpoint: Checkpoint;
  /** Whether its last leaf ends the log for ever. */
  readonly closed: boolean;
  /** All ballots under the wanted keys, in the order of the log. */
  readonly ballots: readonly Logged[];
}

/** The checkpoint of a signed note, under the log's key in the manifest. */
export async function readCheckpoint(note: Bytes, manifest: Manifest): Promise<Checkpoint> {
  const whole = text(note);
  const cut = whole.lastIndexOf('\n\n');
  const signed = whole.slice(0, cut + 1);
  const [origin, size, root, rest] = signed.split('\n');
  if (cut < 0 || rest !== '' || origin !== manifest.origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) {
    throw new LogError('this is not a checkpoint of this log');
  }
  const id = (await sha256(concat(utf8(`${origin}\n`), Uint8Array.of(1), manifest.logKey))).slice(0, 4);
  for (const line of whole.slice(cut + 2).split('\n')) {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== origin || encoded === undefined) continue;
    const data = fromBase64(encoded);
    if (!equal(data.slice(0, 4), id)) continue;
    if (!(await verify(manifest.logKey, utf8(signed), data.slice(4)))) {
      throw new LogError("the log's signature does not hold");
    }
    return { size: Number(size), root: fromBase64(root ?? '') };
  }
  throw new LogError('this checkpoint is not signed by the log');
}

/** Download the whole log, verify its root, and find the ballots of these keys. */
export async function searchLog(
  api: Api,
  manifest: Manifest,
  keys: readonly { readonly contest: string; readonly ballotPk: Bytes }[],
  progress: (leaves: number, of: number) => void = () => {},
): Promise<LogFindings> {
  const checkpoint = await readCheckpoint(await api.checkpoint(), manifest);
  const root = new RootBuilder();
  const ballots: Logged[] = [];
  let last = '';
  for (let index = 0; index * WIDTH < checkpoint.size; index += 1) {
    const width = Math.min(WIDTH, checkpoint.size - index * WIDTH);
    for (const data of readBundle(await api.bundle(bundlePath(index, width)), width)) {
      const position = root.size;
      const hash = await leafHash(data);
      await root.add(hash);
      last = leafKind(unLp(data));
      const leaf = decodeBallot(data);
      if (position === 0) checkFirst(data, manifest);
      if (leaf && keys.some((key) => key.contest === leaf.contest && equal(key.ballotPk, leaf.ballotPk))) {
        ballots.push({ position, hash, leaf });
      }
    }
    progress(root.size, checkpoint.size);
  }
  if (!equal(await root.root(), checkpoint.root)) {
    throw new LogError('the ballots of the log do not give the root that the log has signed');
  }
  return { checkpoint, closed: last === 'close', ballots };
}

function checkFirst(data: Bytes, manifest: Manifest): void {
  const fields = unLp(data);
  if (leafKind(fields) !== 'manifest-leaf' || !equal(fields[1] ?? new Uint8Array(), manifest.mh)) {
    throw new LogError('this log is of another election');
  }
}

/** The path of a bundle of leaves. Source: C2SP tlog-tiles. */
export function bundlePath(index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/entries/${name}${width === WIDTH ? '' : `.p/${width}`}`;
}

/** The leaves of a bundle of exactly this width, each after its length in two bytes. */
export function readBundle(data: Bytes, width: number): Bytes[] {
  const leaves: Bytes[] = [];
  let at = 0;
  while (at < data.length) {
    const end = at + 2 + fromUnsigned(data.subarray(at, at + 2));
    if (data.length - at < 2 || end > data.length) throw new LogError('a leaf is cut short');
    leaves.push(data.slice(at + 2, end));
    at = end;
  }
  if (leaves.length !== width) throw new LogError(`expected ${width} leaves, got ${leaves.length}`);
  return leaves;
}

/** The root of leaves as they stream past; keeps one hash for each bit of the size. */
export class RootBuilder {
  private readonly peaks: Bytes[] = [];
  size = 0;

  async add(hash: Bytes): Promise<void> {
    this.peaks.push(hash);
    this.size += 1;
    for (let full = this.size; full % 2 === 0; full /= 2) {
      const right = this.peaks.pop() ?? hash;
      const left = this.peaks.pop() ?? hash;
      this.peaks.push(await node(left, right));
    }
  }

  async root(): Promise<Bytes> {
    const [last, ...rest] = [...this.peaks].reverse();
    if (!last) return sha256(new Uint8Array());
    let found = last;
    for (const left of rest) found = await node(left, found);
    return found;
  }
}

function node(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(1), left, right));
}
