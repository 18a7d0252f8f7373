import type { Template } from '../../../lib/template.ts';
import type { DesiredFile, DesiredUnit, GuardedCommand, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { TICKET_KEYS, WRITTEN } from '../shared.ts';

const UNITS = '/etc/systemd/system';
const TICKET_KEYS_UNIT = 'flotilla-ticket-keys.service';
const TIMER_UNIT = 'flotilla-ticket-keys.timer';

export const ticketKeysFiles = (): readonly DesiredFile[] => [
  file(`${UNITS}/${TICKET_KEYS_UNIT}`, SERVICE),
  file(`${UNITS}/${TIMER_UNIT}`, TIMER, { notify: ["restart the ticket keys' timer"] }),
];

export const TICKET_KEYS_UNITS: readonly DesiredUnit[] = [{ name: TIMER_UNIT, enabled: true, active: true }];

export const TICKET_KEYS_HANDLERS: readonly Handler[] = [
  { name: "restart the ticket keys' timer", command: `systemctl restart ${TIMER_UNIT}` },
];

export const firstTicketKeys: GuardedCommand = {
  name: 'ticket keys',
  summary: 'make the first keys of TLS session tickets, which all web hosts share',
  check: `test -s ${TICKET_KEYS}`,
  run: `systemctl start ${TICKET_KEYS_UNIT}\n`,
};

/**
 * A visitor's ticket is good at every host, since all have the same keys. They are random and go after 36 hours: keys
 * that followed from the cluster's secret would open all that was ever recorded to whoever learns it one day. The times
 * are Twitter's ("Forward Secrecy at Twitter", 2013); nginx wants 80 bytes a key.
 */
const SERVICE: Template = `${WRITTEN}
[Unit]
Description=Puts a new key of session tickets before the others, and forgets the oldest
StartLimitIntervalSec=0

[Service]
Type=oneshot
UMask=0077
ExecStart=/bin/sh -ec 'test -s ${TICKET_KEYS} || head -c 240 /dev/urandom > ${TICKET_KEYS}; \\
  (head -c 80 /dev/urandom; head -c 160 ${TICKET_KEYS}) > ${TICKET_KEYS}.new; \\
  mv ${TICKET_KEYS}.new ${TICKET_KEYS}'
NoNewPrivileges=yes
PrivateTmp=yes
`;

const TIMER: Template = `${WRITTEN}
[Unit]
Description=A new key of session tickets twice a day

[Timer]
OnCalendar=*-*-* 02,14:30:00
Persistent=yes

[Install]
WantedBy=timers.target
`;
