// 'Check my ballot': accepted → in the public log → opened as …, all worked out on this device.

import { type App, plural } from '../app';
import { type Child, code, details, errorSummary, foot, h, link, list, p, primary } from '../dom';
import { type Receipt, promised } from '../device';
import { toHex } from '../encoding';
import { type Trace, type Traced, trace } from '../mine';
import { describe, reasonInWords } from '../plaintext';
import { troubleWith } from '../trouble';
import { WordsError, wordsToSeed } from '../words';
import { wordsForm } from './recover';

/** A ballot's leaf without its ranking: sealing 1,137 bytes, credential, key, signature, lengths. */
const LEAF_BYTES = 1_750;

export async function mine(app: App, fault = '', typed = ''): Promise<void> {
  const { keeper, manifest } = app;
  const people = app.voting && (await app.voting.seed()) ? [app.voting.person] : await keeper.people(manifest.mh);
  const byWords = wordsForm(typed, 'Find my ballot', async (words, text) => {
    try {
      const seed = wordsToSeed(words);
      await follow(app, seed, null);
    } catch (error) {
      if (!(error instanceof WordsError)) throw error;
      await mine(app, error.message, text);
    }
  });
  app.show('Check my ballot',
    fault && errorSummary(fault, 'words'),
    p('Your browser downloads the whole public log, checks it, and looks for your ballot in it. Nobody learns which ballot you looked for.'),
    await sizeInWords(app),
    people.map((person, at) => primary(
      people.length === 1 ? 'Find my ballot with this device' : `Find the ballot of member ${at + 1} on this device`,
      () => void keeper.seed(manifest.mh, person).then((seed) => seed && follow(app, seed, person)))),
    people.length > 0 ? details('Use 24 words instead', byWords) : byWords,
    foot(app.me ? link('Back to your ballots', '#ballots') : link('The election', `/elections/${app.shell.election}`)));
  if (fault) document.querySelector<HTMLElement>('.error-summary')?.focus();
}

/** How much there is to download: entries of all contests are nearly alike. */
async function sizeInWords(app: App): Promise<HTMLElement | null> {
  try {
    const { size } = await app.api.box();
    const candidates = Math.max(...app.manifest.contests.map((contest) => contest.candidates.length));
    const megabytes = Math.ceil((size * (LEAF_BYTES + 2 * candidates)) / 1_000_000);
    return p(h('span', { class: 'quiet' }, `The log has ${plural(size, 'entry', 'entries')}: at most ${megabytes} MB.`));
  } catch {
    return null; // the download itself will say what is wrong
  }
}

async function follow(app: App, seed: Parameters<typeof trace>[2], person: string | null): Promise<void> {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Downloading the public log' });
  const words = h('p', { role: 'status' }, 'Asking for the public log…');
  app.show('Check my ballot', bar, words);
  const receiptsOf = async (contest: string): Promise<readonly Receipt[]> =>
    person === null ? [] : (await app.keeper.paper(app.manifest.mh, person, contest)).receipts;
  try {
    const found = await trace(app.api, app.manifest, seed, receiptsOf, (leaves, of) => {
      bar.max = of;
      bar.value = leaves;
      words.textContent = `${leaves} of ${of} entries checked.`;
    });
    app.show('Check my ballot', findings(app, found, person !== null));
  } catch (error) {
    troubleWith(app, error, () => void follow(app, seed, person));
  }
}

function findings(app: App, found: Trace, fromDevice: boolean): Child[] {
  const shown = found.contests.filter((item) => item.logged.length || item.missing.length || item.unsigned.length);
  return [
    shown.length === 0 && h('div', { class: 'notice' },
      p('There is no ballot of these words in the public log', found.closed ? '.' : ' yet.'),
      found.closed
        ? p('Voting has closed and the log is complete. If you cast a ballot with these words, show your receipt: ', app.ask)
        : p('Ballots are entered in shuffled groups, the last of them when voting closes. Come back later.')),
    shown.map((item) => section(app, item, found.closed)),
    h('h2', {}, 'What was checked'),
    p(`The whole public log: ${plural(found.checkpoint.size, 'entry', 'entries')}${found.closed ? ', closed for ever' : ''}. `,
      'Its entries give exactly the root that the log has signed.'),
    details('For the technically minded',
      p('Root: ', code(toHex(found.checkpoint.root))),
      p('Manifest: ', code(toHex(app.manifest.mh))),
      p('This is an RFC 6962 Merkle tree under a C2SP checkpoint; anyone can recompute it from the evidence file.')),
    !fromDevice && p(h('span', { class: 'quiet' }, 'The words you typed were used on this device only and are not kept.')),
    foot(app.me ? link('Back to your ballots', '#ballots') : link('The election', `/elections/${app.shell.election}`)),
  ];
}

