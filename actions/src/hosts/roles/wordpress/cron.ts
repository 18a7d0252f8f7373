import { type Declaration, isClustered, isMember, type Php } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, timer } from '../parts.ts';
import { textOf } from '../texts.ts';

const PROGRAM = '/usr/local/lib/flotilla/cron.php';

/**
 * Every host checks for due events, and a lock lets one at a time run them. Each host has its own moment
 * (FixedRandomDelay), but two may have the same one: only the lock prevents an event from running twice.
 */
export const cron = ({ declaration, host }: RoleContext): readonly Part[] => [
  {
    files: [
      file(
        PROGRAM,
        textOf('wordpress/cron.php', { hosts: choosable(declaration).join(','), own: host.vpnAddress }),
        { validate: 'php -l {}' },
      ),
    ],
  },
  timer('flotilla-cron', {
    service: textOf('wordpress/flotilla-cron.service', { memory: memoryOf(declaration.php) }),
    timer: textOf('wordpress/flotilla-cron.timer'),
  }),
];

/** Addresses of the web hosts that hold the database. With one database, its lock decides alone. */
const choosable = (declaration: Declaration): string[] =>
  isClustered(declaration)
    ? declaration.web.filter((host) => isMember(declaration, host)).map(({ vpnAddress }) => vpnAddress)
    : [];

/** The memory limit of WordPress's admin pages. */
const memoryOf = ({ memory }: Php): number => Math.max(256, memory);
