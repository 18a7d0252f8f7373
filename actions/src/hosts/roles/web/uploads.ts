import { hasCluster } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, running, UNITS } from '../parts.ts';
import { textOf } from '../texts.ts';
import { NOWHERE_ELSE, onOtherHosts } from './elsewhere.ts';

const UNIT = 'flotilla-uploads.service';

export const reloadUploads = { name: 'reload uploads', command: `systemctl reload ${UNIT}` };

/**
 * A second nginx reads the share. Opening a file of a hung share blocks a whole nginx worker for as long as the share
 * hangs. So the nginx that serves the site sends it requests as to another machine: with time limits, and with a cache
 * on the local disk that keeps serving when the primary is gone. Where every host has its own copy of the uploads, it also
 * asks the other hosts.
 */
export const uploads = (context: RoleContext): Part => {
  const others = hasCluster(context.declaration) ? onOtherHosts(context) : NOWHERE_ELSE;
  return {
    files: [
      file(`${UNITS}/${UNIT}`, textOf(`web/${UNIT}`), {
        notify: [{ name: 'restart uploads', command: `systemctl restart ${UNIT}` }],
      }),
      file('/etc/nginx/flotilla/uploads.conf', textOf('web/uploads.conf', others), {
        notify: [reloadUploads],
      }),
    ],
    units: running(UNIT),
  };
};
