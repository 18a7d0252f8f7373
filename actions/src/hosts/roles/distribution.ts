/** What differs between the Debian releases that a droplet may run. */
export interface Distribution {
  /** Version in PHP's package names and paths. */
  readonly php: string;
  /** Before nginx 1.25 HTTP/2 is a word of `listen`, since then a directive; each refuses or warns at the other. */
  readonly http2: 'listen' | 'directive';
}

const DEBIAN_13: Distribution = { php: '8.4', http2: 'directive' };
const BY_IMAGE: readonly (readonly [prefix: string, Distribution])[] = [
  ['debian-12', { php: '8.2', http2: 'listen' }],
  ['debian-13', DEBIAN_13],
];

/** By DigitalOcean image slug. A snapshot's slug says nothing of its release: it is taken for the newest. */
export const distributionOf = (image: string): Distribution =>
  BY_IMAGE.find(([prefix]) => image.startsWith(prefix))?.[1] ?? DEBIAN_13;
