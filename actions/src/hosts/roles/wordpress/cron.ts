import type { Php } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { DesiredFile, DesiredUnit, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { WEB_ROOT, WRITTEN } from '../shared.ts';
import { textOf } from '../texts.ts';

const UNITS = '/etc/systemd/system';

const PROGRAM = '/usr/local/lib/flotilla/cron.php';

/**
 * Every host looks for what is due, so none is needed for it, and one at a time does it. Hosts come at moments of their
 * own (FixedRandomDelay), but two may share one for good: only the lock keeps an event from running twice.
 */
export const cronFiles = (php: Php): readonly DesiredFile[] => [
  file(PROGRAM, textOf('wordpress/cron.php'), { validate: 'php -l {}' }),
  file(`${UNITS}/flotilla-cron.service`, service(php)),
  file(`${UNITS}/flotilla-cron.timer`, TIMER, { notify: ['restart the cron timer'] }),
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

const service = (php: Php): Template => `${WRITTEN}
[Unit]
Description=What WordPress has due: scheduled posts, cleaning up
After=network.target openvpn-client@flotilla.service
ConditionPathExists=${WEB_ROOT}/wp-cron.php

[Service]
Type=oneshot
User=www-data
Group=www-data
ExecStart=/usr/bin/php -d default_socket_timeout=5 -d memory_limit=${memoryOf(php)}M ${PROGRAM}
TimeoutStartSec=5min
Nice=10
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=yes
ProtectSystem=full
`;

const TIMER: Template = `${WRITTEN}
[Unit]
Description=What WordPress has due

[Timer]
OnCalendar=*:0/3
RandomizedDelaySec=3min
FixedRandomDelay=yes
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
