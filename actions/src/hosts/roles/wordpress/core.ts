import type { Declaration } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, type Part, type PartCommand, quote } from '../parts.ts';
import { CONTENT, CONTENT_LIVE, CORES, WEB_ROOT } from '../shared.ts';
import { textOf } from '../texts.ts';

type WordPress = Declaration['wordpress'];

/** One directory for each version, owned by root: PHP cannot write to it. */

/** WordPress itself, and the content bundled with it. */
export const core = ({ declaration }: RoleContext): Part => ({
  packages: ['curl'],
  directories: [directory('/srv/www'), directory(CORES), directory(CONTENT)],
  prepare: [fetchCore(declaration.wordpress), firstContent, coreEntrances, openContent],
});

const corePath = (version: string): string => `${CORES}/${version}`;

/** The same as in `remote/host/listing.py`, by which facts report changed files. */
const LIST = `find . ! -type d -printf '%C@ %m %s %T@ %U %P\\0'`;

/** Whether each file has the mode, size, time and owner that it was unpacked with, and none was added. */
const isAsUnpacked = (
  core: string,
): string => `known() { sed --null-data 's/^[^ ]* //' | LC_ALL=C sort --zero-terminated | sha512sum; }
test -f ${quote(`${core}/wp-load.php`)} && test -f ${quote(`${core}.listing`)} && \
test "$(cd ${quote(core)} && ${LIST} | known)" = "$(known <${quote(`${core}.listing`)})"`;

/**
 * Downloads, verifies and unpacks WordPress, and renames the directory only when it is on disk: an existing directory is a
 * complete core. A modified one is repaired file by file, each with a rename, while it serves. The checksum published next
 * to the tarball detects a broken download, the declared one a changed source.
 */
export const fetchCore = ({ version, source, sha256 }: WordPress): Omit<PartCommand, 'notify'> => ({
  name: 'core',
  summary: `fetch WordPress ${version} from ${source}`,
  check: isAsUnpacked(corePath(version)),
  run: textOf('wordpress/fetch-core.sh', {
    url: quote(`${source.replace(/\/+$/, '')}/wordpress-${version}.tar.gz`),
    protocols: protocols(source),
    declared: sha256 === undefined ? '' : quote(sha256.toLowerCase()),
    core: quote(corePath(version)),
    list: LIST,
  }),
});

/** A redirect must not lead from HTTPS to HTTP. */
const protocols = (source: string): string => (source.startsWith('http://') ? '' : "--proto '=https'");

/**
 * Serves WordPress with its bundled content until a release is synced, in the layout of a release. The command is the same
 * for every declared version, because only a sync makes a version live.
 */
export const firstContent: PartCommand = {
  name: 'content',
  summary: 'serve the content that came with WordPress, until a release is synced',
  check: `test -f ${WEB_ROOT}/wp-load.php && test -d ${CONTENT_LIVE}/wp-content`,
  run: textOf('wordpress/first-content.sh'),
};

/** The same links as `remote/content/core.py` creates in each release that becomes live. */
const ENTRANCES = {
  'wp-load.php': 'core/wp-load.php',
  'wp-config.php': 'core/wp-load.php',
  'wp-blog-header.php': 'core/wp-blog-header.php',
  'wp-admin': 'core/wp-admin',
  'wp-includes': 'core/wp-includes',
};

/** Plugins load WordPress from the directory above `wp-content`, as `../../../../wp-load.php` or below `DOCUMENT_ROOT`. */
const coreEntrances: PartCommand = {
  name: 'core-entrances',
  summary: 'link WordPress where plugins look for it',
  check: Object.entries(ENTRANCES)
    .map(([name, target]) => `test "$(readlink ${CONTENT_LIVE}/${name})" = ${target}`)
    .join(' && '),
  run: `set -eu
${Object.entries(ENTRANCES)
  .map(([name, target]) => `ln -sfnT ${target} ${CONTENT_LIVE}/${name}`)
  .join('\n')}
`,
};

const CLOSED = `find ${CONTENT} -type d ! -perm 0755`;

/** A restrictive umask or a person may have closed some. A sync opens them too (`remote/content/arriving.py`). */
const openContent: PartCommand = {
  name: 'content-directories',
  summary: 'open the directories of the releases to nginx and PHP',
  check: `test -z "$(${CLOSED} -print -quit)"`,
  run: `${CLOSED} -exec chmod 0755 {} +`,
};
