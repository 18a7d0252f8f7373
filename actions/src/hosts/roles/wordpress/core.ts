import type { Declaration } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, type Part, type PartCommand, quote } from '../parts.ts';
import { CONTENT, CONTENT_LIVE, WEB_ROOT } from '../shared.ts';
import { textOf } from '../texts.ts';

type WordPress = Declaration['wordpress'];

/** One directory a version, root's own: PHP can write to none. */
const CORES = '/srv/www/core';

/** WordPress itself, and the content that came with it. */
export const core = ({ declaration }: RoleContext): Part => ({
  packages: ['curl'],
  directories: [directory('/srv/www'), directory(CORES), directory(CONTENT)],
  prepare: [fetchCore(declaration.wordpress), firstContent, coreEntrances, openContent],
});

const corePath = (version: string): string => `${CORES}/${version}`;

/** As `remote/host/listing.py` has it, by which facts name what was done to a file since. */
const LIST = `find . ! -type d -printf '%C@ %m %s %T@ %U %P\\0'`;

/** Whether each file has the mode, size, time and owner that it was unpacked with, and none was added. */
const isAsUnpacked = (
  core: string,
): string => `known() { sed --null-data 's/^[^ ]* //' | LC_ALL=C sort --zero-terminated | sha512sum; }
test -f ${quote(`${core}/wp-load.php`)} && test -f ${quote(`${core}.listing`)} && \
test "$(cd ${quote(core)} && ${LIST} | known)" = "$(known <${quote(`${core}.listing`)})"`;

/**
 * Fetched, verified and unpacked beside, on the disk, and only then renamed: a directory that is there is a complete core.
 * One that is no longer as it was unpacked is put right file by file, each by a rename, while it serves. The checksum
 * published beside the tarball guards against a broken download, the declared one against a changed source.
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

/** A source that was declared with HTTPS is not left for anything less by a redirect. */
const protocols = (source: string): string => (source.startsWith('http://') ? '' : "--proto '=https'");

/**
 * What a host serves before it has a release: WordPress with the content that came with it, laid out like one. The same
 * command whatever version is declared, which becomes live by a sync alone.
 */
export const firstContent: PartCommand = {
  name: 'content',
  summary: 'serve the content that came with WordPress, until a release is synced',
  check: `test -f ${WEB_ROOT}/wp-load.php && test -d ${CONTENT_LIVE}/wp-content`,
  run: textOf('wordpress/first-content.sh'),
};

/** As `remote/content/core.py` links them in each release that becomes live. */
const ENTRANCES = {
  'wp-load.php': 'core/wp-load.php',
  'wp-config.php': 'core/wp-load.php',
  'wp-blog-header.php': 'core/wp-blog-header.php',
  'wp-admin': 'core/wp-admin',
  'wp-includes': 'core/wp-includes',
};

/** Plugins load WordPress from what holds `wp-content`, as `../../../../wp-load.php` or below `DOCUMENT_ROOT`. */
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

/** As a sync opens them (`remote/content/arriving.py`): a restrictive umask, or a hand, may have closed some. */
const openContent: PartCommand = {
  name: 'content-directories',
  summary: 'open the directories of the releases to nginx and PHP',
  check: `test -z "$(${CLOSED} -print -quit)"`,
  run: `${CLOSED} -exec chmod 0755 {} +`,
};
