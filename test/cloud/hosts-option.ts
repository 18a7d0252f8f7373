import type { VmNames } from './machines/machines.ts';

/** The value of `--hosts`: `container`, `vm`, or `vm:sql,host-01`. @throws for any other value. */
export function parseHosts(value: string): VmNames {
  if (value === 'container') return [];
  if (value === 'vm') return 'all';
  const names = /^vm:(.+)$/.exec(value)?.[1];
  if (names) return names.split(',');
  throw new Error(`--hosts ${value}: use container, vm, or vm:NAME,NAME for some of the hosts`);
}
