import { batchesOf } from '../../plan/rotation/rotation.ts';
import { resizeOf } from '../../plan/waves.ts';
import { inParallel } from '../../run/progress.ts';
import { bringContent } from '../content.ts';
import { type ApplyContext, contained } from '../context.ts';
import type { Member } from '../fleet.ts';
import { enter, expel } from '../rotation/entries.ts';
import { isIn } from '../rotation/write-records.ts';
import { look, prove } from './proof.ts';
import { each, renew } from './resize-and-converge.ts';

/** A host is in the rotation while it is changed only if it was before, and then with few others at a time. */
export async function convergeWeb(context: ApplyContext, web: readonly Member[]): Promise<void> {
  const { rotation, plan } = context;
  const serving = web.filter((member) => isIn(rotation, member));
  await inParallel(serving, (member) => look(context, member));
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
    await inParallel(hosts, (member) => seeAgain(context, member));
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
