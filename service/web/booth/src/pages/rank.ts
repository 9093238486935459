// 'Rank the candidates': a tap adds the next preference; buttons and keyboard do everything.

import { type App, places } from '../app';
import { type Child, errorSummary, foot, h, link, p } from '../dom';
import { type Contest, laterNeverHurts } from '../manifest';
import { motionAsks, nobodySaid } from '../terms';
import { RankingInProgress, ordinal } from '../ranking';

export function rank(app: App, contest: Contest): void {
  if (contest.kind === 'motion') return motion(app, contest);
  const draft = app.draft(contest.id);
  const progress = new RankingInProgress(contest.candidates, draft, (ranking) =>
    app.setDraft(contest.id, ranking));
  const mine = h('div', { class: 'mine' });
  const all = h('ul', { class: 'candidates' });
  const bar = h('div', { class: 'bar' });
  const fault = h('div', {});

  // The lists are drawn anew after each change; what was tapped stays where it was on the screen.
  function change(said: string, focus: string): void {
    const at = document.activeElement?.getBoundingClientRect().top;
    draw();
    fault.replaceChildren();
    const wanted = document.getElementById(focus) ?? document.getElementById('ranking-title');
    wanted?.focus({ preventScroll: true });
    if (wanted && at !== undefined && wanted.closest('.candidates')) {
      window.scrollBy({ top: wanted.getBoundingClientRect().top - at, behavior: 'instant' });
    }
    app.announce(said);
  }

  function draw(): void {
    mine.replaceChildren(...rankingList(contest, progress, change));
    all.replaceChildren(...contest.candidates.map((_, at) => candidateRow(contest, progress, at + 1, change)));
    bar.replaceChildren(
      h('span', { class: 'count' }, `${progress.ranking.length} of ${contest.candidates.length} ranked`),
      h('button', { type: 'button', class: 'button primary', click: () => {
        if (progress.ranking.length) return app.go(`check/${contest.id}`);
        fault.replaceChildren(errorSummary(`Rank at least one ${noun(contest)}, or choose to abstain.`, 'candidate-1'));
        fault.querySelector<HTMLElement>('.error-summary')?.focus();
        window.scrollTo(0, 0);
      } }, 'Check my ballot'));
  }

  draw();
  app.show(contest.title,
    fault,
    p(h('span', { class: 'quiet' }, places(contest))),
    p(`Tap the ${noun(contest)} you want most, then your second choice, and so on. `,
      'Rank as many or as few as you like.',
      laterNeverHurts(contest) ? ' A later preference never hurts an earlier one.' : ''),
    nobodySaid(contest) && p(nobodySaid(contest)),
    contest.constraints.length > 0 && p('The result must also meet: ', contest.constraints.join('; '), '.'),
    h('div', { class: 'ranking' },
      h('section', { 'aria-labelledby': 'ranking-title' }, mine),
      h('section', { 'aria-labelledby': 'candidates-title' },
        h('h2', { id: 'candidates-title' }, contest.kind === 'options' ? 'All options' : 'All candidates'), all)),
    foot(link('Abstain in this contest', `#abstain/${contest.id}`), link('Back to your ballots', '#ballots')),
    bar);
}

function noun(contest: Contest): string {
  return contest.kind === 'options' ? 'option' : 'candidate';
}

type Change = (said: string, focus: string) => void;

function rankingList(contest: Contest, progress: RankingInProgress, change: Change): Node[] {
  const heading = h('h2', { id: 'ranking-title', tabindex: -1 }, 'Your ranking');
  const tools = h('div', { class: 'actions' },
    progress.ranking.length > 0 && h('button', { type: 'button', class: 'button small', click: () =>
      change(progress.clear(), 'undo') }, 'Clear'),
    progress.canUndo && h('button', { type: 'button', id: 'undo', class: 'button small', click: () =>
      change(progress.undo(), 'undo') }, 'Undo'));
  if (progress.ranking.length === 0) {
    return [heading, h('p', { class: 'quiet' }, contest.kind === 'options' ? 'Nothing yet.' : 'Nobody yet.'), tools];
  }
  const rows = progress.ranking.map((number, at) => {
    const name = contest.candidates[number - 1] ?? '';
    const button = (id: string, sign: string, label: string, off: boolean, act: () => void): HTMLElement =>
      h('button', {
        type: 'button', id: `${id}-${number}`, class: 'icon', 'aria-label': `${label}: ${name}`,
        title: label, 'aria-disabled': off ? 'true' : null, click: () => { if (!off) act(); },
      }, sign);
    const last = at === progress.ranking.length - 1;
    return h('li', {},
      h('span', { class: 'place', 'aria-hidden': 'true' }, String(at + 1)),
      h('span', { class: 'name' }, h('span', { class: 'unseen' }, `${ordinal(at + 1)} preference: `), name),
      h('span', { class: 'tools' },
        button('up', '▲', 'Move up', at === 0, () => change(progress.move(number, -1), `up-${number}`)),
        button('down', '▼', 'Move down', last, () => change(progress.move(number, 1), `down-${number}`)),
        button('out', '✕', 'Take out', false, () => {
          const next = progress.ranking[at + 1] ?? progress.ranking[at - 1];
          change(progress.remove(number), next === undefined ? 'ranking-title' : `out-${next}`);
        })));
  });
  return [heading, h('ol', { class: 'ranked' }, rows), tools];
}

function candidateRow(
  contest: Contest, progress: RankingInProgress, number: number, change: Change,
): HTMLElement {
  const place = progress.placeOf(number);
  const name = contest.candidates[number - 1] ?? '';
  return h('li', { class: place ? 'chosen' : null },
    h('button', {
      type: 'button', id: `candidate-${number}`, class: 'candidate', 'aria-pressed': place ? 'true' : 'false',
      click: () => change(place ? progress.remove(number) : progress.add(number), `candidate-${number}`),
    },
      h('span', { class: 'place' }, place ? String(place) : ''),
      h('span', { class: 'name' }, name),
      h('span', { class: 'do', 'aria-hidden': 'true' }, place ? 'Take out' : 'Rank')));
}

/** For, against, or an abstention. */
function motion(app: App, contest: Contest): void {
  const [chosen] = app.draft(contest.id);
  const fault = h('div', {});
  const radio = (value: number, label: Child): HTMLElement => h('label', { class: 'radio' },
    h('input', { type: 'radio', name: 'vote', id: `vote-${value}`, value: String(value), checked: chosen === value }), label);
  const form = h('form', { submit: (event) => {
    event.preventDefault();
    const given = new FormData(form).get('vote');
    if (given === null) {
      fault.replaceChildren(errorSummary('Choose one of the three.', 'vote-1'));
      fault.querySelector<HTMLElement>('.error-summary')?.focus();
      return;
    }
    if (given === '0') return app.go(`abstain/${contest.id}`);
    app.setDraft(contest.id, [Number(given)]);
    app.go(`check/${contest.id}`);
  } },
    h('fieldset', {}, h('legend', {}, 'How do you vote?'),
      contest.candidates.map((name, at) => radio(at + 1, name)),
      radio(0, 'Abstain')),
    h('button', { type: 'submit', class: 'button primary' }, 'Check my ballot'));
  app.show(contest.title, fault, p(h('span', { class: 'quiet' }, motionAsks(contest))), form, foot(link('Back to your ballots', '#ballots')));
}
