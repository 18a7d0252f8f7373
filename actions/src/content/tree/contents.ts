import { closeSync, existsSync, lstatSync, openSync, readFileSync, readSync, type Stats } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

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

const WORKFLOWS = '.github/workflows/deploy.yml and drift.yml';

/** By Git LFS's specification a pointer begins with this line and is smaller than 1,024 bytes. */
const POINTER = 'version https://git-lfs.github.com/spec/';
const LARGEST_POINTER = 1024;

/** A pointer instead of the file. Hosts would serve the pointer's text. */
export const missingFile = (full: string, { size }: Stats): string | undefined =>
  size >= POINTER.length && size < LARGEST_POINTER && headOf(full, POINTER.length) === POINTER
    ? `This is a Git LFS pointer, not the file itself. Add "lfs: true" to actions/checkout in ${WORKFLOWS}; ` +
      'on your own machine, run "git lfs pull".'
    : undefined;

export const MISSING_SUBMODULE =
  `This submodule is not checked out. Add "submodules: recursive" to actions/checkout in ${WORKFLOWS}; ` +
  'on your own machine, run "git submodule update --init --recursive".';

/** A theme or plugin with an empty directory. */
export function emptyMistake(path: string): string | undefined {
  if (!/^(themes|plugins|mu-plugins)\/[^/]+$/.test(path)) return undefined;
  const whole = `wp-content/${path}`;
  return (
    'This directory is empty. If it has a repository of its own, add it as a submodule, or commit its files: ' +
    `remove ${whole}/.git, then run "git rm --cached ${whole}" and "git add ${whole}". Otherwise remove it.`
  );
}

const MOST_BYTES = 64 * 1024;

/** Full paths of the submodules that a directory's own `.gitmodules` names. */
export function submodulesOf(directory: string): string[] {
  const file = join(directory, '.gitmodules');
  const stats = lstatSync(file, { throwIfNoEntry: false });
  // A pull request may have put a link or a huge file there.
  if (!stats?.isFile() || stats.size > MOST_BYTES) return [];
  const paths = readFileSync(file, 'utf8').matchAll(/^[ \t]*path[ \t]*=[ \t]*"?([^"\r\n]+)/gm);
  return [...paths].map(([, path = '']) => join(directory, path.trim()));
}

/** The submodules below a directory of a repository. */
export function submodulesAround(directory: string): string[] {
  for (let above = directory; ; above = dirname(above)) {
    if (existsSync(join(above, '.gitmodules')) || existsSync(join(above, '.git')) || above === dirname(above))
      return submodulesOf(above).filter((path) => !relative(directory, path).startsWith('..'));
  }
}

/** The first bytes of a file, as text. */
function headOf(path: string, bytes: number): string {
  const [file, head] = [openSync(path, 'r'), Buffer.alloc(bytes)];
  try {
    return head.toString('utf8', 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
