import { fact, type Template } from '../../../lib/template.ts';
import type { Facts } from '../../model/facts.ts';
import type { RoleContext } from '../../model/role.ts';

/** Syncthing rewrites its own configuration when it starts, so the unit gives it a copy of this one. */
export const SYNC_CONFIG = '/etc/flotilla/syncthing.xml';

type Observed = RoleContext['facts'];

/** The device ID that follows from a host's certificate; undefined before the host has one, or if its private key is gone. */
export const reportedDevice = (facts: Facts | undefined): string | undefined =>
  facts?.commands['sync/key'] === false ? undefined : facts?.identities?.syncthing;

/**
 * The device ID of a host: the one it reports. While the host is away, the one its peers have, because they must not
 * forget it. For a host that has no key yet, a hole.
 */
export function deviceOf(name: string, { facts, away }: RoleContext): Template {
  const remembered = away.has(name) ? lastDevice(name, facts) : undefined;
  return reportedDevice(facts[name]) ?? remembered ?? fact(name, 'syncthing');
}

/** The device ID of a host in the configurations that were last applied to the others; undefined if none ever had it. */
const lastDevice = (name: string, facts: Observed): string | undefined =>
  Object.values(facts)
    .map((host) => devicesIn(host).get(name))
    .find((id) => id !== undefined);

const DEVICE = /<device id="([A-Z2-7-]+)" name="([^"]+)"/g;

const devicesIn = (facts: Facts | undefined): ReadonlyMap<string, string> => {
  const config = facts?.manifest?.roles.sync?.files[SYNC_CONFIG]?.text ?? '';
  return new Map([...config.matchAll(DEVICE)].map(([, id = '', name = '']) => [name, id]));
};
