// The way of one ballot: seed, draw, verify, cast, receipt. Each step is kept before the next is
// asked for, so that a lost answer is asked for again with the same request.

import { type Api, Problem } from './api';
import { type Cast, Device, type Receipt } from './device';
import { type Bytes, fromBase64url, toBase64url } from './encoding';
import type { Contest, Manifest } from './manifest';
import type { Ranking } from './plaintext';
import type { Keeper, Paper } from './storage';

/** A ballot with the same words is in the box already; `lastSeq` is its number. */
export class SequenceConflict extends Error {
  constructor(readonly lastSeq: number) {
    super(`the last ballot accepted has number ${lastSeq}`);
  }
}

/** The paper was drawn with other words, so those are needed. */
export class DrawnElsewhere extends Error {}

/** The box answered with something that is not its promise for this ballot. */
export class FalseReceipt extends Error {}

/** Somebody else has signed in on this device since. */
export class AnotherPerson extends Error {}

export type Step = 'drawing' | 'checking' | 'sealing' | 'casting' | 'waiting';

const WAITS_MS = [0, 1_000, 2_000, 4_000, 8_000];

/** One person's votes on this device. */
export class Voting {
  constructor(
    private readonly api: Api,
    private readonly keeper: Keeper,
    readonly manifest: Manifest,
    readonly person: string,
    private readonly waits: readonly number[] = WAITS_MS,
  ) {}

  seed(): Promise<Bytes | null> {
    return this.keeper.seed(this.manifest.mh, this.person);
  }

  makeSeed(): Promise<Bytes> {
    return this.keeper.makeSeed(this.manifest.mh, this.person);
  }

  setSeed(seed: Bytes): Promise<void> {
    return this.keeper.setSeed(this.manifest.mh, this.person, seed);
  }

  forget(): Promise<void> {
    return this.keeper.forget(this.manifest.mh, this.person);
  }

  paper(contest: string): Promise<Paper> {
    return this.keeper.paper(this.manifest.mh, this.person, contest);
  }

  /**
   * Cast a ballot and give its receipt. `after`: the number of the last ballot in the box, where
   * the voter has been told of it. Raises Problem, SequenceConflict, DrawnElsewhere,
   * FalseReceipt, AnotherPerson, CredentialError.
   */
  async cast(
    contest: Contest, ranking: Ranking, tell: (step: Step) => void = () => {}, after?: number,
  ): Promise<Receipt> {
    const device = await Device.of(this.manifest, contest, await this.makeSeed());
    const credential = await this.credential(device, tell);
    await this.settle(device, tell);
    const paper = await this.paper(contest.id);
    tell('sealing');
    const seq = Math.max(paper.lastSeq, after ?? 0) + 1;
    const cast = await device.cast(credential, ranking, seq);
    await this.change(contest.id, { pending: cast });
    return this.send(device, cast, tell);
  }

  /** Send a cast again whose answer is missing; the receipt, or null if there is none. */
  async settle(device: Device, tell: (step: Step) => void = () => {}): Promise<Receipt | null> {
    const { pending } = await this.paper(device.contest.id);
    if (!pending) return null;
    return this.send(device, pending, tell);
  }

  /** Ask again for what was sent last, after the page was closed or the line broke. */
  async resume(contest: Contest, tell: (step: Step) => void = () => {}): Promise<Receipt | null> {
    return this.settle(await Device.of(this.manifest, contest, await this.makeSeed()), tell);
  }

  private async credential(device: Device, tell: (step: Step) => void): Promise<Bytes> {
    const { credential } = await this.paper(device.contest.id);
    if (credential !== undefined) {
      const kept = fromBase64url(credential);
      if (await device.holds(kept)) return kept;
    }
    tell('drawing');
    const z = await device.request();
    const now = await this.keeper.signedIn(this.manifest.election.id);
    if (now?.person !== this.person) throw new AnotherPerson();
    let answer: Bytes;
    try {
      answer = await this.patiently(() => this.api.draw(device.contest.id, z), tell, 'drawing');
    } catch (error) {
      if (error instanceof Problem && error.code === 'already-drawn') throw new DrawnElsewhere();
      throw error;
    }
    tell('checking');
    const drawn = await device.take(answer);
    await this.change(device.contest.id, { credential: toBase64url(drawn) });
    return drawn;
  }

  private async send(device: Device, cast: Cast, tell: (step: Step) => void): Promise<Receipt> {
    tell('casting');
    const contest = device.contest.id;
    let answer: Pick<Receipt, 'c' | 'promise'>;
    try {
      answer = await this.patiently(() => this.api.cast(cast.body), tell, 'casting');
    } catch (error) {
      if (error instanceof Problem && !error.passing) await this.change(contest, { pending: undefined });
      if (error instanceof Problem && error.code === 'sequence') {
        throw new SequenceConflict(Number(error.more.last_seq));
      }
      throw error;
    }
    const receipt: Receipt = { seq: cast.seq, c: answer.c, promise: answer.promise };
    if (!(await device.accepts(cast, receipt))) throw new FalseReceipt();
    const { receipts } = await this.paper(contest);
    const others = receipts.filter((known) => known.c !== receipt.c);
    await this.change(contest, {
      lastSeq: cast.seq, pending: undefined, receipts: [...others, receipt],
    });
    return receipt;
  }

  /** The same request until it is answered, or refused for good. */
  private async patiently<T>(
    request: () => Promise<T>, tell: (step: Step) => void, step: Step,
  ): Promise<T> {
    let asked = 0;
    for (const [turn, wait] of this.waits.entries()) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(wait, asked)));
      tell(step);
      try {
        return await request();
      } catch (error) {
        const last = turn === this.waits.length - 1;
        if (last || !(error instanceof Problem) || !error.passing) throw error;
        asked = 1_000 * Math.min(error.retryAfter, 60);
        tell('waiting');
      }
    }
    throw new Problem('offline', 0, 'No answer came.');
  }

  /** Change what is kept of a paper; `undefined` takes a thing away. */
  private async change(
    contest: string, changes: { [Key in keyof Paper]?: Paper[Key] | undefined },
  ): Promise<void> {
    const whole: Record<string, unknown> = { ...(await this.paper(contest)), ...changes };
    for (const key of Object.keys(whole)) if (whole[key] === undefined) delete whole[key];
    await this.keeper.setPaper(this.manifest.mh, this.person, contest, whole as unknown as Paper);
  }
}
