import { file, type Part, running, UNITS } from '../parts.ts';
import { textOf } from '../texts.ts';

const UNIT = 'flotilla-uploads.service';

export const reloadUploads = { name: 'reload uploads', command: `systemctl reload ${UNIT}` };

/**
 * A second nginx reads the share. Opening a file of a hung share blocks a whole nginx worker for as long as the share
 * hangs. So the nginx that serves the site sends it requests as to another machine: with time limits, and with a cache
 * on the local disk that keeps serving when the primary is gone.
 */
export const uploads = (): Part => ({
  files: [
    file(`${UNITS}/${UNIT}`, textOf(`web/${UNIT}`), {
      notify: [{ name: 'restart uploads', command: `systemctl restart ${UNIT}` }],
    }),
    file('/etc/nginx/flotilla/uploads.conf', textOf('web/uploads.conf'), { notify: [reloadUploads] }),
  ],
  units: running(UNIT),
});
