// Everything that can go wrong, in plain words, with what to do next.

import type { App } from './app';
import { Problem } from './api';
import { CredentialError } from './blindrsa';
import { type Child, details, h, link, p, primary, secondary } from './dom';
import { LogError } from './log';
import { AnotherPerson, DrawnElsewhere, FalseReceipt, SequenceConflict } from './voting';

interface Trouble {
  readonly title: string;
  readonly text: Child[];
  /** Whether trying the same again may help. */
  readonly again?: boolean;
  readonly signIn?: boolean;
}

/** Show what went wrong. `retry`: what 'Try again' does. */
export function troubleWith(app: App, error: unknown, retry: () => void, contest = ''): void {
  const { title, text, again, signIn } = explain(app, error, contest);
  app.show(title,
    h('div', { class: 'notice warning' }, text),
    again && primary('Try again', retry),
    signIn && primary('Sign in again', () => { app.signedOut(); app.go('sign-in'); }),
    app.me && !signIn && (again
      ? secondary('Back to your ballots', () => app.go('ballots'))
      : primary('Back to your ballots', () => app.go('ballots'))),
    error instanceof Error && error.message && details('What exactly was said',
      p(h('code', {}, error instanceof Problem ? `${error.code}: ${error.message}` : error.message))));
}

/** The error as a title and paragraphs. */
export function explain(app: App, error: unknown, contest = ''): Trouble {
  if (error instanceof DrawnElsewhere) {
    return { title: 'This ballot was begun on another device', text: [
      p('Your ballot paper was drawn with other words than those on this device. Vote on the device that you used first, or ',
        link('type in your 24 words', `#recover/${contest}`), '.'),
      p('If you have neither, you cannot change this ballot yourself. ', app.ask),
    ] };
  }
  if (error instanceof SequenceConflict) {
    return { title: 'There is already a ballot with your words', text: [
      p(`Ballot number ${error.lastSeq} is in the box. It was cast on another device or in another tab that has your words.`),
    ] };
  }
  if (error instanceof CredentialError) {
    return { title: 'Do not vote with this answer', text: [
      p('The roll office answered with something that is not a valid ballot paper of this election. Nothing has been cast.'),
      p('This should never happen. Keep this page as it is. ', app.ask),
    ] };
  }
  if (error instanceof FalseReceipt) {
    return { title: 'The box gave no valid receipt', text: [
      p('The ballot box answered, but what it sent is not its signed promise for your ballot. Your ballot may or may not be in it.'),
      p('This should never happen. Try again; if it stays so, keep this page. ', app.ask),
    ], again: true };
  }
  if (error instanceof AnotherPerson) {
    return { title: 'Somebody else has signed in here', text: [
      p('Another member has signed in on this device since. Nothing has been cast. Sign in again to vote.'),
    ], signIn: true };
  }
  if (error instanceof LogError) {
    return { title: 'The public log does not hold', text: [
      p('The log that was downloaded contradicts itself or its signature. Either it changed while it was being read, or something is wrong.'),
      p('Try again. If it stays so, keep this page and tell the returning officer and the auditors.'),
    ], again: true };
  }
  if (error instanceof Problem) return ofRoom(app, error);
  return { title: 'Something went wrong on this device', text: [
    p('Nothing was lost: what was cast is in the box, and what was not cast was not. ', app.ask),
  ], again: true };
}

function ofRoom(app: App, problem: Problem): Trouble {
  switch (problem.code) {
    case 'offline':
      return { title: 'No connection', text: [
        p('The service could not be reached. Check your connection and try again.'),
        p('If you were casting: the same ballot is sent again, and it counts once, however often it is sent.'),
      ], again: true };
    case 'session':
      return { title: 'You are signed in no longer', text: [
        p('For your safety you were signed out after a while. What you ranked is still here.'),
      ], signIn: true };
    case 'closed':
      return { title: app.now() < app.manifest.opens ? 'Voting is not open yet' : 'Voting has closed', text: [
        app.now() < app.manifest.opens
          ? p(`Voting opens on ${app.time(app.manifest.opens)}.`)
          : p(`Voting closed on ${app.time(app.closes)}. A ballot that was in the box before then counts.`),
      ] };
    case 'not-entitled':
      return { title: 'You may not vote in this contest', text: [
        p('By the roll of members, this contest is not yours to vote in. If you think that is wrong: ', app.ask),
      ] };
    case 'too-many':
      return { title: 'Too many attempts', text: [p(problem.detail)], again: true };
    case 'busy':
    case 'not-taken':
      return { title: 'The box is busy', text: [
        p('Your ballot was not taken yet. Try again in a moment: the same ballot is sent, and it counts once.'),
      ], again: true };
    default:
      return {
        title: problem.passing ? 'The service is in difficulty' : 'This was refused',
        text: [p(problem.detail || 'The service gave no reason.'), p(app.ask)],
        again: problem.passing,
      };
  }
}
