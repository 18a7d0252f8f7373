import { secret, type Template } from '../../../lib/template.ts';
import type { DesiredFile } from '../../model/role.ts';
import { file } from '../paths.ts';
import { WRITTEN } from '../shared.ts';

/** sshd takes the first value it reads of each option: this file's name sorts before cloud-init's 50-cloud-init.conf. */
export const sshd = (): Template => `${WRITTEN}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
PermitRootLogin prohibit-password
X11Forwarding no
MaxAuthTries 3
LoginGraceTime 20
`;

/**
 * Two keys open a host: apply's, and the plan's, which can run the facts command and nothing else.
 * Both are public but derived from the cluster's secret, so they are holes: a plan does without that secret.
 */
export const authorizedKeys = (factsCommand: string, generations: readonly number[]): Template => `${WRITTEN}
${generations.map((generation) => keyPair(factsCommand, generation)).join('\n')}
`;

const keyPair = (
  factsCommand: string,
  generation: number,
): Template => `${secret('ssh-deploy-public', generation)}
restrict,command="${factsCommand}" ${secret('ssh-plan-public', generation)}`;

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key';

/**
 * The key that cloud-init gave the host, or one of a later generation. Until sshd is reloaded it may show either, and
 * the droplet's tags let both be recognised.
 */
export const hostKeyFiles = (host: string, generation: number): readonly DesiredFile[] => [
  file(HOST_KEY, secret(`host-key/${host}`, generation), {
    mode: '0600',
    validate: "ssh-keygen -y -P '' -f {} >/dev/null",
    notify: ['reload sshd'],
  }),
  file(`${HOST_KEY}.pub`, `${secret(`host-key-public/${host}`, generation)}\n`, { mode: '0600' }),
];
