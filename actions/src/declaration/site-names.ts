import type { Declaration } from './declaration.ts';

type Names = Pick<Declaration, 'domain' | 'redirectFrom' | 'meanwhile'>;

/** A name, and its `www.` unless it begins with one. */
const withWww = (name: string): readonly string[] =>
  name.startsWith('www.') ? [name] : [name, `www.${name}`];

/** Whether the name is in the zone. */
export const isInZone = (name: string, { zone }: Pick<Declaration, 'zone'>): boolean =>
  name === zone || name.endsWith(`.${zone}`);

/** The names that serve the site itself. */
export const siteNames = ({ domain, meanwhile }: Names): readonly string[] => [
  domain,
  ...(meanwhile?.serves ?? []),
];

/** The names with their own records: an ownership mark, CAA, and addresses. */
export const ownNames = (names: Names): readonly string[] => [
  ...new Set([...siteNames(names), ...(names.redirectFrom ?? [])]),
];

/** The names that point to the web hosts. */
export const rotationNames = (names: Names): readonly string[] => [
  ...new Set(ownNames(names).flatMap(withWww)),
];

/** The names that the web hosts answer to: those that point to them now, or did until recently. */
export const answeredNames = (names: Names): readonly string[] => [
  ...new Set([...rotationNames(names), ...(names.meanwhile?.leaving ?? []).flatMap(withWww)]),
];

/** The names that redirect to the domain, without their `www.`. */
export const redirectingNames = (names: Names): readonly string[] =>
  [...(names.redirectFrom ?? []), ...(names.meanwhile?.leaving ?? [])].filter(
    (name) => !siteNames(names).includes(name),
  );

export interface Redirect {
  readonly from: readonly string[];
  readonly to: string;
}

/** The target of each name that redirects. While the site moves, it is the name that every host already serves. */
export function redirects(names: Names): readonly Redirect[] {
  const sites = siteNames(names);
  const main = names.meanwhile?.serves[0] ?? names.domain;
  const own = sites.map((to) => ({ from: withWww(to).filter((name) => !sites.includes(name)), to }));
  const taken = [...sites, ...own.flatMap(({ from }) => from)];
  const others = answeredNames(names).filter((name) => !taken.includes(name));
  return [...own, { from: others, to: main }].filter(({ from }) => from.length > 0);
}

/**
 * The names of the certificate: every name that the web hosts answer to, and the declared names, each once. It omits a name that
 * a wildcard covers, because authorities refuse an order with both.
 */
export function certificateNames(declaration: Declaration): readonly string[] {
  const all = [...new Set([...answeredNames(declaration), ...declaration.certificate.names])];
  return all.filter((name) => name.startsWith('*.') || !all.includes(wildcardOver(name)));
}

const wildcardOver = (name: string): string => name.replace(/^[^.]+/, '*');

/** Ignores the order. */
export const sameNames = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join() === [...others].sort().join();

const DIRECTORIES: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
};

/** URL of the ACME directory that a declared authority means. */
export const directoryOf = ({ certificate }: Declaration): string =>
  DIRECTORIES[certificate.authority] ?? certificate.authority;

/** Whether browsers should trust its certificates. */
export const isForTrials = ({ certificate }: Declaration): boolean =>
  certificate.authority === 'letsencrypt-staging';
