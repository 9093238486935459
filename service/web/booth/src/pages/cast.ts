// Casting: draw, check, seal, cast; then the receipt. What is shown while it happens, and the one
// question that may come: a ballot with the same words is in the box already.

import type { App } from '../app';
import { h, p, primary } from '../dom';
import type { Receipt } from '../device';
import type { Contest } from '../manifest';
import type { Ranking } from '../plaintext';
import { troubleWith } from '../trouble';
import { SequenceConflict, type Step, type Voting } from '../voting';

const STEPS: Record<Step, string> = {
  drawing: 'Drawing your ballot paper…',
  checking: 'Checking your ballot paper…',
  sealing: 'Sealing your ballot…',
  casting: 'Putting it into the box…',
  waiting: 'No answer yet. Trying again; do not close this page…',
};

type Act = (tell: (step: Step) => void) => Promise<Receipt | null>;

export function cast(app: App, voting: Voting, contest: Contest, ranking: Ranking, after?: number): void {
  void during(app, contest, (tell) => voting.cast(contest, ranking, tell, after), (lastSeq) =>
    replace(app, voting, contest, ranking, lastSeq));
}

/** Send again what was sent last. */
export function resume(app: App, voting: Voting, contest: Contest): void {
  void during(app, contest, (tell) => voting.resume(contest, tell), () => app.go('ballots'));
}

async function during(app: App, contest: Contest, act: Act, conflict: (lastSeq: number) => void): Promise<void> {
  const step = h('p', { class: 'progress', role: 'status' }, 'One moment…');
  app.show('Casting your ballot', step);
  try {
    await act((now) => { step.textContent = STEPS[now]; });
    app.setDraft(contest.id, null);
    location.replace(`#receipt/${contest.id}`);
  } catch (error) {
    if (error instanceof SequenceConflict) conflict(error.lastSeq);
    else troubleWith(app, error, () => void during(app, contest, act, conflict), contest.id);
  }
}

/** A ballot with the same words is in the box: it may be the voter's own, from another device. */
function replace(app: App, voting: Voting, contest: Contest, ranking: Ranking, lastSeq: number): void {
  app.show('There is already a ballot with your words',
    h('div', { class: 'notice warning' },
      p(`Ballot number ${lastSeq} is in the box for this contest. It was cast with your words, on another device or in another tab.`),
      p('If that was you, you can replace it: only the last ballot counts. If it was not you, somebody else has your words. ', app.ask)),
    h('div', { class: 'actions' },
      primary(`Replace it with this ballot (number ${lastSeq + 1})`, () => cast(app, voting, contest, ranking, lastSeq)),
      h('a', { class: 'button', href: '#ballots' }, 'Leave it as it is')));
}
