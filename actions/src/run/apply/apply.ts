import { isOf } from '../../cloud/is-of.ts';
import { isEmpty } from '../../plan/plan.ts';
import { tasksOf } from '../../plan/tasks.ts';
import type { HostReport, Report } from '../report.ts';
import { arrivals } from './arrive.ts';
import { applyWave } from './cloud-wave.ts';
import type { ApplyContext } from './context.ts';
import { convergeFleet } from './converge-fleet.ts';
import { expel, leave } from './entries.ts';
import { untilForgotten } from './rotation.ts';

/**
 * Makes the plan so, in waves. A wave that others stand on (keys, zone, firewalls) stops the run when it fails; a
 * host's failure is that host's, and the others are still treated.
 */
export async function apply(context: ApplyContext): Promise<Report> {
  const began = performance.now();
  if (!isEmpty(context.plan)) await stages(context);
  return report(context, (performance.now() - began) / 1000);
}

async function stages(context: ApplyContext): Promise<void> {
  const { progress, journal } = context;
  progress({ kind: 'stage', title: 'DigitalOcean' });
  await applyWave(context, 'foundation');
  if (journal.failures.length > 0) return;
  await applyWave(context, 'droplets');
  await arrivals(context);
  await applyWave(context, 'names');
  progress({ kind: 'stage', title: 'Hosts and rotation' });
  await convergeFleet(context);
  await expel(context, context.fleet.values());
  await leave(context);
  await retire(context);
}

/** One at a time: a host's name goes before its droplet. Nothing is taken away from a cluster that is not whole. */
async function retire(context: ApplyContext): Promise<void> {
  const { plan, journal, progress } = context;
  if (tasksOf(plan, 'retire').length === 0) return;
  if (journal.failures.length > 0) {
    journal.failures.push('Nothing was retired: first mend what failed above, then apply again.');
    return;
  }
  progress({ kind: 'stage', title: 'Retirement' });
  if (tasksOf(plan, 'retire').some(({ observed }) => isOf('droplet', observed)))
    await untilForgotten(context);
  await applyWave(context, 'retire', { concurrency: 1 });
}

function report({ declaration, journal, fleet }: ApplyContext, seconds: number): Report {
  const unreached = [...fleet.values()].flatMap(({ host, failure }) =>
    failure && !journal.failures.some((line) => line.startsWith(`${host.name}:`))
      ? [`${host.name}: ${failure}`]
      : [],
  );
  return {
    cloud: journal.cloud,
    hosts: [declaration.primary, ...declaration.web].map(({ name }) => hostReport(name, journal)),
    failures: [...journal.failures, ...unreached],
    seconds,
  };
}

function hostReport(host: string, { changed, serves }: ApplyContext['journal']): HostReport {
  const { items = 0, seconds = 0 } = changed.get(host) ?? {};
  return { host, changed: items, serves: serves.get(host), seconds };
}
