import type { LocalCloud } from '../../cloud/cloud.ts';
import { commandOf, startInside } from '../../cloud/runtime/inside.ts';
import { presence } from '../../cloud/runtime/presence.ts';
import type { RunnerMachine } from './machine.ts';

type Cloud = Pick<LocalCloud, 'paths' | 'environment'>;

/**
 * A machine in the cloud's network. It does not use `cloud.run`, which passes the cloud's tokens to a command: a workflow that
 * forgets to pass its secrets would still succeed.
 */
export const insideCloud = ({ paths, environment }: Cloud): RunnerMachine => ({
  environment: {
    PATH: process.env.PATH ?? '',
    // Replaces the default API address of the actions.
    DIGITALOCEAN_API_URL: environment.DIGITALOCEAN_API_URL,
    // A hosted runner trusts the public authorities. The cloud's own authority replaces them.
    NODE_EXTRA_CA_CERTS: environment.NODE_EXTRA_CA_CERTS,
  },
  start(command, { env, cwd }) {
    const pid = presence(paths);
    if (pid === undefined) throw new Error(`The local cloud "${paths.name}" ended together with its runners`);
    const child = startInside(['setsid', ...command], {
      ...{ pid, cwd, env: { ...env } },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, leader: () => commandOf(child) };
  },
});
