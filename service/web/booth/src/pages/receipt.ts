// 'Your ballot is in': reference and QR, what to keep, what comes next. Prints on one page.

import type { App } from '../app';
import { code, details, h, link, p, primary } from '../dom';
import type { Contest } from '../manifest';
import { qrCode } from '../qr';
import type { Voting } from '../voting';
import type { Receipt } from '../device';

export async function receipt(app: App, voting: Voting, contest: Contest): Promise<void> {
  const { receipts } = await voting.paper(contest.id);
  const last = receipts[receipts.length - 1];
  if (!last) return app.go('ballots');
  const left = await stillToVote(app, voting);
  const open = app.now() < app.closes;
  app.show('Your ballot is in',
    h('div', { class: 'notice success' },
      p(h('strong', {}, contest.title)),
      p('The box has taken your ballot and has given its signed promise that it will be in the public log.')),
    h('div', { class: 'receipt' },
      qrCode(receiptAddress(app, contest, last), 'Your receipt as a QR code'),
      h('div', {},
        h('h2', {}, 'Your reference'),
        p(code(last.c)),
        p(h('span', { class: 'quiet' }, `Ballot number ${last.seq} of yours in this contest. This reference does not show how you voted.`)))),
    h('div', { class: 'actions' },
      left ? primary('Next ballot', () => app.go(`rank/${left.id}`)) : primary('Back to your ballots', () => app.go('ballots')),
      h('button', { type: 'button', class: 'button', click: () => window.print() }, 'Print or save')),
    h('h2', {}, 'What comes next'),
    open && p(`You may vote again until ${app.time(app.closes)}; only your last ballot counts.`),
    p('When voting has closed, the ballots are opened and counted. The result appears on ',
      link('the page of this election', `/elections/${app.shell.election}`), '.'),
    p(link('Keep your 24 words', '#words'), ': with them you can change your ballot from another device, and ',
      link('check your ballot', '#my-ballot'), ' in the public log.'),
    details('The whole receipt',
      p('The promise is signed with the promise key in the manifest of the election.'),
      p('Election: ', code(app.shell.election)),
      p('Promise: ', code(last.promise))));
}

/** The receipt as an address that checks it: contest, number, reference, promise. */
export function receiptAddress(app: App, contest: Contest, kept: Receipt): string {
  const parts = [contest.id, String(kept.seq), kept.c, kept.promise].join('.');
  return `${location.origin}/check/${app.shell.election}#r=${parts}`;
}

async function stillToVote(app: App, voting: Voting): Promise<Contest | undefined> {
  for (const entry of app.me?.contests ?? []) {
    const contest = app.contest(entry.id);
    if (!contest || !entry.may_draw) continue;
    if ((await voting.paper(contest.id)).receipts.length === 0) return contest;
  }
  return undefined;
}
