import type { CloudChange } from '../cloud/change.ts';
import { hasUnknowns } from '../lib/template.ts';
import { isEmpty } from '../plan/plan.ts';
import { tasksOf } from '../plan/waves.ts';
import { type HostReport, type Report, Stop } from '../run/report.ts';
import { begin } from './begin.ts';
import { applyWave } from './cloud-wave.ts';
import { type ApplyContext, contained } from './context.ts';
import { arrivals } from './converge/arrive.ts';
import { convergeFleet } from './converge/converge-fleet.ts';
import { yieldToElders } from './duplicates.ts';
import { recordDeployed } from './record.ts';
import { comeBack, expel, leave, withhold } from './rotation/entries.ts';
import { untilForgotten } from './rotation/write-records.ts';
import { isProven, withdraw, withdraws } from './secrets/withdraw.ts';

/**
 * Makes the plan so, in waves. A wave that others stand on (keys, zone, firewalls) stops the run when it fails; a
 * host's failure is that host's, and the others are still treated. A `Stop` takes along what was done until then.
 */
export async function apply(context: ApplyContext): Promise<Report> {
  const began = performance.now();
  const report = (isFinished: boolean) => reportOn(context, isFinished, (performance.now() - began) / 1000);
  try {
    const done = report(isEmpty(context.plan) || (await stages(context)));
    if (done.isFinished && done.failures.length === 0) await recordDeployed(context);
    return done;
  } catch (error) {
    if (error instanceof Stop) error.done = report(false);
    throw error;
  }
}

/** Gives whether every host had its turn. */
async function stages(context: ApplyContext): Promise<boolean> {
  const { progress, journal } = context;
  await begin(context);
  progress({ kind: 'stage', title: 'DigitalOcean' });
  await applyWave(context, 'foundation');
  if (journal.failures.length > 0) return false;
  await applyWave(context, 'droplets');
  await contained(context, 'droplets', () => yieldToElders(context));
  await arrivals(context);
  await begin(context);
  await applyWave(context, 'names', { pick: (task) => !isOfAbsent(context, task) });
  progress({ kind: 'stage', title: 'Hosts and rotation' });
  await convergeFleet(context);
  // Once more, for a record that could not be put back at its turn.
  await comeBack(context, context.fleet.values());
  await expel(context, context.fleet.values());
  await withhold(context);
  await leave(context);
  await retire(context);
  return true;
}

/**
 * The name of a host that did not come up, whose own line tells why; and the cluster's mark while it has no primary, for
 * whoever reads the mark takes it that there was one.
 */
function isOfAbsent({ fleet, declaration }: ApplyContext, { subject, desired }: CloudChange): boolean {
  if (desired?.type !== 'record') return false;
  if (desired.spec.type === 'TXT') return fleet.get(declaration.primary.name)?.droplet === undefined;
  if (!hasUnknowns(desired.spec.value)) return false;
  return fleet.get(subject.host ?? '')?.failure !== undefined;
}

/** One at a time: a host's name goes before its droplet. Nothing is taken away from a cluster that is not whole. */
async function retire(context: ApplyContext): Promise<void> {
  const { plan, journal, progress } = context;
  if (tasksOf(plan, 'retire').length === 0 && !withdraws(plan)) return;
  if (!isWhole(journal)) return;
  progress({ kind: 'stage', title: 'Retirement' });
  await withdraw(context);
  if (!isWhole(journal)) return;
  if (tasksOf(plan, 'retire').some(isFarewell)) await untilForgotten(context);
  await applyWave(context, 'retire', { concurrency: 1, pick: (task) => isProven(context, task) });
}

/** Visitors may still be sent to a droplet that goes. */
const isFarewell = ({ action, observed }: CloudChange): boolean =>
  action === 'delete' && observed?.type === 'droplet';

function isWhole({ failures }: ApplyContext['journal']): boolean {
  if (failures.length === 0) return true;
  failures.push('Nothing was retired: first mend what failed above, then apply again.');
  return false;
}

function reportOn(
  { declaration, journal, fleet }: ApplyContext,
  isFinished: boolean,
  seconds: number,
): Report {
  const unreached = [...fleet.values()].flatMap(({ host, failure }) =>
    failure && !journal.failures.some((line) => line.startsWith(`${host.name}:`))
      ? [`${host.name}: ${failure}`]
      : [],
  );
  return {
    cloud: journal.cloud,
    hosts: [declaration.primary, ...declaration.web].map(({ name }) => hostReport(name, journal)),
    failures: [...journal.failures, ...unreached],
    isFinished,
    seconds,
  };
}

function hostReport(host: string, { changed, serves }: ApplyContext['journal']): HostReport {
  const { items = 0, seconds = 0 } = changed.get(host) ?? {};
  return { host, changed: items, serves: serves.get(host), seconds };
}
