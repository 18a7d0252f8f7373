import { isOf } from '../../../actions/src/cloud/is-of.ts';
import type {
  Desired,
  Observed,
  ObservedCloud,
  ObservedDroplet,
} from '../../../actions/src/cloud/resource.ts';
import { fill } from '../../../actions/src/hosts/template.ts';
import { type CloudChange, type Plan, WAVES } from '../../../actions/src/plan/plan.ts';
import { tasksOf } from '../../../actions/src/plan/tasks.ts';

/** What the account would hold after the plan was applied, wave by wave, with nothing decided here. */
export const simulate = (plan: Plan, cloud: ObservedCloud): ObservedCloud =>
  WAVES.flatMap((wave) => tasksOf(plan, wave)).reduce(perform, cloud);

function perform(cloud: ObservedCloud, { desired, observed }: CloudChange): ObservedCloud {
  const remaining = observed === undefined ? cloud : without(cloud, observed);
  return desired === undefined ? remaining : withResource(remaining, desired, observed);
}

const without = (cloud: ObservedCloud, { type, id }: Observed): ObservedCloud => {
  const others = <T extends Observed>(list: readonly T[]) =>
    list.filter((resource) => resource.type !== type || resource.id !== id);
  return {
    ...cloud,
    keys: others(cloud.keys),
    droplets: others(cloud.droplets),
    firewalls: others(cloud.firewalls),
    records: others(cloud.records),
  };
};

function withResource(cloud: ObservedCloud, desired: Desired, observed: Observed | undefined): ObservedCloud {
  const id = observed?.id ?? String(nextId(cloud));
  if (isOf('ssh-key', desired)) return { ...cloud, keys: [...cloud.keys, { ...desired, id }] };
  if (isOf('zone', desired)) return { ...cloud, zone: { ...desired, id } };
  if (isOf('firewall', desired)) return { ...cloud, firewalls: [...cloud.firewalls, { ...desired, id }] };
  if (isOf('droplet', desired)) return { ...cloud, droplets: [...cloud.droplets, born(desired, id)] };
  if (isOf('record', desired))
    return { ...cloud, records: [...cloud.records, { ...filled(desired, cloud), id }] };
  throw new Error(`nothing known of ${desired.type}`);
}

const nextId = ({ keys, droplets, firewalls, records }: ObservedCloud): number =>
  Math.max(1000, ...[...keys, ...droplets, ...firewalls, ...records].map(({ id }) => Number(id) || 0)) + 1;

/** An update keeps the id, and so the addresses. */
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
