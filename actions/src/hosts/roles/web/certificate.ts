import type { GuardedCommand } from '../../model/role.ts';
import { TLS_DIRECTORY } from '../shared.ts';
import { quote } from '../shell.ts';

const CHAIN = `${TLS_DIRECTORY}/fullchain.pem`;
const KEY = `${TLS_DIRECTORY}/privkey.pem`;
const DAYS = 3650;

/** Says to facts that the certificate in service is the placeholder. */
export const PLACEHOLDER_MARK = `${TLS_DIRECTORY}/placeholder`;
/** A link to the directory in service, so that chain and key change in one step. */
export const IN_SERVICE = `${TLS_DIRECTORY}/current`;

const isFor = (name: string): string =>
  `test ! -e ${PLACEHOLDER_MARK} || openssl x509 -noout -checkhost ${quote(name)} -in ${CHAIN} | grep -q 'does match'`;

/**
 * nginx cannot start without a certificate, so until one is issued this one serves. A placeholder for another name
 * than today's is made again; a real certificate is never looked into here.
 */
export const placeholderCertificate = (names: readonly string[]): GuardedCommand => ({
  name: 'placeholder certificate',
  summary: `make a self-signed certificate for ${names.join(', ')}, to serve until one is issued`,
  check: `test -s ${CHAIN} && test -s ${KEY} && {
${names.map((name) => `  { ${isFor(name)}; }`).join(' &&\n')}
}`,
  run: `set -eu
umask 077
touch ${PLACEHOLDER_MARK}
made=$(mktemp -d ${TLS_DIRECTORY}/self-signed-XXXXXX)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days ${DAYS} \\
  -subj '/O=flotilla/CN=placeholder' -addext ${quote(`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`)} \\
  -keyout "$made/privkey.pem" -out "$made/fullchain.pem" 2>&1
ln -s "\${made##*/}" ${IN_SERVICE}.new
mv -T ${IN_SERVICE}.new ${IN_SERVICE}
ln -sfT current/privkey.pem ${KEY}
ln -sfT current/fullchain.pem ${CHAIN}
find ${TLS_DIRECTORY} -mindepth 1 -maxdepth 1 -type d ! -path "$made" -exec rm -rf {} +
`,
  notify: ['reload nginx'],
});
