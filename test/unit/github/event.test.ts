import { expect, it } from 'vitest';
import { pullRequestOf } from '../../../actions/src/github/event.ts';

it('reads a pull request', () => {
  const event = { pull_request: { number: 5, head: { sha: 'h', repo: null }, user: { login: 'me' } } };
  expect(pullRequestOf(event)).toEqual({ number: 5, head: 'h' });
});

it('is undefined for another event', () => {
  expect(pullRequestOf({ schedule: '0 * * * *' })).toBeUndefined();
});
