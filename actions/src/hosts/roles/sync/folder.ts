import { isClustered } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import type { PartCommand } from '../parts.ts';
import { AS_PHP, OWN_UPLOADS, UPLOADS } from '../shared.ts';

/** Where Syncthing keeps a host's copy of the uploads. The primary's is the folder that it exports with `single`. */
export const folderOf = ({ host }: Pick<RoleContext, 'host'>): string =>
  host.kind === 'primary' ? UPLOADS : OWN_UPLOADS;

/** Whether a web host has its own copy beside the share, which it still uses. */
export const isOtherCopy = ({ host, declaration }: RoleContext): boolean =>
  host.kind === 'web' && !isClustered(declaration);

const WAIT_SECONDS = 1800;
/** Files that differ, of both. Syncthing's own start with `.st`. */
const differing = `${AS_PHP} rsync --recursive --links --size-only --delete --dry-run --itemize-changes --exclude='/.st*' ${UPLOADS}/ ${OWN_UPLOADS}/`;
const isSame = `differing=$(${differing} 2>&1 | grep -v '^[.c]d') ; test -z "$differing"`;

/** Before a host leaves the one for the other, both have the same files. */
export const sameUploads: PartCommand = {
  name: 'same uploads',
  summary: 'wait until the share and the own copy of the uploads have the same files',
  check: `{ ${isSame}; }`,
  run: `for _ in $(seq ${WAIT_SECONDS}); do
  ${isSame} && exit
  sleep 1
done
echo "$differing" | tail -n 5 >&2
exit 1
`,
};
