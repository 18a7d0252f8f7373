import pMap from 'p-map';
import type { RoleChanges } from '../../hosts/steps.ts';
import { batchesOf } from '../../plan/batches.ts';
import { resizeOf } from '../../plan/tasks.ts';
import { bringContent } from './content.ts';
import { type ApplyContext, contained } from './context.ts';
import { early, planned, treat } from './converge-member.ts';
import { enter, expel } from './entries.ts';
import type { Member } from './fleet.ts';
import { overLostLink } from './meet-again.ts';
import { withPassword } from './password.ts';
import { look, prove } from './proof.ts';
import { resize } from './resize.ts';
import { isIn } from './rotation.ts';

/**
 * New hosts first make what others need of them (their VPN identity); then the primary, which the web hosts connect
 * to; then the web hosts: new ones side by side, those that serve visitors a few at a time.
 */
export async function convergeFleet(context: ApplyContext): Promise<void> {
  const { primary, web } = context.declaration;
  const [first, ...others] = [primary, ...web].flatMap(({ name }) => context.fleet.get(name) ?? []);
  if (!first) return;
  const fresh = [first, ...others].filter(isFresh);
  await each(context, fresh, (member) =>
    overLostLink(context, member, () => treat(context, member, 'preparing', early)),
  );
  await each(context, [first], (member) => renew(context, member));
  await convergeWeb(context, others);
}

const isFresh = ({ facts }: Member): boolean => facts !== undefined && facts.manifest === null;

export const each = (
  context: ApplyContext,
  members: readonly Member[],
  work: (member: Member) => Promise<void>,
): Promise<unknown> =>
  pMap(members, async (member) => {
    if (member.failure === undefined) await contained(context, member.host.name, () => work(member));
  });

/** Resized and converged, as far as the plan says so. */
async function renew(context: ApplyContext, member: Member): Promise<void> {
  await resize(context, member);
  const pick = (roles: RoleChanges[]) => withPassword(context, member, planned(context, member)(roles));
  await overLostLink(context, member, () => treat(context, member, 'converging', pick));
}

/** A host is in the rotation while it is changed only if it was before, and then with few others at a time. */
async function convergeWeb(context: ApplyContext, web: readonly Member[]): Promise<void> {
  const { rotation, plan } = context;
  const serving = web.filter((member) => isIn(rotation, member));
  await pMap(serving, (member) => look(context, member));
  const careful = web.filter((member) => serving.includes(member) || resizeOf(plan, member.host.name));
  const changing = careful.filter((member) => member.failure === undefined && hasWork(context, member));
  const others = web.filter((member) => member.droplet && !changing.includes(member));
  await settle(context, others, changing);
  // Who is about to be changed may be mended by just that.
  await expel(context, others);
  await roll(context, changing);
}

function hasWork({ plan }: ApplyContext, { host: { name } }: Member): boolean {
  const host = plan.hosts.find((candidate) => candidate.host === name);
  const isAsPlanned = host?.kind === 'converge' && host.roles.length === 0;
  return !isAsPlanned || resizeOf(plan, name) !== undefined;
}

/** Side by side: those that no visitor is sent to yet, and those that only have to be seen serving. */
async function settle(
  context: ApplyContext,
  members: readonly Member[],
  pending: readonly Member[],
): Promise<void> {
  await each(context, members, (member) => renew(context, member));
  await bringContent(context, pending);
  await each(context, members, (member) => prove(context, member));
  await enter(
    context,
    members.filter(({ failure }) => failure === undefined),
  );
}

/** Batch after batch, each seen serving before the next begins; the first failure leaves the rest as they were. */
async function roll(context: ApplyContext, members: readonly Member[]): Promise<void> {
  const batches = batchesOf(members.map(placed), {
    rotation: context.declaration.web.filter(({ name }) => isInByName(context, name)).length,
    isAlone: ({ name }) => resizeOf(context.plan, name) !== undefined,
  });
  for (const [index, batch] of batches.entries()) {
    const hosts = batch.map(({ member }) => member);
    await each(context, hosts, (member) => renew(context, member));
    const pending = batches.slice(index + 1).flatMap((later) => later.map(({ member }) => member));
    await bringContent(context, pending);
    await pMap(hosts, (member) => seeAgain(context, member));
    await enter(context, hosts);
    await expel(context, hosts);
    const failed = hosts.find(({ failure }) => failure !== undefined);
    if (failed) return leaveAsTheyWere(context, failed, batches.slice(index + 1).flat());
  }
}

const placed = (member: Member) => ({ name: member.host.name, region: member.host.region, member });

function isInByName({ fleet, rotation }: ApplyContext, name: string): boolean {
  const member = fleet.get(name);
  return member !== undefined && isIn(rotation, member);
}

/** One whose change failed may serve as before: then it stays, or comes back. */
const seeAgain = (context: ApplyContext, member: Member): Promise<unknown> =>
  member.failure === undefined
    ? contained(context, member.host.name, () => prove(context, member))
    : look(context, member);

function leaveAsTheyWere(
  { journal }: ApplyContext,
  failed: Member,
  rest: readonly { readonly name: string }[],
): void {
  if (rest.length === 0) return;
  const names = rest.map(({ name }) => name).join(', ');
  journal.failures.push(
    `${names}: left as they were, since ${failed.host.name} failed. Mend it and apply again.`,
  );
}
