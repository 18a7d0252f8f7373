import type { Stats } from 'node:fs';
import { posix } from 'node:path';
import { IGNORE_FILE } from './ignore-rules.ts';

interface Inspected {
  readonly stats: Stats;
  /** Target of a symbolic link. */
  readonly target: string | undefined;
  readonly maxBytes: number;
}

/** Why a path cannot be released, and what to do; undefined if it can. */
export function mistakeIn(path: string, inspected: Inspected): string | undefined {
  const top = path.includes('/') ? undefined : topLevelMistake(path, inspected.stats);
  return top ?? mistakeAnywhere(path, inspected);
}

function mistakeAnywhere(path: string, { stats, target, maxBytes }: Inspected): string | undefined {
  const name = posix.basename(path);
  if (/[\n\r]/.test(name)) return 'The name contains a line break. Rename it.';
  if (name.startsWith('.')) return dotfile(name, stats.isDirectory());
  if (target !== undefined) return leavesRelease(path, target) ? outside(target) : undefined;
  if (!stats.isFile() && !stats.isDirectory())
    return 'This is neither a file, a directory nor a link. Remove it.';
  if (stats.isFile() && stats.size > maxBytes) return tooLarge(stats.size, maxBytes);
  return undefined;
}

function dotfile(name: string, isDirectory: boolean): string {
  const rule = orIgnore(`${name}${isDirectory ? '/' : ''}`);
  if (name === '.htaccess')
    return `Only Apache reads .htaccess files. Remove it, and move what your site needs from it to cluster/nginx/. ${rule}`;
  if (name.startsWith('.env'))
    return `This kind of dotfile often holds credentials. Remove it, and change the credentials in it. ${rule}`;
  return `nginx does not serve dotfiles. Remove it. ${rule}`;
}

const orIgnore = (rule: string): string => `Or add the rule "${rule}" to wp-content/${IGNORE_FILE}.`;

/** A host has only the folders of a release next to each other. */
function leavesRelease(path: string, target: string): boolean {
  if (posix.isAbsolute(target)) return true;
  const [top = ''] = posix.normalize(posix.join(posix.dirname(path), target)).split('/');
  return !isReleased(top);
}

const outside = (target: string): string =>
  `The link leads out of the release, to "${target}". Replace it with the file or directory itself.`;

const MIB = 2 ** 20;
const tooLarge = (size: number, limit: number): string =>
  `The file has ${(size / MIB).toFixed(1)} MiB; the limit is ${limit / MIB} MiB. Move it to the uploads, or raise the input ` +
  'max-file-mib of the actions plan and sync-content.';

/** The folders of `wp-content/` that are versioned. The uploads are on the share. */
const FOLDERS = ['themes', 'plugins', 'mu-plugins', 'languages'];

/** The files that WordPress loads from `wp-content/` itself, as listed by its `_get_dropins()`. */
const DROP_INS = [
  ...['advanced-cache.php', 'db.php', 'db-error.php', 'install.php', 'maintenance.php', 'object-cache.php'],
  ...['php-error.php', 'fatal-error-handler.php'],
  ...['sunrise.php', 'blog-deleted.php', 'blog-inactive.php', 'blog-suspended.php'],
];

/** WordPress comes with an empty one, so no web server lists the directory. */
const EMPTY_INDEX = 'index.php';

/** Whether a release may hold this at the top of `wp-content/`. */
const isReleased = (name: string): boolean => [...FOLDERS, ...DROP_INS, EMPTY_INDEX].includes(name);

function topLevelMistake(name: string, stats: Stats): string | undefined {
  if (FOLDERS.includes(name))
    return stats.isDirectory() ? undefined : 'This is not a directory. Replace it with one.';
  if (isReleased(name)) return stats.isDirectory() ? notADropIn(name) : undefined;
  if (name.startsWith('.')) return undefined;
  return `${adviceFor(name, stats)} ${orIgnore(`/${name}${stats.isDirectory() ? '/' : ''}`)}`;
}

const notADropIn = (name: string): string =>
  `This is a directory, but WordPress loads a file named ${name} from here. Rename the directory.`;

const UPLOADS = `All hosts share the media, so a release holds none. Copy them to the share through a web host with \
"tar -C wp-content/uploads -c . | ./scripts/ssh HOST -- tar -C /srv/flotilla/uploads -x". Then run "git rm -r wp-content/uploads".`;
const RUN_TIME = 'WordPress or a plugin writes this at run time. Remove it with "git rm -r".';
const DUMP = 'A dump, a backup or a log would be published. Remove it from the repository.';
const OTHER_PHP = `WordPress does not load this file. Move your own code to mu-plugins/. The drop-ins that WordPress loads \
are ${DROP_INS.join(', ')}.`;
const OTHER_DIRECTORY = `This directory is not synced: a release holds ${FOLDERS.join(', ')} and drop-ins. Move it into the \
plugin or theme that uses it.`;
const OTHER_FILE =
  'This file is not synced, because WordPress does not load it. Move it into the plugin or theme that uses it.';

const AT_RUN_TIME = /^(upgrade|upgrade-temp-backup|cache|et-cache|litespeed|wflogs|w3tc-config)$/;
const DUMPED = /\.(sql|log|zip|bak|old|wpress|gz|tgz|tar|7z)$|^(backups?|updraft|ai1wm-backups|backups-.*)$/i;

function adviceFor(name: string, stats: Stats): string {
  if (name === 'uploads') return UPLOADS;
  if (AT_RUN_TIME.test(name)) return RUN_TIME;
  if (DUMPED.test(name)) return DUMP;
  if (stats.isDirectory()) return OTHER_DIRECTORY;
  return /\.php$/i.test(name) ? OTHER_PHP : OTHER_FILE;
}
