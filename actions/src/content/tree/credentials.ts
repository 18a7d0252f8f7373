import { closeSync, openSync, readSync } from 'node:fs';
import { posix } from 'node:path';

/** Copies count too, such as `wp-config.php.bak`, which nginx would serve as text. */
const CONFIG_NAME = /^wp-config/i;
const SECRETS =
  'DB_PASSWORD|FTP_PASS|AUTH_KEY|SECURE_AUTH_KEY|LOGGED_IN_KEY|NONCE_KEY|AUTH_SALT|SECURE_AUTH_SALT|LOGGED_IN_SALT|NONCE_SALT';
/** A literal value: what is read from the environment or put together is no secret of this file. */
const DEFINED = new RegExp(
  String.raw`(?:define\s*\(\s*(['"])(?<name>${SECRETS})\1\s*,|const\s+(?<constant>${SECRETS})\s*=)\s*` +
    String.raw`(?<quote>['"])(?<value>(?:\\.|(?!\k<quote>)[^\\\n])*)\k<quote>\s*[);]`,
  'gi',
);
/** What samples and templates have in a secret's place. */
const PLACEHOLDER =
  /^$|_here$|^put your unique phrase|^your[ _-]?(db|database|pass|unique|secret|key)|^[x*]+$|^<.*>$|^\{.*\}$|^%.*%$/i;
const VARIABLE = /(?<!\\)\$\{?\w/;
const LARGEST_CONFIG = 2 ** 20;

/** Names the first real credential in a WordPress configuration and its line, and what to do; undefined without one. */
export function credentialMistake(path: string, full: string): string | undefined {
  if (!CONFIG_NAME.test(posix.basename(path))) return undefined;
  const text = headOf(full, LARGEST_CONFIG);
  for (const { groups = {}, index } of text.matchAll(DEFINED)) {
    if (isHarmless(groups)) continue;
    const line = text.slice(0, index).split('\n').length;
    return (
      `holds a credential: line ${line} sets ${groups.name ?? groups.constant}. Remove the file from the repository, ` +
      'and change that credential if anyone else could read it.'
    );
  }
  return undefined;
}

const isHarmless = ({ value = '', quote }: Readonly<Record<string, string | undefined>>): boolean =>
  PLACEHOLDER.test(value) || (quote === '"' && VARIABLE.test(value));

/** The first bytes of a file, as text. */
export function headOf(path: string, bytes: number): string {
  const [file, head] = [openSync(path, 'r'), Buffer.alloc(bytes)];
  try {
    return head.toString('utf8', 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
