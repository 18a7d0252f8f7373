/** What differs between the Debian releases that a droplet may run. */
export interface Distribution {
  /** Version in PHP's package names and paths. */
  readonly php: string;
  /** Before nginx 1.25 HTTP/2 is a word of `listen`, since then a directive; each refuses or warns at the other. */
  readonly http2: 'listen' | 'directive';
  /** Groups for the key exchange that its OpenSSL knows, the best first; a name that it does not know ends nginx. */
  readonly groups: readonly string[];
}

const CURVES = ['X25519', 'prime256v1', 'secp384r1'];
const DEBIAN_12: Distribution = { php: '8.2', http2: 'listen', groups: CURVES };
const DEBIAN_13: Distribution = { php: '8.4', http2: 'directive', groups: ['X25519MLKEM768', ...CURVES] };
const BY_IMAGE: readonly (readonly [prefix: string, Distribution])[] = [
  ['debian-12', DEBIAN_12],
  ['debian-13', DEBIAN_13],
];

/** By DigitalOcean image slug. A snapshot's slug says nothing of its release: it is taken for the newest. */
export const distributionOf = (image: string): Distribution =>
  BY_IMAGE.find(([prefix]) => image.startsWith(prefix))?.[1] ?? DEBIAN_13;
