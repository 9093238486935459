// The frozen election, as far as a booth needs it. Whatever can decide a ballot is read from here
// and from nowhere else; `mh`, its SHA-256, binds every signature to exactly these bytes.

import { type IssuerKey, MODULUS_BYTES } from './blindrsa';
import { type Bytes, fromBase64url, sha256, text } from './encoding';
import type { Kind } from './plaintext';
import { SEALING_KEY_BYTES, SUITE } from './seal';

export interface Contest {
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  readonly seats: number;
  readonly candidates: readonly string[];
  readonly candidateIds: readonly string[];
  readonly rule: string;
  readonly constraints: readonly string[];
  /** What else the notice fixes, in the manifest's words: a motion's threshold, who is nobody. */
  readonly policy: Readonly<Record<string, string>>;
  readonly entitled: number;
  readonly issuer: IssuerKey;
}

export interface Manifest {
  readonly mh: Bytes;
  readonly election: { readonly id: string; readonly title: string };
  /** The contests with sealed ballots, in order. */
  readonly contests: readonly Contest[];
  readonly opens: Date;
  readonly closes: Date;
  readonly graceSeconds: number;
  readonly intervalSeconds: number;
  readonly sealingKey: Bytes;
  readonly holding: string;
  readonly threshold: number;
  readonly trustees: readonly string[];
  readonly promiseKey: Bytes;
  readonly origin: string;
  readonly logKey: Bytes;
  readonly publication: string;
}

/** A manifest that this booth must not use. */
export class ManifestError extends Error {}

/** The manifest of exactly these bytes. */
export async function readManifest(data: Bytes): Promise<Manifest> {
  const mh = await sha256(data);
  try {
    return interpret(mh, JSON.parse(text(data)));
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    throw new ManifestError(`the manifest cannot be read: ${String(error)}`);
  }
}

interface Raw {
  format: unknown;
  election: { id: string; title: string };
  contests: RawContest[];
  bodies: { contests: string[]; constraints: { bound: { label: string } }[] }[];
  times: { opens: string; closes: string; grace: number; interval: number };
  seal: { suite: string; key: string; holding: string; threshold: number; trustees: { name: string }[] };
  promise_key: string;
  log: { origin: string; key: string };
  publication: string;
}

interface RawContest {
  id: string;
  title: string;
  kind: string;
  seats: number;
  candidates: { id: string; name: string }[];
  rule: { id: string };
  constraints: { label: string }[];
  policy: Record<string, string>;
  secrecy: string;
  entitled: number;
  issuer: { n: string; e: number } | null;
}

function interpret(mh: Bytes, raw: Raw): Manifest {
  if (raw.format !== 'omov/manifest/v1') throw new ManifestError('this is not a manifest');
  if (raw.seal.suite !== SUITE) throw new ManifestError(`unknown sealing suite ${raw.seal.suite}`);
  return {
    mh,
    election: { id: raw.election.id, title: raw.election.title },
    contests: raw.contests
      .filter((contest) => contest.secrecy === 'secret')
      .map((contest) => interpretContest(contest, raw)),
    opens: instant(raw.times.opens),
    closes: instant(raw.times.closes),
    graceSeconds: raw.times.grace,
    intervalSeconds: raw.times.interval,
    sealingKey: fromBase64url(raw.seal.key, SEALING_KEY_BYTES),
    holding: raw.seal.holding,
    threshold: raw.seal.threshold,
    trustees: raw.seal.trustees.map((trustee) => trustee.name),
    promiseKey: fromBase64url(raw.promise_key, 32),
    origin: raw.log.origin,
    logKey: fromBase64url(raw.log.key, 32),
    publication: raw.publication,
  };
}

function interpretContest(raw: RawContest, whole: Raw): Contest {
  if (raw.issuer === null || raw.issuer.e !== 65537) {
    throw new ManifestError(`contest ${raw.id} has no issuer's key with exponent 65537`);
  }
  const n = fromBase64url(raw.issuer.n, MODULUS_BYTES);
  if ((n[0] ?? 0) < 0x80 || (n[MODULUS_BYTES - 1] ?? 0) % 2 === 0) {
    throw new ManifestError(`the issuer's key of contest ${raw.id} has not 3072 bits, or is even`);
  }
  const bodies = whole.bodies.filter((body) => body.contests.includes(raw.id));
  const shared = bodies.flatMap((body) => body.constraints.map((item) => item.bound.label));
  return {
    id: raw.id,
    title: raw.title,
    kind: kindOf(raw.kind),
    seats: raw.seats,
    candidates: raw.candidates.map((candidate) => candidate.name),
    candidateIds: raw.candidates.map((candidate) => candidate.id),
    rule: raw.rule.id,
    constraints: [...raw.constraints.map((item) => item.label), ...shared],
    policy: raw.policy,
    entitled: raw.entitled,
    issuer: { n },
  };
}

function kindOf(name: string): Kind {
  if (name === 'ranked' || name === 'options' || name === 'motion') return name;
  throw new ManifestError(`this booth does not know ballots of the kind ${name}`);
}

function instant(written: string): Date {
  const date = new Date(written);
  if (Number.isNaN(date.getTime())) throw new ManifestError(`${written} is not a time`);
  return date;
}

/** Rules under which a paper passes on only when every earlier preference is decided for good. */
const DECIDED_FIRST = [
  'av', 'ers97', 'meek-nz', 'meek-prf', 'scottish-2007', 'scottish-2011',
  'wigm-exact', 'wigm-exact-droop', 'wigm-prf',
];

/** Whether it is true, under the contest's rule, that a later preference never hurts an earlier one. */
export function laterNeverHurts(contest: Contest): boolean {
  // With constraints, electing a later preference can leave no place for an earlier one.
  return contest.constraints.length === 0 && DECIDED_FIRST.includes(contest.rule);
}
