import { type Declaration, isClustered } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import type { RoleName } from '../hosts/model/role.ts';
import { some } from '../lib/words.ts';

type Known = Readonly<Record<string, Facts | undefined>>;

/** A role that only hosts of this topology have. */
const MARKS = { single: 'vpn', cluster: 'mesh' } as const satisfies Record<string, RoleName>;

/**
 * A refusal if hosts were set up with the other topology. Their manifests show it, so it also holds for a cluster whose first
 * apply was interrupted.
 */
export function topologyRefusals(declaration: Declaration, facts: Known): string[] {
  const { cluster, database } = declaration;
  const other = isClustered(declaration) ? 'single' : 'cluster';
  const hosts = Object.keys(facts).filter((name) => hasRole(facts[name], MARKS[other]));
  if (hosts.length === 0) return [];
  return [
    `cluster/cluster.yml declares \`database.topology: ${database.topology}\`, but ${some(hosts)} ` +
      `${hosts.length === 1 ? 'was' : 'were'} set up with \`${other}\`. The topology of an existing cluster cannot be changed ` +
      `yet. Set \`database.topology: ${other}\` again. To move the site to \`${database.topology}\`, build a new cluster under ` +
      `another name than ${cluster}, and bring it a dump of the database and a copy of the uploads.`,
  ];
}

const hasRole = (facts: Facts | undefined, role: RoleName): boolean =>
  facts?.manifest?.roles[role] !== undefined;
