import type { Php } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, timer } from '../parts.ts';
import { textOf } from '../texts.ts';

const PROGRAM = '/usr/local/lib/flotilla/cron.php';

/**
 * Every host checks for due events, and a lock lets one at a time run them. Each host has its own moment
 * (FixedRandomDelay), but two may have the same one: only the lock prevents an event from running twice.
 */
export const cron = ({ declaration: { php } }: RoleContext): readonly Part[] => [
  { files: [file(PROGRAM, textOf('wordpress/cron.php'), { validate: 'php -l {}' })] },
  timer('flotilla-cron', {
    service: textOf('wordpress/flotilla-cron.service', { memory: memoryOf(php) }),
    timer: textOf('wordpress/flotilla-cron.timer'),
  }),
];

/** The memory limit of WordPress's admin pages. */
const memoryOf = ({ memory }: Php): number => Math.max(256, memory);
