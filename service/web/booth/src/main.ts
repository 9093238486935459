// The booth. In a browser it starts itself; a program that imports it gets `core` and nothing runs.

import { Api, Problem } from './api';
import { App, type Shell } from './app';
import * as core from './core';
import { code, h, p } from './dom';
import { supported } from './ed25519';
import { toBase64url } from './encoding';
import { type Manifest, ManifestError, readManifest } from './manifest';
import { route } from './route';
import { Keeper, lookupId } from './storage';
import { knownZone } from './times';

export { core };

const COULD_NOT = 'The booth could not start';

/** What stands after `#` in an invitation: never sent by the browser, gone from the bar at once. */
interface Fragment {
  readonly link: string | null;
  readonly mh: string | null;
  readonly state: string;
}

export function readFragment(hash: string): Fragment {
  const bare = hash.replace(/^#/, '');
  if (!/^[lmkr]=/.test(bare)) return { link: null, mh: null, state: bare };
  const parts = new URLSearchParams(bare);
  const scanned = parts.get('r');
  return { link: parts.get('l'), mh: parts.get('m'), state: scanned ? `r=${scanned}` : '' };
}

async function start(main: HTMLElement): Promise<void> {
  const { shell, page } = readShell(main);
  const say = (title: string, ...text: (Node | string)[]): void =>
    main.replaceChildren(h('div', { class: 'page' }, h('h1', {}, title), h('div', { class: 'notice warning' }, ...text)));
  if (!window.isSecureContext) {
    return say(COULD_NOT, p('This page must be opened by a secure address that begins with https.'));
  }
  if (!(await supported())) {
    return say('This browser is too old for secret voting',
      p('Please use Chrome or Edge 137, Firefox 129, Safari 17, or newer, on this device or another one. Your link works there too.'),
      p(shell.contact ? `Or ask the returning officer: ${shell.contact}.` : 'Or ask the returning officer.'));
  }
  const fragment = keepFragment(shell.election);
  const api = new Api(shell.election);
  let manifest: Manifest;
  try {
    manifest = await readManifest(await api.manifest());
  } catch (error) {
    const why = error instanceof ManifestError ? error.message
      : error instanceof Problem && error.status === 404 ? 'This election is not ready for voting, or there is none of this name.'
        : 'The service could not be reached. Check your connection, then open the link again.';
    return say(COULD_NOT, p(why));
  }
  if (fragment.mh !== null && fragment.mh !== toBase64url(manifest.mh)) {
    return say('This is not the election you were invited to',
      p('The terms of this election differ from those that your invitation names. Do not vote here. Keep this page and tell the returning officer, and others too.'),
      p('In your invitation: ', code(fragment.mh)), p('Here: ', code(toBase64url(manifest.mh))));
  }
  const keeper = await Keeper.open();
  const live = document.getElementById('live') ?? h('div', {});
  const app = new App(shell, api, keeper, manifest, main, live);
  app.link = fragment.link;
  await resumeSession(app);
  const first = page === 'check' ? 'my-ballot' : 'start';
  // The address holds the booth's state, so the way past the header must not change it.
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  });
  window.addEventListener('hashchange', () => {
    if (/^#[lmkr]=/.test(location.hash)) return location.reload();
    void route(app, location.hash.slice(1) || first);
  });
  await route(app, fragment.state || first);
}

function readShell(main: HTMLElement): { shell: Shell; page: string } {
  const { election = '', organisation = '', contact = '', zone = '', now = '', page = 'vote' } = main.dataset;
  const ahead = Date.parse(now) - Date.now();
  const shell = {
    election, organisation, contact, zone: knownZone(zone), clockAhead: Number.isNaN(ahead) ? 0 : ahead,
  };
  return { shell, page };
}

/** Take the link out of the address bar and its history; this tab remembers it until it is closed. */
function keepFragment(election: string): Fragment {
  const found = readFragment(location.hash);
  const key = `omov/link/${election}`;
  try {
    if (found.link !== null) sessionStorage.setItem(key, JSON.stringify([found.link, found.mh]));
    const [link, mh] = JSON.parse(sessionStorage.getItem(key) ?? '[null,null]') as [string | null, string | null];
    if (found.link !== null) history.replaceState(null, '', location.pathname);
    return { ...found, link, mh: found.mh ?? mh };
  } catch {
    return found; // nothing is kept: the link stays in the address bar, so that a reload still works
  }
}

/** Somebody who is signed in already goes on; the box says when voting really ends. */
async function resumeSession(app: App): Promise<void> {
  try {
    app.closes = new Date((await app.api.box()).closes);
  } catch {
    // The manifest's time stands.
  }
  const known = await app.keeper.signedIn(app.shell.election);
  // With somebody else's link, whoever was here before is not who is voting now.
  if (known === null || (app.link !== null && lookupId(app.link) !== known.link)) return;
  try {
    await app.signedIn(known.person);
  } catch {
    app.signedOut();
  }
}

if (typeof document !== 'undefined') {
  const main = document.getElementById('booth');
  if (main) void start(main);
}
