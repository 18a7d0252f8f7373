import { DOMAIN, onHost, PRIMARY } from '../cluster.ts';
import { SHARE } from './door.ts';

/**
 * A shell script that creates a certificate of a private authority in `fullchain.pem`, with its key in `privkey.pem`. It is valid
 * between two times, given in hours from now.
 */
export const selfMade = (names: readonly string[], fromHours: number, toHours: number): string => `
  at() { date -u -d "$1 hours" +%Y%m%d%H%M%SZ; }
  p256='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
  openssl req -x509 $p256 -subj /CN=by-hand -days 90 -keyout ca.key -out ca.pem
  openssl req -new $p256 -subj / -addext 'subjectAltName=${names.map((name) => `DNS:${name}`).join()}' \
    -keyout privkey.pem -out request.pem
  openssl x509 -req -in request.pem -copy_extensions copy -CA ca.pem -CAkey ca.key -out leaf.pem \
    -not_before "$(at ${fromHours})" -not_after "$(at ${toHours})"
  cat leaf.pem ca.pem > fullchain.pem`;

export const SITE = [DOMAIN, `www.${DOMAIN}`];

/**
 * Makes a certificate on the share live, as root would do by hand: a copy of the live one, changed by this script. Returns a
 * function that undoes it.
 */
export async function publishByHand(script: string): Promise<() => Promise<unknown>> {
  const live = (await onHost(PRIMARY, `readlink ${SHARE}/live`)).trim();
  const version = `${SHARE}/versions/by-hand`;
  await onHost(
    PRIMARY,
    `set -e; rm -rf ${version}; cp -rL ${SHARE}/live ${version}; cd ${version}; (${script}) 2>&1; ln -sfn versions/by-hand ${SHARE}/live`,
  );
  return () => onHost(PRIMARY, `ln -sfn ${live} ${SHARE}/live; rm -rf ${version}`);
}

export const look = (host: string): Promise<string> =>
  onHost(host, 'systemctl start flotilla-certificate.service');
