import { expect, test } from 'vitest';
import { emptyRole } from '../../../actions/src/hosts/model/role.ts';
import { hasSecrets } from '../../../actions/src/lib/template.ts';
import { RELAYED } from '../declaration/declared.ts';
import { declaration, fileAt, role, rolesOn } from './cluster.ts';

const withMail = (mail: Partial<typeof RELAYED> = {}) => ({ ...declaration, mail: { ...RELAYED, ...mail } });
const contentOf = (path: string, mail: Partial<typeof RELAYED> = {}) =>
  fileAt(path, rolesOn('host-01', withMail(mail))).content;

test('without a relay, no host has a mail server', () =>
  expect(role('mail', rolesOn('host-01'))).toEqual(emptyRole('mail')));

test('sends mail only to the relay, over TLS with a verified name, and retries for two days', () => {
  const main = contentOf('/etc/postfix/main.cf');
  expect(main).toContain('\nrelayhost = [smtp.example.net]:2525\n');
  expect(main).toContain('\nsmtp_tls_security_level = secure\n');
  expect(main).toContain('\nsmtp_tls_wrappermode = no\n');
  expect(main).toContain('\nmaximal_queue_lifetime = 2d\n');
  expect(contentOf('/etc/postfix/main.cf', { port: 465 })).toContain('\nsmtp_tls_wrappermode = yes\n');
});

test('the mail server listens only on loopback', () => {
  const listening = contentOf('/etc/postfix/master.cf')
    .split('\n')
    .filter((line) => / inet /.test(line));
  expect(listening).toEqual([expect.stringMatching(/^127\.0\.0\.1:25 /)]);
});

test('the password is in one file that only root can read, and a new generation changes only that file', () => {
  const files = (generation: number) => role('mail', rolesOn('host-01', withMail({ generation }))).files;
  const [before, after] = [files(1), files(2)];
  expect(before.filter(({ content }) => hasSecrets(content)).map(({ path, mode }) => [path, mode])).toEqual([
    ['/etc/postfix/flotilla-password', '0600'],
  ]);
  expect(
    after.filter(({ content }, index) => content !== before[index]?.content).map(({ path }) => path),
  ).toEqual(['/etc/postfix/flotilla-password']);
});
