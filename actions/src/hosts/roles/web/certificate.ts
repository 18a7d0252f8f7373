import type { GuardedCommand } from '../../role.ts';
import { TLS_DIRECTORY } from '../shared.ts';
import { quote } from '../shell.ts';

const CHAIN = `${TLS_DIRECTORY}/fullchain.pem`;
const KEY = `${TLS_DIRECTORY}/privkey.pem`;
const MARKER = `${TLS_DIRECTORY}/placeholder`;
const DAYS = 3650;

/**
 * nginx cannot start without a certificate, so until one is issued this one serves; the marker says so to facts. A
 * placeholder for another name than today's is made again; a real certificate is never looked into here.
 */
export const placeholderCertificate = (domain: string): GuardedCommand => ({
  name: 'placeholder certificate',
  summary: `make a self-signed certificate for ${domain} and www.${domain}, to serve until one is issued`,
  check: `test -s ${CHAIN} && test -s ${KEY} && {
  test ! -e ${MARKER} || openssl x509 -noout -checkhost ${quote(`www.${domain}`)} -in ${CHAIN} | grep -q 'does match'
}`,
  run: `set -eu
umask 077
touch ${MARKER}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days ${DAYS} \\
  -subj '/O=flotilla/CN=placeholder' -addext ${quote(`subjectAltName=DNS:${domain},DNS:www.${domain}`)} \\
  -keyout ${KEY}.new -out ${CHAIN}.new 2>&1
chmod 0644 ${CHAIN}.new
mv ${KEY}.new ${KEY}
mv ${CHAIN}.new ${CHAIN}
`,
  notify: ['reload nginx'],
});
