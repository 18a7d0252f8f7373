import { messageOf } from '../lib/failure.ts';
import { healthOf } from '../plan/health/health.ts';
import { renderHealthText } from '../plan/health/render.ts';
import { closeAll, observe } from '../run/observe.ts';
import { observeHealth } from '../run/observe-health.ts';
import { openCluster } from './cluster.ts';
import { COMMON, command } from './command.ts';
import { secret } from './inputs.ts';
import { fail } from './workflow.ts';

/** A host that is up answers within a second, and a person is waiting. */
const HOST_MS = 10_000;

export const status = command({
  summary: 'Shows how every host is, and what needs a person.',
  inputs: {
    'digitalocean-token': secret('DigitalOcean API token; read-only is enough.', { required: true }),
    'plan-key': secret('Private SSH key that can run only the facts command on the hosts.'),
    'cluster-secret': secret("The cluster's secret; not needed with PLAN_SSH_KEY."),
    ...COMMON,
  },
  exits: '1: something needs a person. 2: the cluster could not be observed.',
  async run() {
    try {
      return await showHealth();
    } catch (error) {
      fail(messageOf(error));
      return 2;
    }
  },
});

async function showHealth(): Promise<number> {
  const cluster = await openCluster();
  const observation = await observe({ ...cluster, timeoutMs: HOST_MS });
  // Where this machine cannot reach an address, a host may ask instead.
  const fleet = await observeHealth(cluster.declaration, observation).finally(() => closeAll(observation));
  const health = healthOf(cluster.declaration, fleet);
  process.stdout.write(renderHealthText(health, { color: process.stdout.isTTY === true }));
  return health.findings.length === 0 ? 0 : 1;
}
