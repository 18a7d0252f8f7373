import { expect, it } from 'vitest';
import { pullRequestOf } from '../../../actions/src/github/event.ts';

const side = (sha: string, full_name = 'o/r') => ({ sha, repo: { full_name } });
const event = (more: object) => ({
  pull_request: { number: 5, base: side('b'), head: side('h'), user: { login: 'me' }, ...more },
});

it('reads a pull request', () => {
  expect(pullRequestOf(event({}))).toEqual({ number: 5, base: 'b', head: 'h', withoutSecrets: false });
});

it.each([
  ['a fork', { head: side('h', 'mallory/r') }],
  ['a fork that is gone', { head: { sha: 'h', repo: null } }],
  ['Dependabot', { user: { login: 'dependabot[bot]' } }],
])('knows that %s is given no secrets', (_, more) => {
  expect(pullRequestOf(event(more))?.withoutSecrets).toBe(true);
});

it('is undefined for another event', () => {
  expect(pullRequestOf({ schedule: '0 * * * *' })).toBeUndefined();
});
