import type { DesiredFile, DesiredUnit, GuardedCommand, Handler } from '../../model/role.ts';
import { file } from '../paths.ts';
import { TLS_DIRECTORY } from '../shared.ts';
import { quote } from '../shell.ts';
import { textOf } from '../texts.ts';

const CHAIN = `${TLS_DIRECTORY}/fullchain.pem`;
const KEY = `${TLS_DIRECTORY}/privkey.pem`;
/** Exists while the certificate in service is the placeholder; the facts command reads it. */
const PLACEHOLDER_MARK = `${TLS_DIRECTORY}/placeholder`;

const UNITS = '/etc/systemd/system';
/** The renewal of certificates starts it too. */
export const TAKE_UNIT = 'flotilla-certificate.service';
const TIMER_UNIT = 'flotilla-certificate.timer';
const TRIED = '/var/lib/flotilla/certificate-looked-for';

/**
 * nginx cannot start without a certificate: this self-signed one serves until a real one is issued. It is made again when
 * the names change. The check never inspects a real certificate.
 */
export const placeholderCertificate = (names: readonly string[]): GuardedCommand => ({
  name: 'placeholder certificate',
  summary: `make a self-signed certificate for ${names.join(', ')}, to serve until one is issued`,
  check: `test -s ${CHAIN} && test -s ${KEY} && {
${names.map((name) => `  { ${isFor(name)}; }`).join(' &&\n')}
}`,
  run: textOf('web/placeholder-certificate.sh', {
    subjectAltName: quote(`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`),
  }),
  notify: ['reload nginx'],
});

const isFor = (name: string): string =>
  `test ! -e ${PLACEHOLDER_MARK} || openssl x509 -noout -checkhost ${quote(name)} -in ${CHAIN} | grep -q 'does match'`;

export const takeCertificateFiles = (names: readonly string[]): readonly DesiredFile[] => [
  file(
    '/usr/local/sbin/flotilla-take-certificate',
    textOf('web/take-certificate.sh', { firstName: names[0] ?? '', names: names.map(quote).join(' ') }),
    { mode: '0755', validate: 'sh -n {}' },
  ),
  file(`${UNITS}/${TAKE_UNIT}`, textOf(`web/${TAKE_UNIT}`)),
  file(`${UNITS}/${TIMER_UNIT}`, textOf(`web/${TIMER_UNIT}`), { notify: ['restart the certificate timer'] }),
];

export const TAKE_CERTIFICATE_UNITS: readonly DesiredUnit[] = [
  { name: TIMER_UNIT, enabled: true, active: true },
];

export const TAKE_CERTIFICATE_HANDLERS: readonly Handler[] = [
  { name: 'restart the certificate timer', command: `systemctl restart ${TIMER_UNIT}` },
];

/** A new host serves the cluster's certificate from its first page on. If this fails, the timer tries again. */
export const takeCertificateAtOnce: GuardedCommand = {
  name: 'take the certificate',
  summary: "take the cluster's certificate from the share, where there is one",
  check: `test -e ${TRIED}`,
  run: `systemctl start ${TAKE_UNIT} || true\ntouch ${TRIED}\n`,
};
