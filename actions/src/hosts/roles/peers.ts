import { fact, type Template } from '../../lib/template.ts';
import type { Facts } from '../model/facts.ts';
import type { RoleContext, RoleName } from '../model/role.ts';

/** What a host makes that identifies it to the others, and how they keep it. */
export interface Identity {
  /** In the facts, e.g. `wireguard`. */
  readonly name: string;
  /** Its command `key` makes it. */
  readonly role: RoleName;
  /** The file of that role in which each host lists the others. */
  readonly config: string;
  /** Matches one host there, with the groups `name` and `id`. */
  readonly entry: RegExp;
}

type Entry = Readonly<Record<string, string>>;

/** What a host reports; undefined before it made one, or if its private key is gone. */
export const reportedBy = (facts: Facts | undefined, { role, name }: Identity): string | undefined =>
  facts?.commands[`${role}/key`] === false ? undefined : facts?.identities?.[name];

/**
 * The identity of a host: the one it reports. While the host is away, the one its peers have, because they must not
 * forget it. For a host that has none yet, a hole.
 */
export function identityOf(host: string, identity: Identity, { facts, away }: RoleContext): Template {
  const remembered = away.has(host) ? lastEntry(host, identity, facts)?.id : undefined;
  return reportedBy(facts[host], identity) ?? remembered ?? fact(host, identity.name);
}

/** A host in the configurations that were last applied to the others; undefined if none ever had it. */
export const lastEntry = (
  host: string,
  { role, config, entry }: Identity,
  facts: RoleContext['facts'],
): Entry | undefined =>
  Object.values(facts)
    .flatMap((peer) => [...(peer?.manifest?.roles[role]?.files[config]?.text ?? '').matchAll(entry)])
    .flatMap(({ groups }) => (groups ? [groups] : []))
    .find(({ name }) => name === host);
