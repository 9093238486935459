// The rooms' doors. The roll office gets its cookie; the box gets nothing that says who we are.

import { type Bytes, fromBase64url, toBase64url, utf8 } from './encoding';
import type { Receipt } from './device';

const TIMEOUT_MS = 30_000;

/** A refusal in the words of a room (RFC 9457), or `offline` where no answer came. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly more: Record<string, unknown> = {},
  ) {
    super(detail);
  }

  /** Whether the same request may be sent again in a moment. */
  get passing(): boolean {
    return this.code === 'offline' || this.status === 429 || this.status >= 500;
  }

  /** Seconds that the room asks us to wait; 0 if it does not say. */
  get retryAfter(): number {
    return typeof this.more.retry_after === 'number' ? this.more.retry_after : 0;
  }
}

export interface MyContest {
  readonly id: string;
  readonly state: 'not-drawn' | 'drawn' | 'on-paper';
  readonly may_draw: boolean;
}

export interface Me {
  readonly name: string;
  readonly contests: readonly MyContest[];
}

/** Where the election stands in the box. */
export interface BoxState {
  readonly phase: 'open' | 'roll-closed' | 'closed';
  readonly opens: string;
  readonly closes: string;
  readonly box_closes: string;
  readonly size: number;
}

export class Api {
  constructor(private readonly election: string) {}

  private path(room: string, rest: string): string {
    return `/${room}/api/v1/elections/${encodeURIComponent(this.election)}${rest}`;
  }

  // The roll office

  async signIn(link: string, number: string): Promise<void> {
    await this.roll('/sign-in', { link, number });
  }

  async signOut(): Promise<void> {
    await this.roll('/sign-out', {});
  }

  async me(): Promise<Me> {
    return (await ask(this.path('roll', '/me'), { credentials: 'same-origin' })).json();
  }

  /** The blind signature of z. */
  async draw(contest: string, z: Bytes): Promise<Bytes> {
    const answer = await this.roll('/draw', { contest, z: toBase64url(z) });
    return fromBase64url(((await answer.json()) as { signature: string }).signature);
  }

  private roll(rest: string, body: object): Promise<Response> {
    return post(this.path('roll', rest), JSON.stringify(body), 'same-origin');
  }

  // The ballot box

  async manifest(): Promise<Bytes> {
    return bytes(await ask(this.path('box', '/manifest')));
  }

  async box(): Promise<BoxState> {
    return (await ask(this.path('box', ''))).json();
  }

  async cast(body: string): Promise<Pick<Receipt, 'c' | 'promise'>> {
    return (await post(this.path('box', '/cast'), body, 'omit')).json();
  }

  async checkpoint(): Promise<Bytes> {
    return bytes(await ask(this.path('box', '/checkpoint')));
  }

  async bundle(path: string): Promise<Bytes> {
    return bytes(await ask(this.path('box', `/${path}`), { cache: 'default' }));
  }

  // The office

  /** The opening seed, once it is published. */
  async opening(): Promise<Bytes | null> {
    try {
      const found = await (await ask(this.path('office', '/opening-seed'))).json();
      return fromBase64url((found as { seed: string }).seed, 32);
    } catch (error) {
      if (error instanceof Problem && !error.passing) return null;
      throw error;
    }
  }
}

async function post(path: string, body: string, credentials: RequestCredentials): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(path, { method: 'POST', body: utf8(body), headers, credentials });
}

async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...options,
    });
  } catch {
    throw new Problem('offline', 0, 'No answer came.');
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const body = (await answer.json()) as Record<string, unknown>;
    const code = String(body.type ?? '').split(':').pop() || 'unknown';
    return new Problem(code, answer.status, String(body.detail ?? ''), body);
  } catch {
    return new Problem('unknown', answer.status, `The service answered ${answer.status}.`);
  }
}

/** The whole answer; a connection that breaks on the way is `offline` too. */
async function bytes(answer: Response): Promise<Bytes> {
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new Problem('offline', 0, 'The answer broke off.');
  }
}
