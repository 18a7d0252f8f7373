import { closeSync, openSync, readSync } from 'node:fs';
import { posix } from 'node:path';

/** Includes copies such as `wp-config.php.bak`, which nginx would serve as text. */
const CONFIG_NAME = /^wp-config/i;
const SECRETS =
  'DB_PASSWORD|FTP_PASS|AUTH_KEY|SECURE_AUTH_KEY|LOGGED_IN_KEY|NONCE_KEY|AUTH_SALT|SECURE_AUTH_SALT|LOGGED_IN_SALT|NONCE_SALT';
/** A literal value. One that is read from the environment, or concatenated, does not reveal the secret. */
const DEFINED = new RegExp(
  String.raw`(?:define\s*\(\s*(['"])(?<name>${SECRETS})\1\s*,|const\s+(?<constant>${SECRETS})\s*=)\s*` +
    String.raw`(?<quote>['"])(?<value>(?:\\.|(?!\k<quote>)[^\\\n])*)\k<quote>\s*[);]`,
  'gi',
);
/** Placeholders in samples and templates. */
const PLACEHOLDER =
  /^$|_here$|^put your unique phrase|^your[ _-]?(db|database|pass|unique|secret|key)|^[x*]+$|^<.*>$|^\{.*\}$|^%.*%$/i;
const VARIABLE = /(?<!\\)\$\{?\w/;
const LARGEST_CONFIG = 2 ** 20;

/** Describes the first real credential in a WordPress configuration file, with its line and a remedy. */
export function credentialMistake(path: string, full: string): string | undefined {
  if (!CONFIG_NAME.test(posix.basename(path))) return undefined;
  const text = headOf(full, LARGEST_CONFIG);
  for (const { groups = {}, index } of text.matchAll(DEFINED)) {
    if (isPlaceholder(groups)) continue;
    const line = text.slice(0, index).split('\n').length;
    return (
      `Line ${line} sets the credential ${groups.name ?? groups.constant}. Remove the file from the repository, ` +
      'and change the credential if anyone else could read it.'
    );
  }
  return undefined;
}

const isPlaceholder = ({ value = '', quote }: Readonly<Record<string, string | undefined>>): boolean =>
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
