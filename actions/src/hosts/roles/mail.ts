import type { RoleContext } from '../model/role.ts';
import { distributionOn, reloadPhp } from './distribution.ts';
import { mainConfig, PASSWORD_FILE, passwordMap, services } from './mail/postfix.ts';
import { file, type Part, running } from './parts.ts';
import { onWebHosts, role } from './role.ts';

/**
 * Accepts WordPress's mail at once and passes it to the relay, retrying for two days. PHP cannot write to Postfix's queue:
 * that program is setgid, and PHP's unit gains no privileges. So msmtp sends the mail over the loopback interface.
 */
export const mail = role('mail', {
  on: onWebHosts,
  ports: [],
  secrets: ['mail-salt'],
  probes: [],
  parts: (c) => [postfix(c), sendmail(c)],
});

const POSTFIX = '/etc/postfix';
const notify = [{ name: 'reload Postfix', command: 'systemctl reload postfix.service' }];

function postfix({ declaration, host }: RoleContext): Part {
  const { mail: relay, domain, generation } = declaration;
  if (relay === undefined) return {};
  return {
    // Postfix logs in to the relay with a library's plugins, a package that it only suggests.
    packages: ['postfix', 'libsasl2-modules'],
    files: [
      file(PASSWORD_FILE, passwordMap(relay, generation), { mode: '0600', notify }),
      file(`${POSTFIX}/main.cf`, mainConfig(relay, `${host.name}.${domain}`), { notify }),
      file(`${POSTFIX}/master.cf`, services(), { notify }),
    ],
    validations: [{ name: 'Postfix accepts its configuration', command: 'postfix check' }],
    units: running('postfix.service'),
  };
}

/**
 * For the site and for what a timer runs. With a host on its command line, msmtp reads no configuration. The sender of the
 * envelope is the declared one, whatever a plugin writes as `From`: SPF holds for that one alone.
 */
function sendmail(context: RoleContext): Part {
  const { mail: relay } = context.declaration;
  if (relay === undefined) return {};
  const distribution = distributionOn(context);
  const ini = `; Written by flotilla.
sendmail_path = "/usr/bin/msmtp --host=127.0.0.1 --port=25 --timeout=10 --from=${relay.from} --read-recipients"
`;
  return {
    packages: ['msmtp'],
    files: ['fpm', 'cli'].map((program) =>
      file(`/etc/php/${distribution.php}/${program}/conf.d/91-flotilla-mail.ini`, ini, {
        notify: [reloadPhp(distribution)],
      }),
    ),
  };
}
