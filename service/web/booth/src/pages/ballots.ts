// 'Your ballots': each contest, how it stands, one button.

import { type App, places } from '../app';
import type { MyContest } from '../api';
import { type Child, foot, h, link, p, secondary } from '../dom';
import type { Contest } from '../manifest';
import type { Paper } from '../storage';
import { troubleWith } from '../trouble';
import type { Voting } from '../voting';
import { resume } from './cast';

interface Standing {
  readonly words: string;
  readonly mark: 'todo' | 'done' | 'warning' | 'none';
  readonly actions: Child[];
}

export async function ballots(app: App, voting: Voting): Promise<void> {
  try {
    await app.refresh();
  } catch (error) {
    return troubleWith(app, error, () => void ballots(app, voting));
  }
  const mine = app.me?.contests ?? [];
  const seed = await voting.seed();
  const cards: HTMLElement[] = [];
  for (const entry of mine) {
    const contest = app.contest(entry.id);
    if (!contest) continue;
    const standing = standingOf(app, voting, contest, entry, await voting.paper(contest.id), seed !== null);
    cards.push(h('section', { class: 'card', 'aria-labelledby': `contest-${contest.id}` },
      h('h2', { id: `contest-${contest.id}` }, contest.title),
      p(h('span', { class: 'quiet' }, places(contest))),
      p(h('span', { class: `state ${standing.mark}` }, standing.words)),
      h('div', { class: 'actions' }, standing.actions)));
  }
  // One primary button a page: what is to be done first.
  const first = cards.find((card) => card.querySelector('.state.warning, .state.todo'));
  first?.querySelector('.actions .button')?.classList.add('primary');
  app.show('Your ballots',
    p(`You are signed in as ${app.me?.name ?? ''}. `, `Voting closes on ${app.time(app.closes)}.`),
    cards.length === 0 && h('div', { class: 'notice' },
      p('There is no contest in this election in which you may vote. If you think that is wrong: ', app.ask)),
    cards,
    !app.keeper.lasting && notKept(),
    foot(
      seed && link('My 24 words', '#words'),
      link('Check my ballot', '#my-ballot'),
      secondary('Sign out', () => void signOut(app))));
}

/** For private windows and full devices. */
export function notKept(): HTMLElement {
  return h('div', { class: 'notice warning' },
    p(h('strong', {}, 'This browser keeps nothing when the page is closed'),
      ' (a private window does that). You can vote. Write down your 24 words before you cast: without them you cannot change or find your ballot later.'));
}

function standingOf(
  app: App, voting: Voting, contest: Contest, mine: MyContest, paper: Paper, hasSeed: boolean,
): Standing {
  const rank = (label: string): HTMLElement =>
    h('a', { class: 'button', href: `#rank/${contest.id}` }, label);
  const open = app.now() < app.closes;
  const last = paper.receipts[paper.receipts.length - 1];
  if (paper.pending) {
    return {
      words: 'Your last ballot may not have arrived.', mark: 'warning',
      actions: [secondary('Send it again', () => resume(app, voting, contest))],
    };
  }
  if (last) {
    return {
      words: last.seq === 1 ? 'Your ballot is in the box.' : `Your ballot is in the box (number ${last.seq}).`,
      mark: 'done',
      actions: [h('a', { class: 'button', href: `#receipt/${contest.id}` }, 'Receipt'), open && rank('Vote again')],
    };
  }
  if (mine.state === 'on-paper') {
    return { words: 'You vote on paper in this contest.', mark: 'none', actions: [] };
  }
  if (mine.state === 'drawn' && !mine.may_draw && !hasSeed) {
    return {
      words: 'Begun on another device.', mark: 'warning',
      actions: [open && h('a', { class: 'button', href: `#recover/${contest.id}` }, 'Use my 24 words')],
    };
  }
  if (mine.may_draw || (mine.state === 'drawn' && open)) {
    return { words: 'Not voted yet.', mark: 'todo', actions: [rank('Vote')] };
  }
  const words = app.now() < app.manifest.opens ? 'Voting is not open yet.'
    : open ? 'There is no vote in this contest.' : 'Voting has closed.';
  return { words, mark: 'none', actions: [] };
}

async function signOut(app: App): Promise<void> {
  try {
    await app.api.signOut();
  } catch (error) {
    return troubleWith(app, error, () => void signOut(app));
  }
  app.signedOut();
  app.go('start');
}
