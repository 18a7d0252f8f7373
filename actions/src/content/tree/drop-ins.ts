import type { Stats } from 'node:fs';
import { FOLDERS } from './entry.ts';
import { IGNORE_FILE } from './ignore-rules.ts';

/** The files that WordPress loads from `wp-content/` itself, as its `_get_dropins()` lists them. */
const DROP_INS = [
  ...['advanced-cache.php', 'db.php', 'db-error.php', 'install.php', 'maintenance.php', 'object-cache.php'],
  ...['php-error.php', 'fatal-error-handler.php'],
  ...['sunrise.php', 'blog-deleted.php', 'blog-inactive.php', 'blog-suspended.php'],
];

/** WordPress brings an empty one, so that no web server lists the directory. */
const SILENCE = 'index.php';

/** Whether a release may hold this at the top of `wp-content/`. */
export const isReleased = (name: string): boolean =>
  [...FOLDERS, ...DROP_INS, SILENCE].some((known) => known === name);

/** Why something at the top of `wp-content/` is not part of a release, and what to do; undefined when it is. */
export function strangerMistake(name: string, stats: Stats): string | undefined {
  const isFolder = FOLDERS.some((folder) => folder === name);
  if (isFolder) return stats.isDirectory() ? undefined : 'is no directory. Put a directory in its place.';
  if (isReleased(name)) return stats.isDirectory() ? notADropIn(name) : undefined;
  if (name.startsWith('.')) return undefined;
  const rule = `/${name}${stats.isDirectory() ? '/' : ''}`;
  return `${adviceFor(name, stats)} Or add the rule "${rule}" to wp-content/${IGNORE_FILE}.`;
}

const notADropIn = (name: string): string =>
  `is a directory, and WordPress loads a file named ${name} from here. Rename the directory.`;

const UPLOADS = `holds media, which all hosts share and no release has. Copy them to a web host's share, \
"tar -C wp-content/uploads -c . | ./scripts/ssh HOST -- tar -C /srv/flotilla/uploads -x", then run "git rm -r wp-content/uploads".`;
const RUN_TIME = 'is written by WordPress or a plugin at run time. Remove it: "git rm -r" it here.';
const DUMP = 'is a dump, a backup or a log, which would be published. Remove it from the repository.';
const OTHER_PHP = `is no file that WordPress loads from here. If it is your own code, move it into mu-plugins/; \
WordPress knows the drop-ins ${DROP_INS.join(', ')}.`;
const OTHER_DIRECTORY = `is not synced: a release holds ${FOLDERS.join(', ')} and drop-ins. Move it into the plugin or theme \
that uses it.`;
const OTHER_FILE =
  'is not synced: WordPress loads no such file. Move it into the plugin or theme that uses it.';

const AT_RUN_TIME = /^(upgrade|upgrade-temp-backup|cache|et-cache|litespeed|wflogs|w3tc-config)$/;
const DUMPED = /\.(sql|log|zip|bak|old|wpress|gz|tgz|tar|7z)$|^(backups?|updraft|ai1wm-backups|backups-.*)$/i;

function adviceFor(name: string, stats: Stats): string {
  if (name === 'uploads') return UPLOADS;
  if (AT_RUN_TIME.test(name)) return RUN_TIME;
  if (DUMPED.test(name)) return DUMP;
  if (stats.isDirectory()) return OTHER_DIRECTORY;
  return /\.php$/i.test(name) ? OTHER_PHP : OTHER_FILE;
}
