// What the policy of a contest means for whoever votes in it, in plain words.

import type { Contest } from './manifest';

const SHARE_OF: Record<string, string> = {
  'for and against': 'the votes for and against',
  'those voting': 'the votes of all who voted, those abstaining, blank and invalid included',
  'those entitled': 'the votes of all who are entitled to vote',
};

/** What a motion needs to be carried: '' where the manifest says nothing that this booth can read. */
export function motionAsks(contest: Contest): string {
  const { threshold, quorum, 'casting-vote': casting } = contest.policy;
  const read = /^((?:more than|at least) \d+\/\d+) of ([a-z ]+)$/.exec(threshold ?? '');
  const base = SHARE_OF[read?.[2] ?? ''];
  if (!read || !base) return '';
  return [
    `Needed: ${read[1]} of ${base}.`,
    quorum && `The quorum is ${quorum} accepted ${quorum === '1' ? 'ballot' : 'ballots'}, abstentions included.`,
    casting && `If as many vote for as against, there is a casting vote: ${casting}.`,
  ].filter(Boolean).join(' ');
}

/** What it means to rank the entry that is nobody; '' where there is none. */
export function nobodySaid(contest: Contest): string {
  const name = contest.candidates[contest.candidates.length - 1] ?? '';
  if (contest.policy['none'] === 'ron') {
    return `‘${name}’ is nobody: a place that it wins stays vacant. Rank it above those whom you want less than a vacant place.`;
  }
  return contest.policy['none'] === 'neither' ? `‘${name}’ is for whoever wants no option on this paper.` : '';
}

/** Candidates, without the entry that is nobody; of options it is one. */
export function standing(contest: Contest): number {
  return contest.candidates.length - (contest.policy['none'] === 'ron' ? 1 : 0);
}
