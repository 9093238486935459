// What all pages share: the election, who is signed in, and how a page is shown.

import type { Api, Me } from './api';
import { type Child, h } from './dom';
import { toBase64url } from './encoding';
import type { Contest, Manifest } from './manifest';
import type { Ranking } from './plaintext';
import type { Keeper } from './storage';
import { standing } from './terms';
import { inWords } from './times';
import { Voting } from './voting';

/** What the server wrote into the page's shell. */
export interface Shell {
  readonly election: string;
  readonly organisation: string;
  readonly contact: string;
  readonly zone: string;
  /** The service's clock less this device's, in milliseconds. */
  readonly clockAhead: number;
}

export class App {
  me: Me | null = null;
  voting: Voting | null = null;
  /** The personal link's `id.secret`, if this tab was opened with one. */
  link: string | null = null;
  /** When voting ends: as extended, once the box has said so. */
  closes: Date;

  constructor(
    readonly shell: Shell,
    readonly api: Api,
    readonly keeper: Keeper,
    readonly manifest: Manifest,
    private readonly main: HTMLElement,
    private readonly live: HTMLElement,
  ) {
    this.closes = manifest.closes;
  }

  /** Show a page and let a screen reader begin at its heading. */
  show(title: string, ...children: Child[]): void {
    const heading = h('h1', { tabindex: -1 }, title);
    document.title = `${title} – ${this.manifest.election.title}`;
    this.main.replaceChildren(h('div', { class: 'page' }, heading, ...children));
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  /** Say something to those who do not see the change. */
  announce(text: string): void {
    // The same text again would not be read: empty it first.
    this.live.textContent = '';
    requestAnimationFrame(() => { this.live.textContent = text; });
  }

  go(state: string): void {
    const wanted = `#${state}`;
    if (location.hash === wanted) window.dispatchEvent(new HashChangeEvent('hashchange'));
    else location.hash = wanted;
  }

  contest(id: string): Contest | undefined {
    return this.manifest.contests.find((contest) => contest.id === id);
  }

  /** The service's time. */
  now(): Date {
    return new Date(Date.now() + this.shell.clockAhead);
  }

  time(date: Date): string {
    return inWords(date, this.shell.zone);
  }

  /** Whom to ask, as the end of a sentence. */
  get ask(): string {
    return this.shell.contact ? `Ask the returning officer: ${this.shell.contact}.` : 'Ask the returning officer.';
  }

  /** Take up the session of the person whose cookie the roll office has given. */
  async signedIn(person: string): Promise<void> {
    this.me = await this.api.me();
    this.voting = new Voting(this.api, this.keeper, this.manifest, person);
  }

  async refresh(): Promise<void> {
    this.me = await this.api.me();
  }

  signedOut(): void {
    this.me = null;
    this.voting = null;
  }

  // The ranking in progress lives in this tab only, until it is cast.

  draft(contest: string): Ranking {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.draftKey(contest)) ?? '[]');
      const candidates = this.contest(contest)?.candidates.length ?? 0;
      const fits = (number: unknown): number is number =>
        Number.isInteger(number) && Number(number) >= 1 && Number(number) <= candidates;
      return Array.isArray(kept) && kept.every(fits) ? [...new Set(kept)] : [];
    } catch {
      return this.drafts.get(contest) ?? [];
    }
  }

  setDraft(contest: string, ranking: Ranking | null): void {
    this.drafts.set(contest, ranking ?? []);
    try {
      if (ranking) sessionStorage.setItem(this.draftKey(contest), JSON.stringify(ranking));
      else sessionStorage.removeItem(this.draftKey(contest));
    } catch {
      // The map above has it, until the page is closed.
    }
  }

  private readonly drafts = new Map<string, Ranking>();

  private draftKey(contest: string): string {
    return `omov/draft/${toBase64url(this.manifest.mh)}/${this.voting?.person ?? ''}/${contest}`;
  }
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What is to be done in a contest, in a few words. */
export function places(contest: Contest): string {
  if (contest.kind === 'motion') return 'For or against';
  const noun = contest.kind === 'options' ? 'option' : 'candidate';
  return `${plural(contest.seats, contest.kind === 'options' ? 'choice' : 'place')}, ${plural(standing(contest), noun)}`;
}
