// 'Use your 24 words': a ballot that was begun on another device goes on here.

import type { App } from '../app';
import { errorSummary, foot, h, link, p } from '../dom';
import { WordsError, wordsToSeed } from '../words';
import type { Voting } from '../voting';

export async function recover(app: App, voting: Voting, contest: string, fault = '', typed = ''): Promise<void> {
  const present = await voting.seed();
  const form = wordsForm(typed, 'Continue', async (words, text) => {
    try {
      await voting.setSeed(wordsToSeed(words));
      app.go(contest ? `rank/${contest}` : 'ballots');
    } catch (error) {
      if (!(error instanceof WordsError)) throw error;
      await recover(app, voting, contest, error.message, text);
    }
  });
  app.show('Use your 24 words',
    fault && errorSummary(fault, 'words'),
    p('Type the words that you kept when you voted the first time, in order. They stay on this device: they are sent to nobody.'),
    present && h('div', { class: 'notice warning' },
      p('This device has other words of yours already. They, and the receipts that belong to them, will be replaced.')),
    form,
    p(h('span', { class: 'quiet' }, `Lost the words and the device? ${app.ask}`)),
    foot(link('Back to your ballots', '#ballots')));
  if (fault) document.querySelector<HTMLElement>('.error-summary')?.focus();
}

/** One field for 24 words. */
export function wordsForm(
  typed: string, label: string, act: (words: string, text: string) => Promise<void>,
): HTMLFormElement {
  const field = h('textarea', {
    id: 'words', rows: 6, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
    'aria-describedby': 'words-hint',
  });
  field.value = typed;
  return h('form', { submit: (event) => {
    event.preventDefault();
    void act(field.value, field.value);
  } },
    h('div', { class: 'field' },
      h('label', { for: 'words' }, 'Your 24 words'),
      h('p', { id: 'words-hint', class: 'hint' }, 'One space between; the numbers before them do not matter.'),
      field),
    h('button', { type: 'submit', class: 'button primary' }, label));
}
