import { allHosts, type Declaration, type HostDeclaration } from '../../declaration/declaration.ts';
import { LINKS } from './links.ts';
import { MACHINE } from './machine.ts';
import { MAIL } from './mail.ts';
import { PAGE } from './page.ts';
import { nameFindings, PRESENCE } from './presence.ts';
import { type Aspect, type Finding, type Look, NOTHING, type Sighting } from './sighting.ts';
import { CERTIFICATE, SITE, STORED } from './site.ts';

/** How the fleet is: a table of hosts, and what of it needs a person. */
export interface Health {
  readonly rows: readonly HostRow[];
  /** In the order in which they are to be taken: the primary's first. Empty: nobody need get up. */
  readonly findings: readonly Finding[];
}

export interface HostRow {
  readonly host: HostDeclaration;
  /** One for each of `TITLES`. */
  readonly looks: readonly Look[];
}

const ASPECTS: readonly Aspect[] = [
  PRESENCE,
  ...STORED,
  ...SITE,
  CERTIFICATE,
  PAGE,
  ...LINKS,
  MAIL,
  ...MACHINE,
];

/** Titles of those that readers notice. */
const READERS = new Set([...STORED, ...SITE, PAGE, ...LINKS].map(({ title }) => title));

export const TITLES: readonly string[] = ASPECTS.map(({ title }) => title);

/** Pure: the same declaration and sighting are the same health. */
export function healthOf(declaration: Declaration, sighting: Sighting): Health {
  const rows = allHosts(declaration).map((host) => ({ host, looks: looksAt(host, declaration, sighting) }));
  return {
    rows,
    findings: [
      ...nameFindings(declaration, sighting),
      ...(sighting.firewalls ?? []),
      ...rows.flatMap(findingsIn),
    ],
  };
}

function looksAt(host: HostDeclaration, declaration: Declaration, sighting: Sighting): Look[] {
  const seen = sighting.hosts[host.name] ?? { kind: 'absent' };
  return ASPECTS.map(({ look }) => look({ host, seen, declaration, sighting }));
}

const findingsIn = ({ host, looks }: HostRow): Finding[] =>
  looks.flatMap(({ finding }) => (finding ? [{ host: host.name, ...finding }] : []));

/** What readers notice: no plan that changes nothing is well with it. */
export const siteFindings = ({ rows, findings }: Health, { domain }: Declaration): readonly Finding[] => [
  ...findings.filter(({ host }) => host === domain),
  ...rows.flatMap(({ host, looks }) =>
    findingsIn({ host, looks: looks.filter((_, place) => READERS.has(TITLES[place] ?? '')) }),
  ),
];

/** Whether anything is wrong with a host, its own fault or not. */
export const isUnwell = ({ looks }: HostRow): boolean => looks.some((look) => look.bad);

/** Places in `looks` that say something of any host: what concerns nobody is no column. */
export const spoken = (rows: readonly HostRow[]): readonly number[] =>
  TITLES.map((_, place) => place).filter((place) =>
    rows.some(({ looks }) => (looks[place] ?? NOTHING).text !== NOTHING.text),
  );
