import type { Template } from '../../../lib/template.ts';
import type { DesiredFile, DesiredUnit, GuardedCommand, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { TLS_DIRECTORY, TLS_SHARE, WRITTEN } from '../shared.ts';
import { quote } from '../shell.ts';
import { IN_SERVICE, PLACEHOLDER_MARK } from './certificate.ts';

const UNITS = '/etc/systemd/system';
const PROGRAM = '/usr/local/sbin/flotilla-take-certificate';
const TAKEN = '/var/lib/flotilla/certificate-looked-for';
/** The door of renewals starts it too. */
export const TAKE_UNIT = 'flotilla-certificate.service';
const TIMER_UNIT = 'flotilla-certificate.timer';

export const takeCertificateFiles = (names: readonly string[]): readonly DesiredFile[] => [
  file(PROGRAM, program(names), { mode: '0755', validate: 'sh -n {}' }),
  file(`${UNITS}/${TAKE_UNIT}`, SERVICE),
  file(`${UNITS}/${TIMER_UNIT}`, TIMER, { notify: ['restart the certificate timer'] }),
];

export const TAKE_CERTIFICATE_UNITS: readonly DesiredUnit[] = [
  { name: TIMER_UNIT, enabled: true, active: true },
];

export const TAKE_CERTIFICATE_HANDLERS: readonly Handler[] = [
  { name: 'restart the certificate timer', command: `systemctl restart ${TIMER_UNIT}` },
];

/** A new host serves the cluster's certificate from its first page on. What goes wrong here the timer tries again. */
export const takeCertificateAtOnce: GuardedCommand = {
  name: 'take the certificate',
  summary: "take the cluster's certificate from the share, where there is one",
  check: `test -e ${TAKEN}`,
  run: `systemctl start ${TAKE_UNIT} || true\ntouch ${TAKEN}\n`,
};

/**
 * Copies the live version of the share beside the one in service, looks at it closely, and puts it in service by one
 * link; whatever is wrong with it, the last good one stays. The chain is verified from its own intermediate, so that
 * an authority for trials will do; that browsers trust it is seen from outside, by the door of renewals.
 */
const program = (names: readonly string[]): Template => `#!/bin/sh
${WRITTEN}
set -eu
umask 077
refuse() { echo "The certificate on the share is not taken, the one in service stays: $1" >&2; exit 1; }
fingerprint() { openssl x509 -noout -fingerprint -sha256 "$@" 2>/dev/null; }
is_served() {
  timeout 10 openssl s_client -connect 127.0.0.1:443 -servername ${names[0]} </dev/null 2>/dev/null | fingerprint |
    grep -qxF "$(fingerprint -in ${IN_SERVICE}/fullchain.pem)"
}
# Seen by a handshake: a run that was killed may have put it in service and not told nginx. At boot nginx may not run
# yet, and then starts with it.
load() {
  systemctl is-active --quiet nginx.service || return 0
  ! is_served || return 0
  systemctl reload nginx.service
  for tries in $(seq 50); do ! is_served || return 0; sleep 0.2; done
  echo 'nginx goes on with the certificate that it had, although it was reloaded: read its error log' >&2
  exit 1
}

[ ! -e ${IN_SERVICE} ] || load

# A hung share must not hold this up for ever.
timeout 30 ls ${TLS_SHARE} >/dev/null || refuse 'the share cannot be read'
[ -e ${TLS_SHARE}/live ] || { echo 'None has been issued yet'; exit 0; }
# By its own name: the link may move on while it is copied.
version=$(timeout 30 readlink -f ${TLS_SHARE}/live)

rm -rf ${TLS_DIRECTORY}/.new
mkdir ${TLS_DIRECTORY}/.new
cd ${TLS_DIRECTORY}/.new
timeout 30 cp -- "$version/fullchain.pem" "$version/privkey.pem" . || refuse "$version cannot be read whole"
if cmp -s fullchain.pem ${IN_SERVICE}/fullchain.pem && cmp -s privkey.pem ${IN_SERVICE}/privkey.pem; then
  rm -rf ${TLS_DIRECTORY}/.new ${PLACEHOLDER_MARK}
  exit 0
fi

sed '1,/-----END CERTIFICATE-----/d' fullchain.pem > issuers.pem
openssl verify -partial_chain -no-CApath -no-CAstore -CAfile issuers.pem -purpose sslserver fullchain.pem >/dev/null ||
  refuse 'its chain does not verify, or it is not valid today'
[ "$(openssl x509 -noout -pubkey -in fullchain.pem)" = "$(openssl pkey -pubout -in privkey.pem)" ] ||
  refuse 'its key is another one'
for name in ${names.map(quote).join(' ')}; do
  openssl x509 -noout -checkhost "$name" -in fullchain.pem | grep -q 'does match' || refuse "it is not for $name"
done
rm issuers.pem

before=$(readlink ${IN_SERVICE})
version=\${version##*/}
sync -f .
cd ${TLS_DIRECTORY}
rm -rf "./$version"
mv -T .new "$version"
put_in_service() { ln -sfT "$1" ${IN_SERVICE}.new; mv -T ${IN_SERVICE}.new ${IN_SERVICE}; }
put_in_service "$version"
nginx -t -q || { put_in_service "$before"; refuse 'nginx does not accept it'; }
rm -f ${PLACEHOLDER_MARK}
load
find . -mindepth 1 -maxdepth 1 -type d ! -name "$version" -exec rm -rf {} +
echo "In service: $version"
`;

const SERVICE: Template = `${WRITTEN}
[Unit]
Description=Takes the certificate from the share
After=network.target openvpn-client@flotilla.service nginx.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${PROGRAM}
TimeoutStartSec=3min
# The share may come back before the timer does.
Restart=on-failure
RestartSec=1min
NoNewPrivileges=yes
PrivateTmp=yes
`;

/** Soon after a boot, for what was renewed while the host was down; then several times an hour. */
const TIMER: Template = `${WRITTEN}
[Unit]
Description=Looks for a new certificate on the share

[Timer]
OnBootSec=20s
OnUnitInactiveSec=15min
RandomizedDelaySec=20s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
