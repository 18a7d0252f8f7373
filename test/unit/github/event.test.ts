import { expect, it } from 'vitest';
import { pullRequestOf } from '../../../actions/src/github/pull-requests.ts';

it('reads the pull request of an event', () => {
  const event = { pull_request: { number: 5, head: { sha: 'h', repo: null }, user: { login: 'me' } } };
  expect(pullRequestOf(event)).toEqual({ number: 5, head: 'h' });
});

it('returns undefined for an event without a pull request', () => {
  expect(pullRequestOf({ schedule: '0 * * * *' })).toBeUndefined();
});
