import pMap from 'p-map';
import type { DropletExtra } from '../../cloud/cloud.ts';
import type { Desired, Observed } from '../../cloud/resource.ts';
import { userData } from '../../hosts/user-data.ts';
import { fill } from '../../hosts/template.ts';
import type { CloudChange, Wave } from '../../plan/plan.ts';
import { told } from '../progress.ts';
import { type ApplyContext, contained } from './context.ts';
import { lookupIn } from './fleet.ts';

/** DigitalOcean allows 250 requests a minute in bursts; a handful at a time keeps well below it. */
const AT_ONCE = 6;

/** Makes the changes of one wave, side by side; a failing one leaves the others treated. */
export async function applyWave(context: ApplyContext, wave: Wave, pick = (_: CloudChange) => true) {
  const changes = context.plan.cloud.filter((change) => change.wave === wave && pick(change));
  await pMap(changes, (change) => contained(context, subjectOf(change), () => applyChange(context, change)), {
    concurrency: AT_ONCE,
  });
}

async function applyChange(context: ApplyContext, change: CloudChange): Promise<void> {
  const doing = { create: 'creating', update: 'updating', replace: 'replacing', delete: 'deleting' }[change.action];
  await told(context.progress, change.address, doing, () => perform(context, change), () => `${change.action}d`);
  context.journal.cloud.push(change.address);
}

async function perform(context: ApplyContext, { desired, observed }: CloudChange): Promise<void> {
  const { cloud } = context;
  if (desired === undefined) return observed && cloud.delete(observed);
  const wanted = filled(context, desired);
  if (observed !== undefined) return cloud.update(observed, wanted);
  const made = await cloud.create(wanted, birth(context, wanted));
  if (made.type === 'ssh-key') context.sshKeyIds.add(made.id);
  if (made.type === 'droplet') await awaitDroplet(context, made as Observed<'droplet'>);
}

async function awaitDroplet(context: ApplyContext, made: Observed<'droplet'>): Promise<void> {
  const member = context.fleet.get(made.spec.name);
  if (member) member.droplet = await context.cloud.awaitDroplet(made, context.arrivalMs);
}

/** Records wait for addresses: their holes are filled only now. */
function filled(context: ApplyContext, desired: Desired): Desired {
  if (desired.type !== 'record') return desired;
  const { spec, ...rest } = desired as Desired<'record'>;
  return { ...rest, spec: { ...spec, value: fill(spec.value, lookupIn(context.fleet, context.secrets)) } };
}

function birth({ secrets, sshKeyIds }: ApplyContext, desired: Desired): DropletExtra | undefined {
  if (desired.type !== 'droplet') return undefined;
  const { name } = (desired as Desired<'droplet'>).spec;
  return {
    userData: userData(name, secrets),
    sshKeyIds: [...sshKeyIds],
    hostKey: secrets.hostKey(name).sha256,
  };
}

/** A droplet's failure is its host's. */
const subjectOf = ({ address }: CloudChange): string => address.replace(/^droplet\//, '');
