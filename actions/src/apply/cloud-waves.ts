import type { CloudChange, Wave } from '../cloud/change.ts';
import { addressOf, type Resource } from '../cloud/resource.ts';
import { userData } from '../hosts/user-data.ts';
import { fill } from '../lib/template.ts';
import { olderDuplicate } from '../plan/policy/cloud-tasks.ts';
import { tasksInWave } from '../plan/waves.ts';
import { inParallel, step } from '../run/progress.ts';
import { type ApplyContext, failOnlyHost } from './context.ts';
import { applyRotationTask } from './rotation.ts';
import { holeValues } from './state.ts';

/** Most of a task is waiting, such as for a new droplet. The adapter keeps to DigitalOcean's rate limit. */
const AT_ONCE = 20;

interface WaveOptions {
  readonly pick?: (task: CloudChange) => boolean;
  /** Asked just before a task runs. */
  readonly unless?: (task: CloudChange) => boolean;
  readonly concurrency?: number;
  /** Done before each task. If it fails, the task is not done. */
  readonly before?: (task: CloudChange) => Promise<void>;
}

/** Runs the tasks of one wave in parallel. A failure stops none of the others. */
export async function applyWave(
  context: ApplyContext,
  wave: Wave,
  {
    pick = () => true,
    unless = () => false,
    concurrency = AT_ONCE,
    before = async () => {},
  }: WaveOptions = {},
): Promise<void> {
  const tasks = tasksInWave(context.plan, wave).filter(pick);
  const attempt = async (task: CloudChange) => {
    const work = async () => {
      await before(task);
      await applyTask(context, task);
    };
    if (!unless(task)) await failOnlyHost(context, ownerOf(task), work);
  };
  await inParallel(tasks, attempt, concurrency);
}

/** A droplet's failure is its host's. */
const ownerOf = ({ subject }: CloudChange): string =>
  subject.type === 'droplet' ? subject.name : addressOf(subject);

export async function applyTask(context: ApplyContext, task: CloudChange): Promise<void> {
  const address = addressOf(task.subject);
  const doing = `${task.action.slice(0, -1)}ing`;
  const work = () => perform(context, task);
  await step(context.progress, address, doing, work, () => `${task.action}d`);
  context.journal.cloud.push(address);
}

async function perform(context: ApplyContext, { wave, ...task }: CloudChange): Promise<void> {
  const { cloud, observed } = { ...context, ...task };
  const desired = task.desired && filled(context, task.desired);
  if (wave === 'rotation') return applyRotationTask(context, desired, observed);
  if (desired === undefined) return observed && cloud.delete(observed);
  if (observed !== undefined) return cloud.update(observed, desired);
  if (desired.type === 'droplet') return createDroplet(context, desired);
  const created = await cloud.create(desired);
  if (created.type === 'ssh-key') context.sshKeyIds.add(created.id);
}

async function createDroplet(context: ApplyContext, desired: Resource<'droplet'>): Promise<void> {
  const { cloud, secrets, sshKeyIds, arrivalMs, fleet } = context;
  const { name } = desired.spec;
  const created = await cloud.create(desired, {
    userData: userData(name, secrets),
    sshKeyIds: [...sshKeyIds],
  });
  if (created.type !== 'droplet') return;
  context.created.push(created);
  const member = fleet.get(name);
  if (member) member.droplet = await cloud.awaitDroplet(created, arrivalMs);
}

/** Fills the holes in a record's value, which are addresses that were unknown until now. */
function filled({ fleet, secrets }: ApplyContext, desired: Resource): Resource {
  if (desired.type !== 'record') return desired;
  const { spec, ...rest } = desired;
  return { ...rest, spec: { ...spec, value: fill(spec.value, holeValues(fleet, secrets)) } };
}

/**
 * Deletes this run's droplets of which another run created an older one at the same time. Two first runs can do that:
 * there is no primary yet to hold a lease on.
 */
export async function deleteDuplicates(context: ApplyContext): Promise<void> {
  const { created, cloud, fleet, progress, arrivalMs } = context;
  if (created.length === 0) return;
  const { droplets } = await cloud.observe(context.declaration);
  for (const droplet of created) {
    const older = olderDuplicate(droplet, droplets);
    if (!older) continue;
    const address = `droplet/${droplet.spec.name}`;
    await step(progress, address, 'deleting: another run created one at the same time', async () => {
      await cloud.delete(droplet);
      const member = fleet.get(droplet.spec.name);
      if (member) member.droplet = await cloud.awaitDroplet(older, arrivalMs);
    });
  }
}
