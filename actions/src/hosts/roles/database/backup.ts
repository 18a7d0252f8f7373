import type { Template } from '../../../lib/template.ts';
import type { DesiredFile, DesiredUnit, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { WRITTEN } from '../shared.ts';
import { quote } from '../shell.ts';
import { AS_ROOT } from './root.ts';

export const BACKUPS = '/var/backups/flotilla';
const SCRIPT = '/usr/local/sbin/flotilla-backup';
const UNITS = '/etc/systemd/system';
const KEEP_DAYS = 7;

export const backupFiles = (database: string): readonly DesiredFile[] => [
  file(SCRIPT, script(database), { mode: '0755', validate: 'bash -n {}' }),
  file(`${UNITS}/flotilla-backup.service`, SERVICE),
  file(`${UNITS}/flotilla-backup.timer`, TIMER, { notify: ['restart the backup timer'] }),
];

export const BACKUP_UNITS: readonly DesiredUnit[] = [
  { name: 'flotilla-backup.timer', enabled: true, active: true },
];

export const BACKUP_HANDLERS: readonly Handler[] = [
  {
    name: 'restart the backup timer',
    command: 'systemctl restart flotilla-backup.timer',
  },
];

/**
 * A dump takes its name when it is whole and on the disk; only then do older ones go, so that a broken night costs no
 * backup. It takes a row of any size, and writes bytes that are no text as digits (see `remote/dumps/make.py`).
 */
const script = (database: string): Template => `#!/bin/bash
${WRITTEN}
set -euo pipefail
umask 077
new=${BACKUPS}/unfinished
rm -f ${BACKUPS}/*.sql.gz.new
trap 'rm -f "$new"' EXIT
mariadb-dump ${AS_ROOT} --single-transaction --quick --hex-blob --max-allowed-packet=1G --routines --events \
  --databases ${quote(database)} | gzip >"$new"
sync "$new"
mv "$new" ${BACKUPS}/${database}-$(date --utc +%F).sql.gz
find ${BACKUPS} -name ${quote(`${database}-*.sql.gz`)} -mtime +${KEEP_DAYS - 1} -delete
`;

const SERVICE: Template = `${WRITTEN}
[Unit]
Description=Nightly dump of the database
After=mariadb.service

[Service]
Type=oneshot
ExecStart=${SCRIPT}
Nice=19
IOSchedulingClass=idle
`;

const TIMER: Template = `${WRITTEN}
[Unit]
Description=Nightly dump of the database

[Timer]
OnCalendar=*-*-* 03:20
RandomizedDelaySec=20m
Persistent=true

[Install]
WantedBy=timers.target
`;
