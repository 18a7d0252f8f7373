import { isOf } from '../../../actions/src/cloud/is-of.ts';
import type {
  Desired,
  Observed,
  ObservedCloud,
  ObservedDroplet,
} from '../../../actions/src/cloud/resource.ts';

/** What another run has made meanwhile is found, as the port promises; of droplets, only what was made before it looked. */
export const named = (cloud: ObservedCloud, { type, address }: Desired): Observed | undefined =>
  [
    ...cloud.keys,
    ...(cloud.zone ? [cloud.zone] : []),
    ...cloud.firewalls,
    ...cloud.records,
    ...cloud.uptimeChecks,
  ].find((resource) => resource.type === type && resource.address === address);

export const find = (cloud: ObservedCloud, { type, id }: Observed): Observed | undefined =>
  [...cloud.keys, ...cloud.droplets, ...cloud.firewalls, ...cloud.records, ...cloud.uptimeChecks].find(
    (resource) => resource.type === type && resource.id === id,
  );

export function withResource(cloud: ObservedCloud, made: Observed): ObservedCloud {
  if (isOf('ssh-key', made)) return { ...cloud, keys: [...cloud.keys, made] };
  if (isOf('zone', made)) return { ...cloud, zone: made };
  if (isOf('firewall', made)) return { ...cloud, firewalls: [...cloud.firewalls, made] };
  if (isOf('record', made)) return { ...cloud, records: [...cloud.records, made] };
  if (isOf('uptime-check', made)) return { ...cloud, uptimeChecks: [...cloud.uptimeChecks, made] };
  return { ...cloud, droplets: [...cloud.droplets, made as ObservedDroplet] };
}

export function withoutResource(cloud: ObservedCloud, { type, id }: Observed): ObservedCloud {
  const without = <T extends Observed>(list: readonly T[]) =>
    list.filter((resource) => resource.type !== type || resource.id !== id);
  return {
    ...cloud,
    keys: without(cloud.keys),
    droplets: without(cloud.droplets),
    firewalls: without(cloud.firewalls),
    records: without(cloud.records),
    uptimeChecks: without(cloud.uptimeChecks),
  };
}
