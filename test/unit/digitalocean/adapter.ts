import type { Cloud } from '../../../actions/src/cloud/cloud.ts';
import { createDigitalOcean } from '../../../actions/src/cloud/digitalocean/index.ts';
import type { Desired, Observed, ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import type { ResourceType } from '../../../actions/src/cloud/specs.ts';
import { READER, startCloud, type TestCloud, WRITER } from '../local-cloud/api-setup.ts';
import { EXAMPLE } from '../plan/example.ts';

/** The adapter on a local DigitalOcean. Waiting takes no time, and lets the cloud's background work continue. */
export async function startAdapter(token = WRITER, leftMs?: () => number) {
  const cloud = await startCloud();
  const log: string[] = [];
  const waits: number[] = [];
  const adapter = createDigitalOcean({
    token,
    endpoint: `${cloud.url}/v2`,
    leftMs,
    log: (line) => log.push(line),
    clock: {
      now: () => Date.now() + waits.reduce((sum, wait) => sum + wait, 0),
      pause: async (milliseconds) => {
        if (milliseconds > 0) waits.push(milliseconds);
        await cloud.idle();
      },
    },
  });
  return { cloud, adapter, log, waits };
}

export { READER, WRITER };

/** Orders faults, as the control API does. */
export async function order(cloud: TestCloud, fault: object): Promise<void> {
  const answer = await cloud.control.inject({ method: 'POST', url: '/local/faults', payload: fault });
  if (answer.statusCode >= 300) throw new Error(answer.body);
}

/** Makes the account setAccount so: see `Standing`. */
export async function setAccount(cloud: TestCloud, payload: object): Promise<void> {
  const answer = await cloud.control.inject({ method: 'PUT', url: '/local/standing', payload });
  if (answer.statusCode >= 300) throw new Error(answer.body);
}

export const droplet = (name: string, size = 's-1vcpu-1gb'): Desired<'droplet'> => ({
  type: 'droplet',
  name,
  host: name,
  spec: {
    name,
    region: 'nyc1',
    size,
    image: 'debian-13-x64',
    tags: [`cluster:${EXAMPLE.cluster}`, `cluster:${EXAMPLE.cluster}:web`],
    hostKeys: ['c0ffee'],
  },
});

export const CREATION = { userData: '#cloud-config\n', sshKeyIds: [] };

/** Creates a droplet and waits until it is active. */
export async function createActive(
  adapter: Cloud,
  desired: Desired<'droplet'>,
  timeoutMs = 5000,
): Promise<ObservedDroplet> {
  const { id } = await adapter.create(desired, CREATION);
  return adapter.awaitDroplet({ ...desired, id }, timeoutMs);
}

/** The requests of one method that the cloud received. */
export const requests = (cloud: TestCloud, method: string): string[] =>
  cloud
    .journal()
    .filter((line) => line.method === method)
    .map(({ path }) => path);

export const asObserved = <T extends ResourceType>(desired: Desired<T>, id: string): Observed<T> => ({
  ...desired,
  id,
});
