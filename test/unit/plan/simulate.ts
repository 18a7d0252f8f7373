import { type CloudChange, WAVES } from '../../../actions/src/cloud/change.ts';
import type {
  Desired,
  Observed,
  ObservedCloud,
  ObservedDroplet,
} from '../../../actions/src/cloud/resource.ts';
import { LIST_OF } from '../../../actions/src/cloud/specs.ts';
import { fill } from '../../../actions/src/lib/template.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import { tasksInWave } from '../../../actions/src/plan/waves.ts';
import { withoutResource, withResource } from '../apply/simulated-account.ts';

/** The account after the plan was applied, wave by wave. Makes no decisions of its own. */
export const simulate = (plan: Plan, cloud: ObservedCloud): ObservedCloud =>
  WAVES.flatMap((wave) => tasksInWave(plan, wave)).reduce(perform, cloud);

function perform(cloud: ObservedCloud, { desired, observed }: CloudChange): ObservedCloud {
  const remaining = observed === undefined ? cloud : withoutResource(cloud, observed);
  return desired === undefined ? remaining : withResource(remaining, made(remaining, desired, observed));
}

function made(cloud: ObservedCloud, desired: Desired, observed: Observed | undefined): Observed {
  const id = observed?.id ?? String(nextId(cloud));
  if (desired.type === 'droplet') return born(desired, id);
  if (desired.type === 'zone') return { ...desired, id: desired.spec.name };
  return desired.type === 'record' ? { ...filled(desired, cloud), id } : { ...desired, id };
}

const nextId = (cloud: ObservedCloud): number =>
  Math.max(1000, ...Object.values(LIST_OF).flatMap((list) => cloud[list].map(({ id }) => Number(id) || 0))) +
  1;

/** An update keeps the id and therefore the addresses. */
const born = (desired: Desired<'droplet'>, id: string): ObservedDroplet => ({
  ...desired,
  id,
  status: 'active',
  ipv4: `192.0.2.${Number(id) % 250}`,
  ipv6: `2001:db8::${id}`,
});

function filled(desired: Desired<'record'>, { droplets }: ObservedCloud): Desired<'record'> {
  const value = fill(desired.spec.value, (_, name) => {
    const [host, family] = name.split('/');
    const droplet = droplets.findLast(({ spec }) => spec.name === host);
    const address = family === 'ipv4' ? droplet?.ipv4 : droplet?.ipv6;
    if (address === undefined) throw new Error(`${name} is not known`);
    return address;
  });
  return { ...desired, spec: { ...desired.spec, value } };
}
