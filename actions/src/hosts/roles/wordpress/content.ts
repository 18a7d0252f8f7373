import type { GuardedCommand } from '../../model/role.ts';
import { CONTENT, CONTENT_LIVE, UPLOADS, WEB_ROOT } from '../shared.ts';
import { CORES } from './core.ts';

const FIRST = `${CONTENT}/first`;

/**
 * What a host serves before it has a release: WordPress with the content that came with it, laid out like one. The same
 * command whatever version is declared, which becomes live by a sync alone.
 */
export const firstContent: GuardedCommand = {
  name: 'content',
  summary: 'serve the content that came with WordPress, until a release is synced',
  check: `test -f ${WEB_ROOT}/wp-load.php && test -d ${CONTENT_LIVE}/wp-content`,
  run: `set -eu
umask 022
core=$(dirname "$(ls ${CORES}/*/wp-load.php | sort --version-sort | tail --lines=1)")
rm -rf ${FIRST}
mkdir ${FIRST}
ln -s "$core" ${FIRST}/core
cp --archive --link "$core/wp-content" ${FIRST}/wp-content
ln -s ${UPLOADS} ${FIRST}/wp-content/uploads
ln -sfn ${FIRST} ${CONTENT_LIVE}.new
mv -T ${CONTENT_LIVE}.new ${CONTENT_LIVE}
`,
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
export const coreEntrances: GuardedCommand = {
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
export const openContent: GuardedCommand = {
  name: 'content-directories',
  summary: 'open the directories of the releases to nginx and PHP',
  check: `test -z "$(${CLOSED} -print -quit)"`,
  run: `${CLOSED} -exec chmod 0755 {} +`,
};
