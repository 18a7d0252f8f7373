import { clockUntil, type Deadline } from '../run/deadline.ts';
import { openClusterToChange } from './deployment.ts';
import { flag, minutes } from './inputs.ts';
import { requireMailPassword } from './mail.ts';
import { print } from './show.ts';
import { runName, runStarter } from './workflow.ts';

export const timeLimit = (): number => minutes('time-limit-minutes', 60);

/** What the inputs say about how to apply. */
export const applyInputs = (deadline: Deadline) => ({
  adopt: flag('adopt'),
  clock: clockUntil(deadline),
  timeoutMs: minutes('host-timeout-minutes', 1),
  arrivalMs: minutes('arrival-timeout-minutes', 10),
  by: runStarter(),
  lease: { holder: runName(), waitMs: minutes('lease-timeout-minutes', 10) },
  onOvertaken: (why: string) => print(`${why}: looking at it again.`),
});

/** As `openClusterToChange`, with every secret that the declaration asks for. */
export async function openClusterToApply(deadline: Deadline) {
  const cluster = await openClusterToChange(deadline);
  requireMailPassword(cluster.declaration);
  return cluster;
}
