import type { GuardedCommand } from '../../role.ts';
import { CONTENT, CONTENT_LIVE, UPLOADS, WEB_ROOT } from '../shared.ts';
import { CORES } from './core.ts';

const FIRST = `${CONTENT}/first`;
const CHECK = `test -f ${WEB_ROOT}/wp-load.php && test -d ${CONTENT_LIVE}/wp-content`;

/**
 * What a host serves before it has a release: WordPress with the content that came with it, laid out like one. Whatever
 * version is declared, it is the same command: a host that has a release is left alone.
 */
export const firstContent: GuardedCommand = {
  name: 'content',
  summary: 'serve the content that came with WordPress, until a release is synced',
  check: CHECK,
  run: `set -eu
! { ${CHECK}; } || exit 0
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
