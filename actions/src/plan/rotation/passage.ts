import { formerNames } from '../../cloud/record/ownership.ts';
import type { ObservedCloud } from '../../cloud/resource.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import { answeredNames, isInZone, ownNames } from '../../declaration/site-names.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { sitesOn } from '../../hosts/roles/wordpress/site.ts';

/** How the names that the web hosts answer to change. */
export interface Passage {
  /** Names besides the domain under which a host gives the site now. */
  readonly from: readonly string[];
  /** Whether every host gives it under the domain too, and the domain leads there. */
  readonly arrived: boolean;
  /** Names of ours that are declared no longer. */
  readonly leaving: readonly string[];
  /** Names that a web host is to answer to and has no certificate for. */
  readonly uncertified: readonly string[];
}

interface Found {
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  readonly cloud: Pick<ObservedCloud, 'records' | 'droplets'>;
}

/** Undefined where the names stay, as far as the hosts can tell. */
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

/** Until one is issued the placeholder serves, whatever the names. */
const isMissing = (name: string, certificate: Facts['certificate'] | undefined): boolean =>
  certificate?.names !== undefined &&
  !certificate.placeholder &&
  ![name, name.replace(/^[^.]+/, '*')].some((one) => certificate.names?.includes(one));

/**
 * What to apply next on the way to the declaration. First every host gives the site under the old name and the new one:
 * no reader is ever led to a name that some host does not serve. Then the old one redirects. One that is not to stay
 * loses its records while the hosts still answer to it, and is forgotten last.
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

/** A name in another zone can be given no records, so its readers would be lost on the way. */
export function zoneRefusals({ zone }: Declaration, passage: Passage | undefined): string[] {
  const outside = (passage?.from ?? []).filter((name) => !isInZone(name, { zone }));
  if (outside.length === 0) return [];
  return [
    `${outside.join(', ')}, where the site is now, is not in the zone ${zone}, and apply moves a site within one zone only. ` +
      'Put `domain` and `zone` back. To use a domain of another zone, build a second cluster under another `name`.',
  ];
}
