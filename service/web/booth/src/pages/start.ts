// 'You are invited to vote': who invites, what in, until when, one button.

import { type App, places } from '../app';
import { details, h, link, list, p, primary } from '../dom';

export function start(app: App): void {
  const { manifest, shell } = app;
  const now = app.now();
  const open = now >= manifest.opens && now < app.closes;
  app.show(
    now >= app.closes ? 'Voting has closed' : 'You are invited to vote',
    p(h('strong', {}, shell.organisation), ` ${open ? 'invites you to vote in' : 'holds'} `,
      h('strong', {}, manifest.election.title), '.'),
    list(manifest.contests.map((contest) => [
      h('span', { class: 'name' }, contest.title), h('span', { class: 'quiet' }, places(contest)),
    ]), 'ul', 'contests'),
    now < manifest.opens && p('Voting opens on ', h('strong', {}, app.time(manifest.opens)), '.'),
    now < app.closes
      ? p('Voting closes on ', h('strong', {}, app.time(app.closes)), '.')
      : p('It closed on ', app.time(app.closes), '. ', link('See the election and its result', `/elections/${shell.election}`), '.'),
    open && primary('Begin', () => app.go(app.me ? 'ballots' : 'sign-in')),
    now < manifest.opens && p('Come back then with the same link. ', app.ask),
    now >= app.closes && p(link('Check my ballot', '#my-ballot')),
    h('h2', {}, 'What happens to your vote'),
    p('Your ranking is sealed on this device and put into the ballot box without your name: ',
      'nobody can see how you voted, not even us. After voting closes the ballots are opened ',
      'together and counted, and you can check that yours is among them.'),
    details('More about secrecy',
      p('The roll office knows that you have drawn a ballot paper, and not what you do with it. ',
        'The ballot box knows the sealed ballots, and not whose they are. They share nothing.'),
      p(manifest.holding === 'trustees'
        ? `The ballots can be opened only after the close, by any ${manifest.threshold} of these people together: ${manifest.trustees.join(', ')}.`
        : 'The key that opens the ballots is held by this service itself, not by trustees: '
          + 'whoever runs it could open them early. They could still not see whose they are.'),
      p('You can prove to others how you voted, if you show them your words: keep them to yourself. ',
        'This is not a way to vote when somebody stands behind you.')),
  );
}
