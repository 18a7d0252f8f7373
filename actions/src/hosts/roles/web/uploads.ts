import type { DesiredFile } from '../../model/role.ts';
import { file } from '../paths.ts';
import { textOf } from '../texts.ts';

/**
 * A second nginx reads the share. Opening a file of a hung share blocks a whole nginx worker for as long as the share
 * hangs. So the nginx that serves the site asks this one as it would another machine: with time limits, and with a cache
 * on the local disk that keeps serving when the primary is gone.
 */
export const uploadsFiles = (): readonly DesiredFile[] => [
  file('/etc/nginx/flotilla/uploads.conf', textOf('web/uploads.conf'), { notify: ['reload uploads'] }),
  file('/etc/systemd/system/flotilla-uploads.service', textOf('web/flotilla-uploads.service'), {
    notify: ['restart uploads'],
  }),
];
