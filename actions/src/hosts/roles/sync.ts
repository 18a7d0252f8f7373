import { hasCluster } from '../../declaration/declaration.ts';
import type { RoleContext } from '../model/role.ts';
import { sysctls } from './base/kernel.ts';
import { directory, file, type Part, running, UNITS } from './parts.ts';
import { role } from './role.ts';
import { AS_PHP, IDENTITIES, SYNC_HOME, SYNC_UNIT, UPLOADS, UPLOADS_PORT, WRITTEN } from './shared.ts';
import { SYNC_CONFIG, syncConfig } from './sync/config.ts';
import { folderOf, isOtherCopy, sameUploads } from './sync/folder.ts';
import { keyInUse, keyPair } from './sync/key.ts';
import { textOf } from './texts.ts';

/** Takes over changed peers. nginx fetches new uploads from the other hosts meanwhile. */
const restart = {
  name: 'restart Syncthing',
  command: `systemctl restart ${SYNC_UNIT}`,
  restarts: SYNC_UNIT,
};

/** Syncthing names the copy that loses a conflict so. Copies in `.stversions` are no longer conflicts. */
const CONFLICTS = `find ${UPLOADS} -name .stversions -prune -o -name '*.sync-conflict-*'`;

/** Uploads are on the own disk of every host, and Syncthing replicates them over the mesh. */
export const sync = role('sync', {
  on: (_, declaration) => hasCluster(declaration),
  ports: [{ port: 22000 }, { port: UPLOADS_PORT, on: 'web' }],
  secrets: [],
  probes: [
    {
      title: 'sync',
      // Syncthing stops at a folder without its marker, as a disk that is not mounted would leave it.
      command: `systemctl is-active --quiet ${SYNC_UNIT} && test -d ${UPLOADS}/.stfolder`,
      words: ['up', 'down'],
      what: 'does not exchange uploads with the other hosts.',
      todo: `Run apply, which starts stopped services. If that does not help, read \`journalctl -u ${SYNC_UNIT}\` there.`,
    },
    {
      title: 'conflicts',
      // The directory belongs to PHP's user, so root does not search it.
      command: `! timeout 5 ${AS_PHP} ${CONFLICTS} -print -quit | grep -q .`,
      words: ['none', 'some'],
      what: 'has uploads that were changed on two hosts at once. The site uses one version; the other is next to it.',
      todo: `Find them there with \`${CONFLICTS} -print\`, keep the version that you want, and delete the other.`,
    },
  ],
  parts: (c) => [folder(c), syncthing(c), addressBeforeMesh()],
});

/** PHP writes here on web hosts. The primary has a copy, for the next web host and as a backup. */
const folder = (context: RoleContext): Part => ({
  directories: [directory('/srv/flotilla'), directory(folderOf(context), WWW_DATA)],
  commands: isOtherCopy(context) ? [sameUploads] : [],
});

const WWW_DATA = { owner: 'www-data', group: 'www-data' };

const syncthing = (context: RoleContext): Part => ({
  packages: ['syncthing'],
  directories: [directory(IDENTITIES), directory(SYNC_HOME, { ...WWW_DATA, mode: '0700' })],
  prepare: [keyPair],
  files: [
    file(SYNC_CONFIG, syncConfig(context), { notify: [restart] }),
    file(`${UNITS}/${SYNC_UNIT}`, textOf(`sync/${SYNC_UNIT}`, { folder: folderOf(context) }), {
      notify: [restart],
    }),
  ],
  units: running(SYNC_UNIT),
  commands: [keyInUse],
});

/** Syncthing and nginx listen at the mesh's address, which does not exist before the mesh is up. */
const addressBeforeMesh = (): Part =>
  sysctls('/etc/sysctl.d/62-flotilla-sync.conf', `${WRITTEN}\nnet.ipv4.ip_nonlocal_bind = 1\n`);
