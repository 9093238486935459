// 'Show that it is you': one field.

import type { App } from '../app';
import { Problem } from '../api';
import { errorSummary, foot, h, link, p } from '../dom';
import { lookupId, personKey } from '../storage';
import { troubleWith } from '../trouble';

export function signIn(app: App, fault = '', field = '', typed = ''): void {
  const linkField = h('input', {
    id: 'link', name: 'link', type: 'text', autocomplete: 'off', autocapitalize: 'none',
    spellcheck: 'false', 'aria-describedby': 'link-hint',
  });
  const number = h('input', {
    id: 'number', name: 'number', type: 'text', autocomplete: 'off', autocapitalize: 'characters',
    spellcheck: 'false', maxlength: 200, 'aria-describedby': 'number-hint',
    'aria-invalid': field === 'number' ? 'true' : null,
  });
  number.value = typed;
  const button = h('button', { type: 'submit', class: 'button primary' }, 'Continue');
  const form = h('form', { novalidate: true, submit: (event) => {
    event.preventDefault();
    const given = app.link ?? linkIn(linkField.value);
    if (!given) return signIn(app, 'Paste the link of your invitation.', 'link', number.value);
    if (!number.value.trim()) return signIn(app, 'Type your membership number.', 'number');
    button.disabled = true;
    button.textContent = 'One moment…';
    void enter(app, given, number.value.trim());
  } },
    app.link ? null : h('div', { class: 'field' },
      h('label', { for: 'link' }, 'The link in your invitation'),
      p0('link-hint', 'Open the link in the message you were sent; or copy it and paste it here.'),
      linkField),
    h('div', { class: 'field' },
      h('label', { for: 'number' }, 'Your membership number'),
      p0('number-hint', 'It is on your membership card. With your link, it shows that it is you.'),
      number),
    button,
  );
  app.show('Show that it is you',
    fault && errorSummary(fault, field),
    form,
    p(h('span', { class: 'quiet' }, `No number? ${app.ask}`)),
    foot(link('Back', '#start')));
  if (fault) document.querySelector<HTMLElement>('.error-summary')?.focus();
}

function p0(id: string, text: string): HTMLElement {
  return h('p', { id, class: 'hint' }, text);
}

/** The `id.secret` in a pasted link or text. */
export function linkIn(pasted: string): string | null {
  const found = /(?:^|[#&]l=)([A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22})(?=$|&)/.exec(pasted.trim());
  return found?.[1] ?? null;
}

async function enter(app: App, given: string, number: string): Promise<void> {
  try {
    await app.api.signIn(given, number);
    const person = await personKey(app.shell.election, number);
    await app.keeper.setSignedIn(app.shell.election, { person, link: lookupId(given) });
    await app.signedIn(person);
    app.go('ballots');
  } catch (error) {
    if (error instanceof Problem && error.code === 'number') {
      signIn(app, 'This membership number does not go with your link. Look at your membership card.', 'number', number);
    } else if (error instanceof Problem && error.code === 'link') {
      app.link = null;
      signIn(app, 'This link does not work, or no longer. Use the newest invitation you were sent.', 'link', number);
    } else if (error instanceof Problem && error.status === 429) {
      signIn(app, `Too many attempts. ${error.detail}`, 'number', number);
    } else {
      troubleWith(app, error, () => signIn(app, '', '', number));
    }
  }
}
