/**
 * How the cluster is, for a person on call: one table of hosts, and what needs doing. Run it with the environment the
 * doors take. Exits 1 when something needs a person, 2 when the cluster could not be looked at.
 */

import { openCluster } from '../actions/src/commands/cluster.ts';
import { messageOf } from '../actions/src/lib/failure.ts';
import { healthOf } from '../actions/src/plan/health/health.ts';
import { renderHealthText } from '../actions/src/plan/health/text.ts';
import { closeAll, observe } from '../actions/src/run/observe.ts';
import { observeHealth } from '../actions/src/run/observe-health.ts';

/** A host that is up answers in a second; somebody waits for this. */
const HOST_MS = 10_000;

async function status(): Promise<number> {
  const cluster = await openCluster();
  const observation = await observe({ ...cluster, timeoutMs: HOST_MS });
  // A host may have to look where this machine has no way to.
  const sighting = await observeHealth(cluster.declaration, observation).finally(() => closeAll(observation));
  const health = healthOf(cluster.declaration, sighting);
  process.stdout.write(renderHealthText(health, { color: process.stdout.isTTY === true }));
  return health.findings.length === 0 ? 0 : 1;
}

process.exitCode = await status().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  return 2;
});
