import { expect, it } from 'vitest';
import { closeIssue, openIssue } from '../../../actions/src/github/issues.ts';
import { startGitHub } from './fake.ts';

const issue = { marker: '<!-- drift -->', label: 'drift', title: 'Drift', body: '<!-- drift -->\none' };

it('opens one issue, updates it, leaves it unchanged if nothing is new, and closes it with a comment', async () => {
  const { world, github } = await startGitHub();
  expect(await openIssue(github, issue)).toBe(1);
  expect(await openIssue(github, { ...issue, body: '<!-- drift -->\ntwo' })).toBe(1);
  const before = world.requests.length;
  await openIssue(github, { ...issue, body: '<!-- drift -->\ntwo' });
  expect(world.requests.slice(before)).toEqual(['GET issues']);
  expect(await closeIssue(github, issue, 'Over.')).toBe(1);
  expect(world.issues).toMatchObject([{ state: 'closed', body: '<!-- drift -->\ntwo' }]);
  expect(world.comments.map(({ body }) => body)).toEqual(['Over.']);
});

it('opens another issue after the last was closed, and closes nothing if none is open', async () => {
  const { world, github } = await startGitHub();
  expect(await closeIssue(github, issue, 'Over.')).toBeUndefined();
  await openIssue(github, issue);
  await closeIssue(github, issue, 'Over.');
  expect(await openIssue(github, issue)).toBe(2);
  expect(world.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
});

it('ignores an issue by another author', async () => {
  const { world, github } = await startGitHub();
  world.issues = [
    { id: 1, number: 1, title: 'x', body: issue.body, state: 'open', user: { login: 'mallory' } },
  ];
  expect(await openIssue(github, issue)).toBe(2);
});
