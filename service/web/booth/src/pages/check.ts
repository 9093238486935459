// 'Check your ballot', and the words that are kept before it is cast.

import type { App } from '../app';
import { details, foot, h, link, list, p, primary } from '../dom';
import type { Contest } from '../manifest';
import { type Ranking, describe } from '../plaintext';
import { seedToWords } from '../words';
import type { Voting } from '../voting';
import { cast } from './cast';
import { notKept } from './ballots';

/** What is about to be cast, and a way back. */
export async function check(app: App, voting: Voting, contest: Contest, abstain: boolean): Promise<void> {
  const ranking: Ranking = abstain ? [] : app.draft(contest.id);
  if (!abstain && ranking.length === 0) return app.go(`rank/${contest.id}`);
  const kept = await voting.seed();
  const { receipts } = await voting.paper(contest.id);
  const names = contest.candidates;
  const missing = names.filter((_, at) => !ranking.includes(at + 1));
  app.show('Check your ballot',
    p(h('strong', {}, contest.title)),
    ranking.length === 0 || contest.kind === 'motion'
      ? h('p', { class: 'choice' }, describe(contest.kind, ranking, names))
      : [p('Your order of preference:'), list(ranking.map((number) => names[number - 1] ?? ''), 'ol', 'choice')],
    contest.kind !== 'motion' && ranking.length > 0 && (missing.length === 0
      ? p('You have ranked everybody.')
      : details(`Not ranked: ${missing.length}`, list(missing))),
    receipts.length > 0 && h('div', { class: 'notice' },
      p('This ballot will replace the one that you cast before. Only the last one counts.')),
    h('div', { class: 'actions' },
      primary('Cast my ballot', () => {
        if (kept) cast(app, voting, contest, ranking);
        else app.go(`keep/${contest.id}${abstain ? '/abstain' : ''}`);
      }),
      h('a', { class: 'button', href: `#rank/${contest.id}` }, 'Change')),
    p(h('span', { class: 'quiet' }, 'Nothing has been sent yet.')));
}

/** The seed is made and kept now, and its words are offered before anything is asked for. */
export async function keepWords(app: App, voting: Voting, contest: Contest, abstain: boolean): Promise<void> {
  const ranking: Ranking = abstain ? [] : app.draft(contest.id);
  if (!abstain && ranking.length === 0) return app.go(`rank/${contest.id}`);
  const seed = await voting.makeSeed();
  app.show('Keep these 24 words',
    p('With these words, and only with them, you can change your ballot from another device and find it in the count. ',
      'They also show how you voted: keep them to yourself.'),
    !app.keeper.lasting && notKept(),
    wordTable(seedToWords(seed)),
    h('div', { class: 'actions' },
      primary('Cast my ballot', () => cast(app, voting, contest, ranking)),
      h('button', { type: 'button', class: 'button', click: () => window.print() }, 'Print the words')),
    p(h('span', { class: 'quiet' },
      app.keeper.lasting
        ? 'This device keeps them as well. They are the same for all your ballots in this election, and you can see them again later.'
        : 'They are the same for all your ballots in this election. We do not have them and cannot send them to you.')));
}

/** Numbered words, in columns. */
export function wordTable(words: readonly string[]): HTMLElement {
  return list(words.map((word) => h('span', { class: 'word' }, word)), 'ol', 'words');
}

/** 'My 24 words', any time later. */
export async function myWords(app: App, voting: Voting): Promise<void> {
  const seed = await voting.seed();
  if (!seed) return app.go('ballots');
  app.show('Your 24 words',
    p('With these words you can change your ballot from another device and find it in the count. They also show how you voted: keep them to yourself.'),
    wordTable(seedToWords(seed)),
    h('div', { class: 'actions' },
      h('button', { type: 'button', class: 'button primary', click: () => window.print() }, 'Print the words')),
    details('This is not my device',
      p('You can remove your words and receipts from this device. Without the words you cannot change or find your ballot again: write them down first. Your ballot stays in the box.'),
      h('button', { type: 'button', class: 'button danger', click: () => {
        void voting.forget().then(() => app.go('ballots'));
      } }, 'Remove them from this device')),
    foot(link('Back to your ballots', '#ballots')));
}
