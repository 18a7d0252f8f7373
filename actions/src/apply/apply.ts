import pLimit from 'p-limit';
import { writeDeployed } from '../hosts/model/deployed.ts';
import { firstAlone } from '../lib/first-alone.ts';
import { isEmpty } from '../plan/plan.ts';
import { canWriteName } from '../plan/policy/cloud-tasks.ts';
import { LeaseKeeper } from '../run/lease.ts';
import { inParallel, step } from '../run/progress.ts';
import { type Report, Stop } from '../run/report.ts';
import { askForSite } from '../run/site.ts';
import { awaitNewHosts } from './await-hosts.ts';
import { applyWave, deleteDuplicates } from './cloud-waves.ts';
import {
  type ApplyContext,
  type ApplySession,
  failOnlyHost,
  forEachHealthyHost,
  reportOf,
  type Work,
} from './context.ts';
import {
  introduceHosts,
  prepareHosts,
  readySite,
  rememberServed,
  resizeAndConverge,
} from './converge-hosts.ts';
import { convergeIdleHosts, convergeInBatches } from './converge-web.ts';
import { holdLease, underLease } from './lease.ts';
import { recoverDatabase } from './recovery.ts';
import { retire } from './retire.ts';
import { removeBrokenIpv6, removeDeclared, removeUnhealthy, restoreRecords } from './rotation-tasks.ts';
import { closeConnections, fleetOf, type Member, rotationAt } from './state.ts';

/** Carries out a plan, which has made every decision. Throws a `Stop`, with the report so far, if the run must end. */
export async function applyPlan(session: ApplySession, work: Work): Promise<Report> {
  const context = openContext(session, work);
  try {
    const isFinished = isEmpty(work.plan) || (await applyWaves(context));
    const report = reportOf(context, isFinished);
    if (isFinished && report.failures.length === 0) await recordDeployed(context);
    return report;
  } catch (error) {
    if (error instanceof Stop) error.done = reportOf(context, false);
    throw error;
  } finally {
    await context.lease.release();
    closeConnections(context.fleet);
  }
}

/** The waves of a plan, in the order that actions/README.md explains. Returns whether every host had its turn. */
async function applyWaves(context: ApplyContext): Promise<boolean> {
  const { fleet, journal, progress, declaration } = context;
  await holdLease(context);
  progress({ kind: 'stage', title: 'DigitalOcean' });
  await applyWave(context, 'foundation');
  if (journal.failures.length > 0) return false;
  await applyWave(context, 'droplets');
  await failOnlyHost(context, 'droplets', () => deleteDuplicates(context));
  await awaitNewHosts(context);
  await holdLease(context);
  await applyNames(context);
  progress({ kind: 'stage', title: 'Hosts and rotation' });
  await prepareHosts(context);
  await introduceHosts(context);
  if (!(await recoverDatabase(context))) return false;
  const primary = fleet.get(declaration.primary.name);
  await forEachHealthyHost(context, primary ? [primary] : [], resizeAndConverge);
  if (mayChangeWeb(context, primary) && (await readySite(context))) {
    const inRotation = await convergeIdleHosts(context);
    await convergeInBatches(context, inRotation);
    await rememberServed(context);
  }
  // Once more, for a record that could not be restored at its host's turn.
  await restoreRecords(context, fleet.values());
  await removeUnhealthy(context, fleet.values());
  await removeBrokenIpv6(context);
  await removeDeclared(context);
  await retire(context);
  return true;
}

/** While the topology changes, the web hosts follow the primary only if it has changed. */
const mayChangeWeb = ({ declaration }: ApplyContext, primary: Member | undefined): boolean =>
  declaration.database.beside === undefined || (primary !== undefined && primary.failure === undefined);

function applyNames(context: ApplyContext): Promise<void> {
  const { fleet, declaration } = context;
  const hasPrimary = fleet.get(declaration.primary.name)?.droplet !== undefined;
  const hasFailed = (host: string) => fleet.get(host)?.failure !== undefined;
  return applyWave(context, 'names', { pick: (task) => canWriteName(task, { hasPrimary, hasFailed }) });
}

/**
 * Records on the hosts with the database which commit is completely deployed: what was merged up to it approves nothing any more. A run
 * with nothing to do records it too, although it takes no lease. If this fails, the next run searches further back, which
 * changes no result.
 */
async function recordDeployed(context: ApplyContext): Promise<void> {
  const { deployed, fleet, declaration, lease, plan, progress, clock } = context;
  if (deployed === undefined) return;
  if (!isEmpty(plan)) lease.check();
  const at = clock.now();
  await inParallel(declaration.database.members, async (name) => {
    const connection = fleet.get(name)?.connection;
    if (connection === undefined) return;
    const write = () => writeDeployed(connection, { ...deployed, at });
    await step(progress, name, 'recording the deployed commit', write).catch(() => {});
  });
}

function openContext(session: ApplySession, { plan, observation, progress }: Work): ApplyContext {
  const { declaration, secrets, clock } = session;
  const { members } = declaration.database;
  const seenAt = observation.beganAt;
  const lease = new LeaseKeeper({ ...session.leaseTerms, clock, progress, seenAt, members });
  const keys = observation.cloud.keys.filter(({ spec }) => spec.publicKey === secrets.deployKey.publicKey);
  return {
    askForSite,
    ...session,
    ...{
      plan,
      progress,
      lease,
      created: [],
      databaseTurn: pLimit(1),
      afterFirstSite: firstAlone(),
      cloud: underLease(session.cloud, lease),
    },
    fleet: fleetOf(declaration, observation),
    rotation: rotationAt(clock.now(), declaration, observation.cloud),
    sshKeyIds: new Set(keys.map(({ id }) => id)),
    journal: {
      ...{ beganAt: performance.now(), cloud: [], failures: [] },
      ...{ changed: new Map(), serves: new Map(), brokenIpv6: new Map() },
    },
  };
}
