import { type Declaration, databaseAddress } from '../../../declaration/declaration.ts';
import { secret, type Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { DATABASE_PASSWORD } from '../database/grant.ts';
import { directory, file, type Part, type PartFile, running, UNITS } from '../parts.ts';
import { CHANGES_UNIT, CONTENT_LIVE, PAGE_CACHE } from '../shared.ts';
import { textOf } from '../texts.ts';

const LIBRARY = '/usr/local/lib/flotilla/changes';
/** wp-config.php requires it. */
export const NOTE_CHANGES = `${LIBRARY}/note.php`;
const CONFIG = '/etc/flotilla/changes.json';

/** The programs that run in each request. */
const NOTING = ['row', 'affected', 'everywhere', 'noted', 'note'];
/** The programs of the service. */
const FOLLOWING = ['page-file', 'stored', 'renew', 'feed', 'follower', 'follow'];

/**
 * How a change reaches every host: WordPress records in the database which addresses it affects, and on each host a service
 * applies that to its stored pages. Hosts communicate only through the database.
 */
export const changes = ({ declaration }: RoleContext): Part => ({
  directories: [directory(LIBRARY)],
  files: [
    ...programs(NOTING),
    ...[
      ...programs(FOLLOWING),
      file(CONFIG, changesConfig(declaration), { mode: '0640', group: 'www-data' }),
      file(`${UNITS}/${CHANGES_UNIT}`, textOf(`wordpress/changes/${CHANGES_UNIT}`)),
    ].map((one) => ({ ...one, notify: [restartFollower] })),
  ],
  units: running(CHANGES_UNIT),
});

const restartFollower = {
  name: 'restart the follower of changes',
  command: `systemctl restart ${CHANGES_UNIT}`,
  restarts: CHANGES_UNIT,
};

const programs = (names: readonly string[]): PartFile[] =>
  names.map((name) =>
    file(`${LIBRARY}/${name}.php`, textOf(`wordpress/changes/${name}.php`), { validate: 'php -l {}' }),
  );

/** Derived secrets are base64url and need no escapes in JSON. */
const changesConfig = (declaration: Declaration): Template =>
  `{
  "host": "${databaseAddress(declaration)}",
  "name": "${declaration.database.name}",
  "user": "${declaration.database.user}",
  "password": "${secret(DATABASE_PASSWORD, declaration.generation)}",
  "table": "${declaration.wordpress.tablePrefix}flotilla_changes",
  "pages": "${PAGE_CACHE}",
  "release": "${CONTENT_LIVE}"
}
`;
