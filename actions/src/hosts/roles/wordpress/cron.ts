import type { Php } from '../../../declaration/declaration.ts';
import type { DesiredFile, DesiredUnit, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { textOf } from '../texts.ts';

const UNITS = '/etc/systemd/system';

const PROGRAM = '/usr/local/lib/flotilla/cron.php';

/**
 * Every host looks for what is due, so none is needed for it, and one at a time does it. Hosts come at moments of their
 * own (FixedRandomDelay), but two may share one for good: only the lock keeps an event from running twice.
 */
export const cronFiles = (php: Php): readonly DesiredFile[] => [
  file(PROGRAM, textOf('wordpress/cron.php'), { validate: 'php -l {}' }),
  file(
    `${UNITS}/flotilla-cron.service`,
    textOf('wordpress/flotilla-cron.service', { memory: memoryOf(php) }),
  ),
  file(`${UNITS}/flotilla-cron.timer`, textOf('wordpress/flotilla-cron.timer'), {
    notify: ['restart the cron timer'],
  }),
];

export const CRON_UNITS: readonly DesiredUnit[] = [
  { name: 'flotilla-cron.timer', enabled: true, active: true },
];

export const CRON_HANDLERS: readonly Handler[] = [
  {
    name: 'restart the cron timer',
    command: 'systemctl restart flotilla-cron.timer',
  },
];

/** As much memory as WordPress allows wp-admin. */
const memoryOf = ({ memory }: Php): number => Math.max(256, memory);