function section(app: App, item: Traced, closed: boolean): HTMLElement {
  const { contest, logged, kept, missing, unsigned } = item;
  const last = logged[logged.length - 1];
  const step = (done: 'done' | 'todo' | 'warning', title: string, ...text: Child[]): HTMLElement =>
    h('li', { class: done }, h('strong', {}, title), ...text);
  const accepted = kept.length + missing.length > 0
    ? step('done', 'Accepted', p(`The box has promised ${plural(kept.length + missing.length, 'ballot')} of yours; the signatures hold.`))
    : step('done', 'Accepted', p('It is in the log, so the box had accepted it. (There is no receipt here.)'));
  const lost = closed && missing.length > 0;
  return h('section', { class: 'card' },
    h('h2', {}, contest.title),
    h('ol', { class: 'steps' },
      unsigned.length ? step('warning', 'A receipt that is not signed', p('This device has a receipt that the box has not signed. ', app.ask)) : accepted,
      last
        ? step('done', 'In the public log',
            p(`Your ballot ${logged.length > 1 ? `number ${last.leaf.seq} ` : ''}is entry ${last.position} of the log; this proves it.`,
              logged.length > 1 ? ` The ${logged.length - 1} before it do not count.` : ''),
            missing.length > 0 && !closed && p('A later one waits to be entered.'))
        : step(lost ? 'warning' : 'todo', lost ? 'Missing from the public log' : 'Waiting for the public log',
            lost ? null : p('Ballots are entered in shuffled groups, so that their order tells nothing; the last of them when voting closes.')),
      lost && step('warning', 'This must not happen',
        p('The log is closed and a ballot that the box has promised is not in it. Your receipt proves the promise. Print this page. ', app.ask),
        list(missing.map((receipt) => [p('Reference: ', code(receipt.c)), p('Promise: ', code(receipt.promise))]))),
      last && openedStep(app, item, step)));
}

function openedStep(
  app: App, item: Traced,
  step: (done: 'done' | 'todo' | 'warning', title: string, ...text: Child[]) => HTMLElement,
): HTMLElement {
  const { contest, opened } = item;
  if (opened === null) {
    return step('todo', 'Not opened yet', p(app.manifest.publication === 'full'
      ? 'When the ballots have been opened, you can see here what yours says.'
      : 'In this election the opened ballots go to the auditors only.'));
  }
  if (typeof opened === 'string') {
    return step('warning', 'Opened: invalid', p(`Your ballot does not count: ${reasonInWords(opened)}. `, app.ask));
  }
  return step('done', 'Opened as', p(describe(contest.kind, opened, contest.candidates)),
    p(link('How it was counted', `/elections/${app.shell.election}/result`)));
}

/** A receipt from its QR code: contest, number, reference, promise. */
export async function receiptCheck(app: App, scanned: string): Promise<void> {
  const [id, seq, c, promise] = scanned.split('.');
  const contest = app.contest(id ?? '');
  let good = false;
  try {
    good = Boolean(contest && c && promise && (await promised(app.manifest, { c, promise })));
  } catch {
    good = false; // not even bytes of the right length
  }
  app.show('A receipt',
    good
      ? h('div', { class: 'notice success' },
          p(h('strong', {}, contest?.title ?? '')),
          p('This receipt is genuine: the box of this election has promised that the ballot with this reference (number ', seq ?? '', ' of its voter) will be in the public log.'))
      : h('div', { class: 'notice warning' },
          p(h('strong', {}, 'This is not a receipt of this election.')),
          p('The signature does not hold, or a part is missing. ', app.ask)),
    c && p('Reference: ', code(c)),
    p('The receipt alone does not show which ballot it is. With the 24 words you can find the ballot in the log.'),
    primary('Check my ballot', () => app.go('my-ballot')));
}
