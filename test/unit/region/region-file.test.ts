import { expect, it } from 'vitest';
import { nextNames, withHosts } from '../../../actions/src/region/region-file.ts';

it.each([
  [[], 1, ['host-01']],
  [['sql', 'host-01', 'host-03'], 2, ['host-04', 'host-05']],
  [['host-99', 'blog'], 2, ['host-100', 'host-101']],
])('names %j are followed by %i more', (taken, count, names) => {
  expect(nextNames(taken, count)).toEqual(names);
});

it.each([
  [
    'keeps comments and adds the missing line end',
    'hosts:\n  # ours\n  a: {} # first',
    'hosts:\n  # ours\n  a: {} # first\n  b: { size: s }\n',
  ],
  [
    'keeps the indentation',
    'hosts:\n\n    # deep\n    a:\n',
    'hosts:\n\n    # deep\n    a:\n    b: { size: s }\n',
  ],
  ['adds to a list in braces', 'hosts: { a: {} } # one', 'hosts: { a: {}, b: { size: s } } # one'],
  ['keeps Windows line endings', 'hosts:\r\n  a: {}\r\n', 'hosts:\r\n  a: {}\r\n  b: { size: s }\r\n'],
  [
    'stays below the comments on the last host',
    'hosts:\n  a:\n    size: s\n    # resized in May\n  # the end\n',
    'hosts:\n  a:\n    size: s\n    # resized in May\n  # the end\n  b: { size: s }\n',
  ],
])('%s', (_, before, after) => {
  expect(withHosts('nyc1.yml', before, ['b'], 's')).toBe(after);
});
