import type { Php } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { DesiredFile, DesiredUnit, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { WEB_ROOT, WRITTEN } from '../shared.ts';

const UNITS = '/etc/systemd/system';

const PROGRAM = '/usr/local/lib/flotilla/cron.php';

/**
 * Every host looks for what is due, so none is needed for it, and one at a time does it. Hosts come at moments of their
 * own (FixedRandomDelay), but two may share one for good: only the lock keeps an event from running twice.
 */
export const cronFiles = (php: Php): readonly DesiredFile[] => [
  file(PROGRAM, PROGRAM_TEXT, { validate: 'php -l {}' }),
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

/**
 * WordPress's own lock is a value that it reads and then writes, so hosts that start together all get it. This one is the
 * database's, and ends with its connection: what a host leaves undone when it is gone, the next one does. It is taken on
 * a connection of its own, which no event can close; and what WordPress has read by then may be what another host's run
 * has done meanwhile, so it is read again.
 */
const PROGRAM_TEXT: Template = `<?php
// Written by flotilla. Runs wp-cron.php, unless another host is running it.
declare(strict_types=1);

const LOCK = 'flotilla/cron';
// Longer than the unit lets this run.
const IDLE_SECONDS = 400;

function take_turn(): void
{
    global $cron_connection;
    $cron_connection = new wpdb(DB_USER, DB_PASSWORD, DB_NAME, DB_HOST);
    $cron_connection->query('SET SESSION wait_timeout = ' . IDLE_SECONDS);
    if ($cron_connection->get_var($cron_connection->prepare('SELECT GET_LOCK(%s, 0)', LOCK)) !== '1') {
        exit(0);
    }
    foreach (['alloptions', 'notoptions', 'cron'] as $read) {
        wp_cache_delete($read, 'options');
    }
    // Left by a run that was cut off: no other run uses it.
    delete_transient('doing_cron');
}

// WordPress takes over what stands here before it is loaded.
$wp_filter['plugins_loaded'][PHP_INT_MIN][] = ['function' => 'take_turn', 'accepted_args' => 0];
require '${WEB_ROOT}/wp-cron.php';
`;

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
