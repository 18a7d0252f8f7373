import { expect, it } from 'vitest';
import { Failure } from '../../../actions/src/lib/failure.ts';

it('joins what failed, the cause as reported and what to do next', () => {
  const cause = new Error('connection timed out');
  const failure = new Failure({
    where: 'host-02',
    what: 'cannot connect',
    cause,
    remedy: 'Check that the droplet is on.',
    details: ['192.0.2.1', '2001:db8::1'],
  });
  expect(failure.message).toBe(
    'host-02: cannot connect: connection timed out. Check that the droplet is on.\n192.0.2.1\n2001:db8::1',
  );
  expect(failure.cause).toBe(cause);
  expect(failure.parts.remedy).toBe('Check that the droplet is on.');
});

it('ends each sentence with one period', () => {
  expect(new Failure({ what: 'Cannot read it', cause: 'it is gone.' }).message).toBe(
    'Cannot read it: it is gone.',
  );
});
