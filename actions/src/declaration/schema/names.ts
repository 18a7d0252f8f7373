import { domainToASCII } from 'node:url';
import { show } from '../problem.ts';
import type { Mistake, TextRule } from './text.ts';

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = `${LABEL}(\\.${LABEL})*\\.(?![0-9]+$)${LABEL}`;

const DOMAIN_SHAPE = {
  pattern: new RegExp(`^${DOMAIN}$`),
  noun: 'a domain name',
  remedy: 'lower-case letters, digits and hyphens in labels separated by dots',
  judge: domainMistake,
};

export const SITE_DOMAIN: TextRule = {
  ...DOMAIN_SHAPE,
  description: "The site's name: the zone or a name below it. The same name with `www.` redirects to it.",
  example: 'blog.example.com',
};

export const FORMER_DOMAIN: TextRule = {
  ...DOMAIN_SHAPE,
  description: 'A name in the zone that redirects to the domain, with its `www.`.',
  example: 'old.example.com',
};

export const ZONE: TextRule = {
  ...DOMAIN_SHAPE,
  description: 'The DNS zone that DigitalOcean serves for you.',
  example: 'example.com',
};

export const CERTIFICATE_AUTHORITY: TextRule = {
  ...DOMAIN_SHAPE,
  description: 'A certificate authority that may issue certificates for the site (a CAA record).',
  example: 'letsencrypt.org',
};

export const CLUSTER_NAME: TextRule = {
  description: "The cluster's name. Every droplet has the tag `cluster:<name>`.",
  example: 'example',
  pattern: /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/,
  noun: 'a cluster name',
  remedy: '1 to 32 lower-case letters, digits and hyphens, starting with a letter',
};

export const HOST_NAME: TextRule = {
  description: "A host's name; its address is `<name>.<domain>`. Removing a host never renames another.",
  example: 'host-01',
  pattern: /^(?!(www|localhost)$)[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  noun: 'a host name',
  remedy: '1 to 63 lower-case letters, digits and hyphens, starting with a letter',
  judge: (name) => RESERVED_HOST_NAMES.get(name),
};

const RENAME = 'give the host another name, e.g. `web-01`';

const RESERVED_HOST_NAMES: ReadonlyMap<string, Mistake> = new Map([
  ['www', { message: '`www.<domain>` is the site itself, not a host', remedy: RENAME }],
  ['localhost', { message: '`localhost` means the local machine on every host', remedy: RENAME }],
]);

const IDENTIFIER = { remedy: '1 to 32 lower-case letters, digits and underscores, starting with a letter' };

export const DATABASE_NAME: TextRule = {
  ...IDENTIFIER,
  description: "Name of WordPress's database.",
  example: 'wordpress',
  pattern: /^(?!(mysql|sys|information_schema|performance_schema)$)[a-z][a-z0-9_]{0,31}$/,
  noun: 'a valid database name',
};

export const DATABASE_USER: TextRule = {
  ...IDENTIFIER,
  description: "WordPress's database user. Its password is derived from the cluster's secret.",
  example: 'wordpress',
  pattern: /^(?!(root|mysql|mariadb)$)[a-z][a-z0-9_]{0,31}$/,
  noun: 'a valid database user',
};

/** With a host name of 63 characters, `<host>.<domain>` still fits into DNS's 253 characters. */
const LONGEST_DOMAIN = 189;
const LONGEST_LABEL = 63;

/** The usual mistakes in a domain name, the most specific first. */
export function domainMistake(text: string): Mistake | undefined {
  return urlMistake(text) ?? spellingMistake(text) ?? labelMistake(text);
}

const urlMistake = (text: string): Mistake | undefined => {
  const bare = text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/:[0-9]+$/, '');
  return bare === text || bare === ''
    ? undefined
    : { message: `${show(text)} is a URL`, remedy: `write only the name: ${show(bare)}` };
};

const spellingMistake = (text: string): Mistake | undefined => {
  if (text.endsWith('.')) return instead(text, 'ends with a dot', text.replace(/\.+$/, ''));
  if (text !== text.toLowerCase()) return instead(text, 'has upper-case letters', text.toLowerCase());
  const ascii = domainToASCII(text);
  if (/[^\x00-\x7f]/.test(text) && ascii !== '') return instead(text, 'is not ASCII', ascii);
  return text.includes('_') ? instead(text, 'has an underscore', text.replaceAll('_', '-')) : undefined;
};

const instead = (text: string, what: string, right: string): Mistake | undefined =>
  right === '' ? undefined : { message: `${show(text)} ${what}`, remedy: `write ${show(right)}` };

const labelMistake = (text: string): Mistake | undefined => {
  const long = text.split('.').find((label) => label.length > LONGEST_LABEL);
  if (long !== undefined) return tooLong(`the part ${show(long)}`, long.length, LONGEST_LABEL);
  if (text.length > LONGEST_DOMAIN) return tooLong(show(text), text.length, LONGEST_DOMAIN);
  if (text.includes('.') || text === '') return undefined;
  return { message: `${show(text)} has no dot`, remedy: 'write the whole name, e.g. `blog.example.com`' };
};

const tooLong = (what: string, length: number, most: number): Mistake => ({
  message: `${what} has ${length} characters`,
  remedy: `choose a name of at most ${most}`,
});
