import type { LocalCloud } from '../../cloud/cloud.ts';
import { commandOf, startInside } from '../../cloud/ground/inside.ts';
import { presence } from '../../cloud/ground/presence.ts';
import type { RunnerMachine } from './machine.ts';

type Cloud = Pick<LocalCloud, 'paths' | 'environment'>;

/**
 * A machine in the cloud's network. Not by `cloud.run`: that gives a command the cloud's tokens, and a workflow that
 * forgot to pass its secrets on would pass.
 */
export const insideCloud = ({ paths, environment }: Cloud): RunnerMachine => ({
  environment: {
    PATH: process.env.PATH ?? '',
    // In place of the address that the doors talk to when nobody says another.
    DIGITALOCEAN_API_URL: environment.DIGITALOCEAN_API_URL,
    // A hosted runner trusts the public authorities; the cloud's own stands in for them.
    NODE_EXTRA_CA_CERTS: environment.NODE_EXTRA_CA_CERTS,
  },
  start(command, { env, cwd }) {
    const pid = presence(paths);
    if (pid === undefined) throw new Error(`The local cloud "${paths.name}" ended, and with it its runners`);
    const child = startInside(['setsid', ...command], {
      ...{ pid, cwd, env: { ...env } },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, leader: () => commandOf(child) };
  },
});
