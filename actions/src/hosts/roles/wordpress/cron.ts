import type { Php } from '../../../declaration/declaration.ts';
import type { RoleContext } from '../../model/role.ts';
import { file, type Part, timer } from '../parts.ts';
import { textOf } from '../texts.ts';

const PROGRAM = '/usr/local/lib/flotilla/cron.php';

/**
 * Every host looks for what is due, so none is needed for it, and one at a time does it. Hosts come at moments of their
 * own (FixedRandomDelay), but two may share one for good: only the lock keeps an event from running twice.
 */
export const cron = ({ declaration: { php } }: RoleContext): readonly Part[] => [
  { files: [file(PROGRAM, textOf('wordpress/cron.php'), { validate: 'php -l {}' })] },
  timer('flotilla-cron', {
    service: textOf('wordpress/flotilla-cron.service', { memory: memoryOf(php) }),
    timer: textOf('wordpress/flotilla-cron.timer'),
  }),
];

/** As much memory as WordPress allows wp-admin. */
const memoryOf = ({ memory }: Php): number => Math.max(256, memory);
