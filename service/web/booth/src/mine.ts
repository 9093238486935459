// What became of one person's ballots: accepted, in the public log, opened as. No page, no storage.

import type { Api } from './api';
import { Device, type Receipt, promised } from './device';
import { commitment, sealInfo } from './documents';
import { type Bytes, equal, toBase64url } from './encoding';
import { type Checkpoint, LogError, type Logged, searchLog } from './log';
import type { Contest, Manifest } from './manifest';
import { type InvalidReason, type Ranking, readPlaintext } from './plaintext';
import { open, sealingKeyOf } from './seal';

/** One contest's ballots of one seed. */
export interface Traced {
  readonly contest: Contest;
  readonly ballotPk: Bytes;
  /** Ballots in the log, by number; the last one counts. */
  readonly logged: readonly Logged[];
  /** Receipts whose ballots are in the log. */
  readonly kept: readonly Receipt[];
  /** Receipts, signed by the box, whose ballots are not in the log. */
  readonly missing: readonly Receipt[];
  /** Receipts that the box has not signed. */
  readonly unsigned: readonly Receipt[];
  /** What the last ballot says; null while it cannot be opened. */
  readonly opened: Ranking | InvalidReason | null;
}

export interface Trace {
  readonly checkpoint: Checkpoint;
  readonly closed: boolean;
  readonly contests: readonly Traced[];
}

/** Follow the ballots of a seed through the whole log, checked on this device. */
export async function trace(
  api: Api,
  manifest: Manifest,
  seed: Bytes,
  receiptsOf: (contest: string) => Promise<readonly Receipt[]>,
  progress: (leaves: number, of: number) => void = () => {},
): Promise<Trace> {
  const devices: Device[] = [];
  for (const contest of manifest.contests) devices.push(await Device.of(manifest, contest, seed));
  const keys = devices.map((device) => ({
    contest: device.contest.id, ballotPk: device.secrets.ballotPk,
  }));
  const found = await searchLog(api, manifest, keys, progress);
  const openingSeed = found.closed ? await openingOf(api, manifest) : null;
  const contests: Traced[] = [];
  for (const device of devices) {
    const logged = found.ballots
      .filter((ballot) => ballot.leaf.contest === device.contest.id)
      .sort((a, b) => a.leaf.seq - b.leaf.seq);
    const receipts = await receiptsOf(device.contest.id);
    contests.push(await traceOne(manifest, device, logged, receipts, openingSeed));
  }
  return { checkpoint: found.checkpoint, closed: found.closed, contests };
}

async function openingOf(api: Api, manifest: Manifest): Promise<Bytes | null> {
  const seed = await api.opening();
  if (seed && !equal(await sealingKeyOf(seed), manifest.sealingKey)) {
    throw new LogError('the published opening key is not that of this election');
  }
  return seed;
}

async function traceOne(
  manifest: Manifest, device: Device, logged: readonly Logged[], receipts: readonly Receipt[],
  openingSeed: Bytes | null,
): Promise<Traced> {
  const { contest, secrets } = device;
  const references = new Set<string>();
  for (const ballot of logged) references.add(toBase64url(await commitment(ballot.hash, secrets.nonce)));
  const signed: Receipt[] = [];
  const unsigned: Receipt[] = [];
  for (const item of receipts) ((await promised(manifest, item)) ? signed : unsigned).push(item);
  return {
    contest,
    ballotPk: secrets.ballotPk,
    logged,
    kept: signed.filter((item) => references.has(item.c)),
    missing: signed.filter((item) => !references.has(item.c)),
    unsigned,
    opened: await openLast(manifest, contest, logged, openingSeed),
  };
}

async function openLast(
  manifest: Manifest, contest: Contest, logged: readonly Logged[], openingSeed: Bytes | null,
): Promise<Ranking | InvalidReason | null> {
  const last = logged[logged.length - 1];
  if (!last || !openingSeed) return null;
  const info = sealInfo(manifest.mh, contest.id, last.leaf.ballotPk);
  const plaintext = await open(openingSeed, info, last.leaf.sealed);
  return plaintext ? readPlaintext(contest.kind, plaintext, contest.candidates.length) : 'does-not-open';
}
