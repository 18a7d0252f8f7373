import type { Template } from '../../../lib/template.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, quote, timer } from '../parts.ts';
import { WRITTEN } from '../shared.ts';
import { AS_ROOT } from './sql.ts';

const BACKUPS = '/var/backups/flotilla';
const SCRIPT = '/usr/local/sbin/flotilla-backup';
const KEEP_DAYS = 7;

export const backup = ({ declaration: { database } }: RoleContext): readonly Part[] => [
  {
    directories: [directory(BACKUPS, { mode: '0700' })],
    files: [file(SCRIPT, script(database.name), { mode: '0755', validate: 'bash -n {}' })],
  },
  timer('flotilla-backup', { service: SERVICE, timer: TIMER }),
];

/**
 * A dump gets its name once it is complete and on the disk. Only then are older ones deleted, so a failed night costs no
 * backup. It accepts rows of any size, and writes binary data as digits (see `remote/dumps/make.py`).
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
