import type { CloudChange, Wave } from '../cloud/change.ts';
import type { DropletExtra } from '../cloud/cloud.ts';
import { addressOf, type Observed, type Resource } from '../cloud/resource.ts';
import { userData } from '../hosts/user-data.ts';
import { fill } from '../lib/template.ts';
import { tasksOf } from '../plan/waves.ts';
import { inParallel, step } from '../run/progress.ts';
import { type ApplyContext, contained } from './context.ts';
import { lookupIn } from './fleet.ts';
import { point } from './rotation/write-records.ts';

/** Most of a task is waiting, such as for a new droplet; the adapter keeps to DigitalOcean's pace. */
const AT_ONCE = 20;

interface WaveOptions {
  readonly pick?: (task: CloudChange) => boolean;
  /** Asked at the last moment, when a task's turn has come. */
  readonly unless?: (task: CloudChange) => boolean;
  readonly concurrency?: number;
}

/** Does the tasks of one wave, side by side; a failing one leaves the others treated. */
export async function applyWave(
  context: ApplyContext,
  wave: Wave,
  { pick = () => true, unless = () => false, concurrency = AT_ONCE }: WaveOptions = {},
): Promise<void> {
  const tasks = tasksOf(context.plan, wave).filter(pick);
  const attempt = async (task: CloudChange) => {
    if (!unless(task)) await contained(context, ownerOf(task), () => applyTask(context, task));
  };
  await inParallel(tasks, attempt, concurrency);
}

export async function applyTask(context: ApplyContext, task: CloudChange): Promise<void> {
  const doing = `${task.action.slice(0, -1)}ing`;
  await step(
    context.progress,
    addressOf(task.subject),
    doing,
    () => perform(context, task),
    () => `${task.action}d`,
  );
  context.journal.cloud.push(addressOf(task.subject));
}

async function perform(context: ApplyContext, task: CloudChange): Promise<void> {
  const { desired, observed } = task;
  const { cloud } = context;
  if (task.wave === 'rotation') return turn(context, task);
  if (desired === undefined) return observed && cloud.delete(observed);
  const wanted = filled(context, desired);
  if (observed !== undefined) return cloud.update(observed, wanted);
  const made = await cloud.create(wanted, birth(context, wanted));
  if (made?.type === 'ssh-key') context.sshKeyIds.add(made.id);
  if (made?.type === 'droplet') {
    context.made.push(made);
    await awaitDroplet(context, made);
  }
}

/** An address that goes, or gives way to another, is remembered by resolvers for a while. */
async function turn(context: ApplyContext, { desired, observed }: CloudChange): Promise<void> {
  const wanted = desired && filled(context, desired);
  const next = wanted?.type === 'record' ? wanted : undefined;
  await point(context, next, observed?.type === 'record' ? observed : undefined);
  if (observed) context.rotation.leftAt = context.clock.now();
}

async function awaitDroplet(context: ApplyContext, made: Observed<'droplet'>): Promise<void> {
  const member = context.fleet.get(made.spec.name);
  if (member) member.droplet = await context.cloud.awaitDroplet(made, context.arrivalMs);
}

/** Records wait for addresses: their holes are filled only now. */
function filled(context: ApplyContext, desired: Resource): Resource {
  if (desired?.type !== 'record') return desired;
  const { spec, ...rest } = desired;
  return { ...rest, spec: { ...spec, value: fill(spec.value, lookupIn(context.fleet, context.secrets)) } };
}

function birth({ secrets, sshKeyIds }: ApplyContext, desired: Resource): DropletExtra | undefined {
  if (desired?.type !== 'droplet') return undefined;
  const { name } = desired.spec;
  return {
    userData: userData(name, secrets),
    sshKeyIds: [...sshKeyIds],
  };
}

/** A droplet's failure is its host's. */
const ownerOf = ({ subject }: CloudChange): string =>
  subject.type === 'droplet' ? subject.name : addressOf(subject);
