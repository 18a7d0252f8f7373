import type { Declaration } from './declaration.ts';
import { answeredNames } from './site-names.ts';

/**
 * What the certificate is for: every name that the web hosts answer to, and the declared names, each once. A name that a wildcard covers
 * is left out, since authorities refuse an order with both.
 */
export function certificateNames(declaration: Declaration): readonly string[] {
  const all = [...new Set([...answeredNames(declaration), ...declaration.certificate.names])];
  return all.filter((name) => name.startsWith('*.') || !all.includes(wildcardOver(name)));
}

const wildcardOver = (name: string): string => name.replace(/^[^.]+/, '*');

/** Whatever their order. */
export const sameNames = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join() === [...others].sort().join();

const DIRECTORIES: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
};

/** URL of the ACME directory that a declared authority means. */
export const directoryOf = ({ certificate }: Declaration): string =>
  DIRECTORIES[certificate.authority] ?? certificate.authority;

/** Whether browsers are meant to trust what it issues. */
export const isForTrials = ({ certificate }: Declaration): boolean =>
  certificate.authority === 'letsencrypt-staging';
