import assert from 'node:assert/strict';
import { test } from 'node:test';
import { places } from '../src/app';
import type { Contest } from '../src/manifest';
import { motionAsks, nobodySaid } from '../src/terms';
import { aManifest } from './fake';

async function contest(changes: Partial<Contest>): Promise<Contest> {
  const [one] = (await aManifest()).contests;
  assert.ok(one);
  return { ...one, ...changes };
}

test('a motion says what it needs, its quorum, and who has a casting vote', async () => {
  const policy = { threshold: 'more than 1/2 of for and against', quorum: '8', 'casting-vote': 'chair' };
  assert.equal(motionAsks(await contest({ kind: 'motion', policy })),
    'Needed: more than 1/2 of the votes for and against. '
    + 'The quorum is 8 accepted ballots, abstentions included. '
    + 'If as many vote for as against, there is a casting vote: chair.');
  const entitled = { threshold: 'at least 2/3 of those entitled' };
  assert.equal(motionAsks(await contest({ kind: 'motion', policy: entitled })),
    'Needed: at least 2/3 of the votes of all who are entitled to vote.');
});

test('of a threshold that the booth cannot read it says nothing, rather than something wrong', async () => {
  for (const threshold of ['', 'half', 'more than 1/2 of the moon']) {
    assert.equal(motionAsks(await contest({ kind: 'motion', policy: { threshold } })), '', threshold);
  }
});

test('re-open nominations is explained, and is no candidate; none of these is an option', async () => {
  const ron = await contest({ candidates: ['Ada', 'Re-open nominations'], policy: { none: 'ron' } });
  assert.match(nobodySaid(ron), /^‘Re-open nominations’ is nobody: a place that it wins stays vacant\./);
  assert.equal(places(ron), '1 place, 1 candidate');
  const neither = await contest({ kind: 'options', candidates: ['York', 'None of these'], policy: { none: 'neither' } });
  assert.match(nobodySaid(neither), /^‘None of these’ is for whoever wants no option/);
  assert.equal(places(neither), '1 choice, 2 options');
  assert.equal(nobodySaid(await contest({})), '');
});
