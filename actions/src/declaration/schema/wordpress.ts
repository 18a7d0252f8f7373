import { show } from '../problem.ts';
import type { Mistake, TextRule } from './text.ts';

export const VERSION: TextRule = {
  description: 'The WordPress version that every host runs.',
  example: '6.8.3',
  pattern: /^[1-9][0-9]*\.[0-9]+(\.[1-9][0-9]*)?(-(alpha|beta|RC)[0-9]+)?$/,
  noun: 'a WordPress version',
  remedy: 'one that https://wordpress.org/download/releases/ lists',
  judge: (text) => {
    // WordPress calls the first release of a branch `6.8`; there is no 6.8.0 tarball.
    const right = text.replace(/^v(?=[0-9])/, '').replace(/^([0-9]+\.[0-9]+)\.0$/, '$1');
    if (text === right) return undefined;
    return { message: `${show(text)} is not a WordPress release`, remedy: `write \`'${right}'\`` };
  },
};

export const SHA256: TextRule = {
  description:
    'SHA-256 of the tarball, verified before unpacking. The published checksum is verified in any case.',
  example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  pattern: /^[0-9a-f]{64}$/,
  noun: 'a SHA-256',
  remedy: '64 lower-case hexadecimal digits, as `sha256sum` prints them',
};

export const SOURCE: TextRule = {
  description: 'Base URL of `wordpress-<version>.tar.gz` and its `.sha1`.',
  example: 'https://wordpress.org',
  pattern: /^https:\/\/[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(\/[A-Za-z0-9._~-]+)*$/,
  noun: 'a base URL',
  remedy: '`https://`, a host and optionally a path, without a user, a query or a slash at the end',
  judge: (text) => notHttps(text) ?? slashAtEnd(text),
};

const notHttps = (text: string): Mistake | undefined =>
  /^[a-z]+:\/\//i.test(text) && !text.startsWith('https://')
    ? { message: `${show(text)} is not HTTPS`, remedy: `write ${show(text.replace(/^[a-z]+:/i, 'https:'))}` }
    : undefined;

const slashAtEnd = (text: string): Mistake | undefined =>
  text.endsWith('/') && !text.endsWith('://')
    ? { message: `${show(text)} ends with a slash`, remedy: `write ${show(text.replace(/\/+$/, ''))}` }
    : undefined;

export const SLUG: TextRule = {
  description: "Its slug on wordpress.org: the last part of its page's URL.",
  example: 'akismet',
  pattern: /^[a-z0-9]+(-+[a-z0-9]+)*$/,
  noun: 'a slug',
  remedy: 'lower-case letters, digits and dashes',
};

/** Authors choose the form of their versions: WordPress has no rule for it. */
export const PACKAGE_VERSION: TextRule = {
  description: 'The version to install.',
  example: '5.5',
  pattern: /^[0-9][0-9A-Za-z.+_-]{0,30}$/,
  noun: 'a version',
  remedy: 'one that its page lists under "Previous versions"',
};

export const PACKAGE_SHA256: TextRule = {
  ...SHA256,
  description:
    'SHA-256 of its zip: `curl -L https://downloads.wordpress.org/plugin/akismet.5.5.zip | sha256sum`.',
};

/** Any script, one line: control, format and private characters are invisible in a plan, so they are refused. */
export const TITLE: TextRule = {
  description: "The site's title.",
  example: 'A small fleet',
  pattern: /^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,100}(?<! )$/u,
  noun: 'a title',
  remedy: '1 to 100 printable characters on one line, without spaces at either end',
};

/** Names that WordPress's `sanitize_user` does not change in strict mode, without blanks. */
export const ADMIN_USER: TextRule = {
  description: 'Login name of the first administrator.',
  example: 'admin',
  pattern: /^[A-Za-z0-9_.@-]{1,60}$/,
  noun: 'a login name',
  remedy: '1 to 60 letters, digits and `_.@-`',
};

/** ASCII, and not longer than WordPress's column for it. */
export const ADMIN_EMAIL: TextRule = {
  description: "The administrator's e-mail address. Let's Encrypt may also write to it.",
  example: 'admin@example.com',
  pattern:
    /^(?=.{3,100}$)[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/,
  noun: 'an e-mail address',
  remedy: 'a name, `@` and a domain',
};

export const TABLE_PREFIX: TextRule = {
  description: "Prefix of WordPress's table names. If you change it later, WordPress looks for other tables.",
  example: 'wp_',
  pattern: /^[A-Za-z][A-Za-z0-9_]{0,19}$/,
  noun: 'a table prefix',
  remedy: '1 to 20 letters, digits and underscores, starting with a letter',
};
