import { formerNames } from '../../cloud/record/ownership.ts';
import type { ObservedCloud } from '../../cloud/resource.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import { answeredNames, isInZone, ownNames } from '../../declaration/site-names.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { sitesOn } from '../../hosts/roles/wordpress/site.ts';

/** How the names that the web hosts answer to change. */
export interface Passage {
  /** Names other than the domain under which a host serves the site now. */
  readonly from: readonly string[];
  /** Whether every host serves the site under the domain too, and the domain points to it. */
  readonly arrived: boolean;
  /** Our names that are no longer declared. */
  readonly leaving: readonly string[];
  /** Names that a web host must answer to and has no certificate for. */
  readonly uncertified: readonly string[];
}

interface Found {
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  readonly cloud: Pick<ObservedCloud, 'records' | 'droplets'>;
}

/** Undefined if the names do not change, according to the hosts that answered. */
export function passageOf(declaration: Declaration, { facts, cloud }: Found): Passage | undefined {
  const web = declaration.web.flatMap(({ name }) => {
    const sites = sitesOn(facts[name]);
    return sites ? [{ name, sites, certificate: facts[name]?.certificate }] : [];
  });
  const leads = (name: string) => cloud.records.some(({ spec }) => spec.type === 'A' && spec.name === name);
  const others = without(
    web.flatMap(({ sites }) => sites),
    [declaration.domain],
  );
  const from = [...others.filter(leads), ...others.filter((name) => !leads(name))];
  const arrived = web.every(
    ({ name, sites }) => sites.includes(declaration.domain) && isPointedTo(declaration.domain, name, cloud),
  );
  const leaving = without([...from, ...formerNames(declaration, cloud.records)], ownNames(declaration));
  const names = answeredNames(stageOf(declaration, { from, arrived, leaving }));
  const uncertified = without(
    web.flatMap(({ certificate }) => names.filter((name) => isMissing(name, certificate))),
    [],
  );
  return from.length + leaving.length + uncertified.length > 0
    ? { from, arrived, leaving, uncertified }
    : undefined;
}

const without = (names: readonly string[], others: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => !others.includes(name));

const isPointedTo = (name: string, host: string, { records, droplets }: Found['cloud']): boolean => {
  const addresses = droplets.filter(({ spec }) => spec.name === host).map(({ ipv4 }) => ipv4);
  return records.some(
    ({ spec }) => spec.type === 'A' && spec.name === name && addresses.includes(spec.value),
  );
};

/** A placeholder misses no name: it serves until the first certificate is issued. */
const isMissing = (name: string, certificate: Facts['certificate'] | undefined): boolean =>
  certificate?.names !== undefined &&
  !certificate.placeholder &&
  ![name, name.replace(/^[^.]+/, '*')].some((one) => certificate.names?.includes(one));

/**
 * The declaration to apply next, one stage on the way to the final one. First every host serves the site under the old and
 * the new name, so no visitor reaches a host that does not serve the name. Then the old name redirects. A name that
 * does not stay loses its records while the hosts still answer to it; the hosts drop it last.
 */
export function stageOf(
  declaration: Declaration,
  passage: Omit<Passage, 'uncertified'> | undefined,
): Declaration {
  if (!passage) return declaration;
  const { arrived } = passage;
  const from = passage.from.filter((name) => isInZone(name, declaration));
  const leaving = passage.leaving.filter((name) => isInZone(name, declaration));
  if (from.length > 0 && !arrived)
    return { ...declaration, meanwhile: { serves: from, leaving: without(leaving, from) } };
  return leaving.length > 0 ? { ...declaration, meanwhile: { serves: [], leaving } } : declaration;
}

/** Refusals for a move from another zone: apply cannot write records there, so visitors of the old name would be lost. */
export function zoneRefusals({ zone }: Declaration, passage: Passage | undefined): string[] {
  const outside = (passage?.from ?? []).filter((name) => !isInZone(name, { zone }));
  if (outside.length === 0) return [];
  return [
    `${outside.join(', ')}, where the site is now, is not in the zone ${zone}, and apply moves a site within one zone only. ` +
      'Put `domain` and `zone` back. To use a domain of another zone, build a second cluster under another `name`.',
  ];
}
