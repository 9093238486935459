// Which page belongs to which state in the address: `#rank/chair`, `#receipt/chair`, … An address
// only shows: nothing is drawn, cast or removed but by a button.

import type { App } from './app';
import { h, link, p } from './dom';
import { ballots } from './pages/ballots';
import { check, keepWords, myWords } from './pages/check';
import { mine, receiptCheck } from './pages/mine';
import { rank } from './pages/rank';
import { receipt } from './pages/receipt';
import { recover } from './pages/recover';
import { signIn } from './pages/signin';
import { start } from './pages/start';
import { troubleWith } from './trouble';

export async function route(app: App, state: string): Promise<void> {
  try {
    await show(app, state);
  } catch (error) {
    troubleWith(app, error, () => void route(app, state));
  }
}

async function show(app: App, state: string): Promise<void> {
  if (state.startsWith('r=')) return receiptCheck(app, state.slice(2));
  const [page = '', id = '', more = ''] = state.split('/').map(decodeURIComponent);
  if (page === 'start') return start(app);
  if (page === 'my-ballot') return mine(app);
  if (page === 'sign-in') return signIn(app);
  const { voting } = app;
  if (!voting) return signIn(app);
  if (page === 'ballots') return ballots(app, voting);
  if (page === 'words') return myWords(app, voting);
  if (page === 'recover') return recover(app, voting, id);
  const contest = app.contest(id);
  if (!contest || !app.me?.contests.some((entry) => entry.id === id)) return missing(app);
  const abstain = more === 'abstain';
  switch (page) {
    case 'rank': return rank(app, contest);
    case 'check': return check(app, voting, contest, false);
    case 'abstain': return check(app, voting, contest, true);
    case 'keep': return keepWords(app, voting, contest, abstain);
    case 'receipt': return receipt(app, voting, contest);
    default: return missing(app);
  }
}

function missing(app: App): void {
  app.show('There is no such page', h('div', { class: 'notice' }, p('Perhaps an address was cut short. ', link('Begin again', '#start'), '.')));
}
