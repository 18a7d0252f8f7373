import type { DesiredFile, DesiredUnit, Handler } from '../../role.ts';
import type { Template } from '../../template.ts';
import { file } from '../paths.ts';
import { WEB_ROOT, WRITTEN } from '../shared.ts';

const UNITS = '/etc/systemd/system';

/**
 * Every host runs what is due, so none is needed for it. WordPress itself lets one at a time; and each host comes at a
 * moment of its own (FixedRandomDelay), so they hardly ever meet.
 */
export const cronFiles = (): readonly DesiredFile[] => [
  file(`${UNITS}/flotilla-cron.service`, SERVICE),
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

const SERVICE: Template = `${WRITTEN}
[Unit]
Description=What WordPress has due: scheduled posts, cleaning up
After=network.target openvpn-client@flotilla.service
ConditionPathExists=${WEB_ROOT}/wp-cron.php

[Service]
Type=oneshot
User=www-data
Group=www-data
ExecStart=/usr/bin/php -d default_socket_timeout=5 -d memory_limit=256M ${WEB_ROOT}/wp-cron.php
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
