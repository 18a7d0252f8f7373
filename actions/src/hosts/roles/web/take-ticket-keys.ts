import type { Template } from '../../../lib/template.ts';
import type { DesiredFile, DesiredUnit, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { TICKET_KEYS, WRITTEN } from '../shared.ts';

const UNITS = '/etc/systemd/system';
const PROGRAM = '/usr/local/sbin/flotilla-take-ticket-keys';
const TAKE_TICKET_KEYS_UNIT = 'flotilla-take-ticket-keys.service';
const TIMER_UNIT = 'flotilla-take-ticket-keys.timer';
/** In memory: the keys are never written to a web host's disk. */
const KEPT = '/run/flotilla-tickets';
/** A pattern, so that nginx starts without it, as after every boot. */
export const TICKET_CONFIG = `${KEPT}/*.conf`;

export const takeTicketKeysFiles = (domain: string): readonly DesiredFile[] => [
  file(PROGRAM, program(domain), { mode: '0755', validate: 'sh -n {}' }),
  file(`${UNITS}/${TAKE_TICKET_KEYS_UNIT}`, SERVICE),
  file(`${UNITS}/${TIMER_UNIT}`, TIMER, { notify: ["restart the ticket keys' timer"] }),
];

export const TAKE_TICKET_KEYS_UNITS: readonly DesiredUnit[] = [
  { name: TIMER_UNIT, enabled: true, active: true },
];

export const TAKE_TICKET_KEYS_HANDLERS: readonly Handler[] = [
  { name: "restart the ticket keys' timer", command: `systemctl restart ${TIMER_UNIT}` },
];

/**
 * nginx encrypts by the first key and decrypts by all. A host learns a key half a day before it is used, so hosts need
 * not change over at the same moment. Keys that nobody changed for a day and a half are given up: nginx then goes on
 * with keys of its own, and forward secrecy does not end with the primary.
 */
const program = (domain: string): Template => `#!/bin/sh
${WRITTEN}
set -eu
umask 077
cd ${KEPT}
reload() { nginx -t -q && systemctl try-reload-or-restart nginx.service; }
# The name of the key in use, in hexadecimal: a ticket begins with it.
served() {
  timeout 10 openssl s_client -connect 127.0.0.1:443 -servername ${domain} -tls1_2 </dev/null 2>/dev/null |
    sed -n 's/^ *0000 - //p' | head -n 1 | tr -d ' -' | cut -c 1-32
}
# Without a ticket, as at boot before nginx runs, there is nothing to see.
is_loaded() { name=$(served); [ -z "$name" ] || [ "$name" = "$(od -An -v -tx1 -j80 -N16 found | tr -d ' \\n')" ]; }

# A hung share must not hold this up for ever; what was taken last is as good while it is young.
timeout 30 cp -p -- ${TICKET_KEYS} found 2>/dev/null || cp -p keys found 2>/dev/null ||
  { echo 'There are none yet'; exit 0; }
if [ "$(stat -c %s found)" != 240 ] || [ -z "$(find found -mmin -2160)" ]; then
  echo 'Those on the share are too old or not whole: nginx makes its own' >&2
  [ -e keys ] || [ -e keys.conf ] || exit 0
  rm -f keys.conf
  reload
  # Last, so that a run that was cut short is done again.
  rm -f keys ./*.key
  exit 0
fi
if cmp -s found keys && is_loaded; then exit 0; fi

head -c 80 found > next.key
head -c 160 found | tail -c 80 > current.key
tail -c 80 found > last.key
printf 'ssl_session_ticket_key ${KEPT}/%s.key;\\n' current next last > keys.conf
reload
for tries in $(seq 50); do ! is_loaded || break; sleep 0.2; done
is_loaded || { echo 'nginx goes on with the keys that it had, although it was reloaded: read its error log' >&2; exit 1; }
mv found keys
`;

const SERVICE: Template = `${WRITTEN}
[Unit]
Description=Takes the keys of session tickets from the share
After=network.target openvpn-client@flotilla.service nginx.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
RuntimeDirectory=flotilla-tickets
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
ExecStart=${PROGRAM}
TimeoutStartSec=2min
NoNewPrivileges=yes
PrivateTmp=yes
`;

const TIMER: Template = `${WRITTEN}
[Unit]
Description=Looks for new keys of session tickets on the share

[Timer]
OnBootSec=30s
OnUnitInactiveSec=15min
RandomizedDelaySec=20s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
