import { expect, it } from 'vitest';
import { failureOf } from '../../../actions/src/hosts/converge/remedies.ts';

const failed = (error: string, output: string) =>
  failureOf({ outcome: 'failed', address: 'host-01/base/packages', do: 'packages', error, output }) ?? '';

it.each([
  ['a full disk', '[Errno 28] No space left on device', '', 'Its disk is full: free some space there'],
  [
    'apt that is locked',
    'apt-get install ended with status 100',
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4242 (unattended-upgr)',
    'Another program, such as unattended-upgrades, has locked apt for two minutes',
  ],
  [
    'an unreachable mirror',
    'apt-get update ended with status 100',
    "Err:1 http://deb.debian.org trixie\n  Temporary failure resolving 'deb.debian.org'",
    'It cannot reach its package mirror',
  ],
  ['a missing package', 'apt-get install ended with status 100', 'E: Unable to locate', 'Debian release'],
])('gives a remedy in one line for %s', (_, error, output, remedy) => {
  const [line = '', ...details] = failed(error, output).split('\n');
  expect(line).toContain(remedy);
  expect(line).toContain(output.split('\n').at(-1)?.trim());
  expect(line).toMatch(/^host-01\/base\/packages: .*, then run apply again/);
  expect(details.length).toBe(output.includes('\n') ? output.split('\n').length : 0);
});

it.each([
  [
    'nginx',
    'nginx: [emerg] unknown directive "retrun" in /etc/nginx/flotilla.d/redirects.conf:1',
    'nginx: configuration file /etc/nginx/nginx.conf test failed',
  ],
  ['PHP', 'PHP Parse error:  syntax error in site.php on line 3', 'Errors parsing site.php'],
  ['apt', 'E: Unable to locate package nginy', 'Reading state information...'],
])('quotes the line in which %s gives the reason, not the last line', (_, why, last) => {
  const [line] = failed('it ended with status 1', `so far so good\n${why}\n${last}`).split('\n');
  expect(line).toContain(`: ${why}. `);
});
