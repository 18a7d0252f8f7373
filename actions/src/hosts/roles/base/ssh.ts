import { secret, type Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, type PartFile, running } from '../parts.ts';
import { settingsIn } from '../settings.ts';
import { AUTHORIZED_KEYS, WRITTEN } from '../shared.ts';

/** The only program that the plan's key can run. */
export const FACTS = '/usr/local/sbin/flotilla-facts';

const reloadSshd = { name: 'reload sshd', command: 'systemctl reload ssh.service' };

/** Root by key is the only way in. sshd runs no command for a root whose password has expired, even one with a key. */
export const ssh = ({ declaration, host, accepted }: RoleContext): Part => ({
  directories: [directory('/root/.ssh', { mode: '0700' })],
  files: [
    file(AUTHORIZED_KEYS, authorizedKeys(accepted.keys), { mode: '0600' }),
    ...hostKeyFiles(host.name, declaration.generation),
    file('/etc/ssh/sshd_config.d/00-flotilla.conf', SSHD, {
      validate: 'sshd -t -f {}',
      notify: [reloadSshd],
    }),
  ],
  validations: [{ name: 'sshd accepts its configuration', command: 'sshd -t' }],
  units: running('ssh.service'),
  commands: [
    {
      name: 'root password',
      summary: 'let root log in by key although its password has expired',
      check: "! LC_ALL=C chage --list root | grep -q 'must be changed'",
      run: 'chage --lastday "$(date --utc +%F)" root',
    },
  ],
  settings: [
    {
      program: 'sshd',
      // A login from anywhere, because a Match block may apply to some.
      ask: 'sshd -T -C user=root,host=example.com,addr=192.0.2.1',
      wanted: settingsIn(SSHD),
      files: ['/etc/ssh/sshd_config.d/*.conf', '/etc/ssh/sshd_config'],
    },
  ],
});

/** sshd uses the first value it reads of each option. This file's name sorts before cloud-init's 50-cloud-init.conf. */
const SSHD: Template = `${WRITTEN}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
PermitRootLogin prohibit-password
X11Forwarding no
MaxAuthTries 3
LoginGraceTime 20
`;

/**
 * Two keys open a host: apply's, and the plan's, which can run only the facts command.
 * Both are public but derived from the cluster's secret, so they are holes: a plan works without that secret.
 */
const authorizedKeys = (generations: readonly number[]): Template => `${WRITTEN}
${generations
  .map(
    (generation) => `${secret('ssh-deploy-public', generation)}
restrict,command="${FACTS}" ${secret('ssh-plan-public', generation)}`,
  )
  .join('\n')}
`;

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key';

/**
 * The key that cloud-init gave the host, or one of a later generation. Until sshd reloads, it may present either; the
 * droplet's tags identify both.
 */
const hostKeyFiles = (host: string, generation: number): readonly PartFile[] => [
  file(HOST_KEY, secret(`host-key/${host}`, generation), {
    mode: '0600',
    validate: "ssh-keygen -y -P '' -f {} >/dev/null",
    notify: [reloadSshd],
  }),
  file(`${HOST_KEY}.pub`, `${secret(`host-key-public/${host}`, generation)}\n`, { mode: '0600' }),
];
