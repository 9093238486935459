// A ranking as it is made: numbers of candidates, best first, each change with what it did in words.

import type { Ranking } from './plaintext';

const ORDINALS = [
  'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth',
];

/** `first`, … `tenth`, `11th`, `12th`, `21st`. */
export function ordinal(place: number): string {
  const word = ORDINALS[place - 1];
  if (word) return word;
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${ending}`;
}

export class RankingInProgress {
  private before: Ranking[] = [];

  constructor(
    private readonly names: readonly string[],
    private now: Ranking = [],
    private readonly changed: (ranking: Ranking) => void = () => {},
  ) {}

  get ranking(): Ranking {
    return this.now;
  }

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  /** The candidate's place from 1; 0 if not ranked. */
  placeOf(candidate: number): number {
    return this.now.indexOf(candidate) + 1;
  }

  add(candidate: number): string {
    if (this.placeOf(candidate)) return this.said(candidate);
    this.become([...this.now, candidate]);
    return this.said(candidate);
  }

  remove(candidate: number): string {
    const place = this.placeOf(candidate);
    if (!place) return '';
    this.become(this.now.filter((other) => other !== candidate));
    const others = place <= this.now.length ? ' Those after have moved up.' : '';
    return `${this.name(candidate)} is no longer in your ranking.${others}`;
  }

  /** Move by one place: -1 up, 1 down. */
  move(candidate: number, by: -1 | 1): string {
    const from = this.now.indexOf(candidate);
    const to = from + by;
    if (from < 0 || to < 0 || to >= this.now.length) return '';
    const moved = this.now.filter((other) => other !== candidate);
    moved.splice(to, 0, candidate);
    this.become(moved);
    return this.said(candidate);
  }

  clear(): string {
    if (this.now.length) this.become([]);
    return 'Your ranking is empty. You can undo this.';
  }

  undo(): string {
    const last = this.before.pop();
    if (!last) return '';
    this.now = last;
    this.changed(last);
    const count = last.length;
    return `Undone. You have ranked ${count === 1 ? '1 candidate' : `${count} candidates`}.`;
  }

  private become(ranking: Ranking): void {
    this.before.push(this.now);
    this.now = ranking;
    this.changed(ranking);
  }

  private said(candidate: number): string {
    return `${this.name(candidate)} is your ${ordinal(this.placeOf(candidate))} preference.`;
  }

  private name(candidate: number): string {
    return this.names[candidate - 1] ?? `Candidate ${candidate}`;
  }
}
