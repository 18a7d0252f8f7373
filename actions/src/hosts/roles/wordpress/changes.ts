import type { Declaration } from '../../../declaration/declaration.ts';
import { secret, type Template } from '../../../lib/template.ts';
import type { DesiredDirectory, DesiredFile, DesiredUnit, Handler } from '../../model/role.ts';
import { directory, file } from '../paths.ts';
import { CONTENT_LIVE } from '../shared.ts';
import { textOf } from '../texts.ts';

const LIBRARY = '/usr/local/lib/flotilla/changes';
/** wp-config.php requires it. */
export const NOTE_CHANGES = `${LIBRARY}/note.php`;
const CONFIG = '/etc/flotilla/changes.json';
const PAGES = '/var/cache/nginx/pages';
const UNIT = 'flotilla-changes.service';

/** Runs in each request. */
const NOTING = ['row', 'affected', 'everywhere', 'noted', 'note'];
/** Runs all the time. */
const FOLLOWING = ['page-file', 'stored', 'renew', 'feed', 'follower', 'systemd', 'follow'];

export const CHANGES_DIRECTORIES: readonly DesiredDirectory[] = [directory(LIBRARY)];

/**
 * How a change reaches every host: WordPress notes in the database which addresses it affects, and on each host a service
 * applies that to the pages stored there. Hosts reach each other through the database alone.
 */
export const changesFiles = (declaration: Declaration): readonly DesiredFile[] => [
  ...programs(NOTING),
  ...[
    ...programs(FOLLOWING),
    file(CONFIG, changesConfig(declaration), { mode: '0640', group: 'www-data' }),
    file(`/etc/systemd/system/${UNIT}`, textOf(`wordpress/changes/${UNIT}`)),
  ].map((one) => ({ ...one, notify: ['restart the follower of changes'] })),
];

const programs = (names: readonly string[]): DesiredFile[] =>
  names.map((name) =>
    file(`${LIBRARY}/${name}.php`, textOf(`wordpress/changes/${name}.php`), { validate: 'php -l {}' }),
  );

export const CHANGES_UNITS: readonly DesiredUnit[] = [{ name: UNIT, enabled: true, active: true }];

export const CHANGES_HANDLERS: readonly Handler[] = [
  { name: 'restart the follower of changes', command: `systemctl restart ${UNIT}`, restarts: UNIT },
];

/** Derived secrets are base64url, and need no escape in JSON. */
const changesConfig = ({ primary, database, wordpress, generation }: Declaration): Template =>
  `{
  "host": "${primary.vpnAddress}",
  "name": "${database.name}",
  "user": "${database.user}",
  "password": "${secret('database-password', generation)}",
  "table": "${wordpress.tablePrefix}flotilla_changes",
  "pages": "${PAGES}",
  "release": "${CONTENT_LIVE}"
}
`;
