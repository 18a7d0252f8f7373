import { allHosts, type Declaration, type HostDeclaration } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { distanceWarnings, savingNotes } from '../round-trips.ts';
import { type Check, type CheckResult, type Finding, type FleetStatus, NOTHING } from './check.ts';
import { LINKS } from './links.ts';
import { MACHINE } from './machine.ts';
import { MAIL } from './mail.ts';
import { PAGE } from './page.ts';
import { nameFindings, PRESENCE } from './presence.ts';
import { CERTIFICATE, SITE, STORED } from './site.ts';

/** The health of the cluster: a table of hosts, and the problems that a person must solve. */
export interface Health {
  readonly rows: readonly HostRow[];
  /** In the order in which to solve them: the primary's first. */
  readonly findings: readonly Finding[];
  /** What a person should know, without having to act. */
  readonly notes: readonly string[];
}

export interface HostRow {
  readonly host: HostDeclaration;
  /** One for each title in `TITLES`. */
  readonly results: readonly CheckResult[];
}

const CHECKS: readonly Check[] = [
  PRESENCE,
  ...STORED,
  ...SITE,
  CERTIFICATE,
  PAGE,
  ...LINKS,
  MAIL,
  ...MACHINE,
];

/** Titles of the checks for problems that visitors notice. */
const READERS = new Set([...STORED, ...SITE, PAGE, ...LINKS].map(({ title }) => title));

export const TITLES: readonly string[] = CHECKS.map(({ title }) => title);

/** Pure: the same declaration and the same observation give the same health. */
export function healthOf(declaration: Declaration, fleet: FleetStatus): Health {
  const rows = allHosts(declaration).map((host) => ({ host, results: runChecks(host, declaration, fleet) }));
  const facts = factsIn(fleet);
  return {
    rows,
    findings: [...nameFindings(declaration, fleet), ...(fleet.firewalls ?? []), ...rows.flatMap(findingsIn)],
    notes: [...savingNotes(declaration, facts), ...distanceWarnings(declaration, facts)],
  };
}

const factsIn = ({ hosts }: FleetStatus): Readonly<Record<string, Facts>> =>
  Object.fromEntries(
    Object.entries(hosts).flatMap(([name, seen]) => (seen.kind === 'observed' ? [[name, seen.facts]] : [])),
  );

function runChecks(host: HostDeclaration, declaration: Declaration, fleet: FleetStatus): CheckResult[] {
  const seen = fleet.hosts[host.name] ?? { kind: 'absent' };
  return CHECKS.map(({ run }) => run({ host, seen, declaration, fleet }));
}

const findingsIn = ({ host, results }: HostRow): Finding[] =>
  results.flatMap(({ finding }) => (finding ? [{ host: host.name, ...finding }] : []));

/** The problems that visitors notice. A plan without changes must still report them. */
export const siteFindings = ({ rows, findings }: Health, { domain }: Declaration): readonly Finding[] => [
  ...findings.filter(({ host }) => host === domain),
  ...rows.flatMap(({ host, results }) =>
    findingsIn({ host, results: results.filter((_, place) => READERS.has(TITLES[place] ?? '')) }),
  ),
];

/** Whether a host has any problem, even one with its cause elsewhere. */
export const isUnwell = ({ results }: HostRow): boolean => results.some(({ bad }) => bad);

/** Indexes of the checks that have a result for at least one host. The table omits the other columns. */
export const columnsWithContent = (rows: readonly HostRow[]): readonly number[] =>
  TITLES.map((_, place) => place).filter((place) =>
    rows.some(({ results }) => (results[place] ?? NOTHING).text !== NOTHING.text),
  );
