import type { ContentHost } from '../content/content-host.ts';
import { bringLive } from '../content/send/bring.ts';
import { placeholderOf } from '../hosts/model/facts.ts';
import { observeHost } from '../hosts/observe.ts';
import { sitesOn } from '../hosts/roles/wordpress/site.ts';
import { contentChanges, keptRelease } from '../plan/content.ts';
import { leavesDatabase } from '../plan/policy/members.ts';
import { webTurns } from '../plan/policy/serving.ts';
import { batchesOf } from '../plan/rotation/rotation.ts';
import { resizeOf } from '../plan/waves.ts';
import { inParallel } from '../run/progress.ts';
import { type ApplyContext, countItems, failOnlyHost, forEachHealthyHost } from './context.ts';
import { resizeAndConverge } from './converge-hosts.ts';
import { isInRotation } from './rotation.ts';
import { addServing, removeUnhealthy } from './rotation-tasks.ts';
import { checkServing, proveServing } from './serving.ts';
import type { Member } from './state.ts';

/**
 * Converges, together, the web hosts to which no visitor is sent, and checks those that need no change. Returns the rest,
 * which are in the rotation and must be changed a few at a time.
 */
export async function convergeIdleHosts(context: ApplyContext): Promise<Member[]> {
  const web = [...context.fleet.values()].filter(({ host }) => host.kind === 'web');
  const inRotation = web.filter((member) => isInRotation(context.rotation, member));
  await inParallel(inRotation, (member) => checkServing(context, member));
  const turns = webTurns(
    context.plan,
    web.map((member) => ({
      ...{ member, name: member.host.name, isInRotation: inRotation.includes(member) },
      ...{ hasFailed: member.failure !== undefined, hasDroplet: member.droplet !== undefined },
    })),
  );
  const together = turns.together.map(({ member }) => member);
  const inBatches = turns.inBatches.map(({ member }) => member);
  await forEachHealthyHost(context, together, resizeAndConverge);
  await bringContent(context, inBatches);
  await forEachHealthyHost(context, together, proveServing);
  await addServing(
    context,
    together.filter(({ failure }) => failure === undefined),
  );
  // The hosts of `inBatches` are left out: the change that is about to come may repair them.
  await removeUnhealthy(context, together);
  return inBatches;
}

/** Changes hosts batch by batch. Each must serve before the next begins; after a failure the rest stay as they are. */
export async function convergeInBatches(context: ApplyContext, members: readonly Member[]): Promise<void> {
  const batches = batchesIn(context, members);
  for (const [index, batch] of batches.entries()) {
    const pending = batches.slice(index + 1).flat();
    await forEachHealthyHost(context, batch, resizeAndConverge);
    await bringContent(context, pending);
    await inParallel(batch, (member) => checkAgain(context, member));
    await addServing(context, batch);
    await removeUnhealthy(context, batch);
    const failed = batch.find(({ failure }) => failure !== undefined);
    if (failed) return reportUnchanged(context, failed, pending);
  }
}

/** A host that leaves the database comes last, in its batch and with its batch: new members join first. */
function batchesIn(context: ApplyContext, members: readonly Member[]): Member[][] {
  const { fleet, rotation, plan, declaration } = context;
  const leaves = ({ host, facts }: Member) => Number(leavesDatabase(declaration, host, facts));
  const web = [...fleet.values()].filter(({ host }) => host.kind === 'web');
  return batchesOf(
    members.map((member) => ({ name: member.host.name, region: member.host.region, member })),
    {
      rotation: web.filter((member) => isInRotation(rotation, member)).length,
      isAlone: ({ name }) => resizeOf(plan, name) !== undefined,
    },
  )
    .map((batch) => batch.map(({ member }) => member).toSorted((one, other) => leaves(one) - leaves(other)))
    .toSorted((one, other) => Math.max(...one.map(leaves)) - Math.max(...other.map(leaves)));
}

/** A host may still serve after its change failed. Then it stays in the rotation, or returns to it. */
const checkAgain = (context: ApplyContext, member: Member): Promise<unknown> =>
  member.failure === undefined
    ? failOnlyHost(context, member.host.name, () => proveServing(context, member))
    : checkServing(context, member);

function reportUnchanged({ journal }: ApplyContext, failed: Member, rest: readonly Member[]): void {
  if (rest.length === 0) return;
  journal.failures.push({
    where: rest.map(({ host }) => host.name).join(', '),
    text: `not changed, because ${failed.host.name} failed. Fix it and apply again.`,
  });
}

/**
 * Brings the cluster's release to hosts that lack it before visitors are sent to them: new hosts, those that were away
 * during the last sync, and those with files that were changed by hand. `pending`: hosts that are converged later.
 */
async function bringContent(context: ApplyContext, pending: readonly Member[]): Promise<void> {
  const members = context.declaration.web.flatMap(({ name }) => context.fleet.get(name) ?? []);
  const kept = keptRelease(members.map(({ facts }) => facts));
  const changes = ({ host, facts }: Member) => contentChanges(host.name, facts, kept);
  const lacking = members.filter((member) => !pending.includes(member) && changes(member).length > 0);
  if (!kept || lacking.length === 0) return;
  const holders = members.filter(({ facts }) => facts?.content?.kept?.release === kept.release);
  const guard = (host: string, work: () => Promise<void>) =>
    failOnlyHost(context, host, () => counted(context, host, work));
  const mayGoOn = () => context.lease.check();
  const hosts = { lacking: lacking.flatMap(contentHost), holders: holders.flatMap(contentHost) };
  await failOnlyHost(context, 'content', () => bringLive(kept, { ...context, ...hosts, guard, mayGoOn }));
}

async function counted(context: ApplyContext, host: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await work();
  countItems(context, host, 1, (performance.now() - began) / 1000);
  const member = context.fleet.get(host);
  if (member?.connection) member.facts = await observeHost(member.connection);
}

function contentHost({ host, connection, failure, droplet, facts }: Member): ContentHost[] {
  if (!connection || failure || !droplet?.ipv4) return [];
  const [site] = sitesOn(facts) ?? [];
  return [{ name: host.name, address: droplet.ipv4, connection, site, placeholder: placeholderOf(facts) }];
}
