import { type HostDeclaration, imageOf } from '../../declaration/declaration.ts';
import type { Handler, RoleContext } from '../model/role.ts';

/** What differs between the Debian releases that a host may run. */
export interface Distribution {
  /** As a person would say it, and `os` of a host's facts begins. */
  readonly name: string;
  /** Version in PHP's package names and paths. */
  readonly php: string;
  /** Major version of ImageMagick, in the path of its policy. */
  readonly imagemagick: string;
  /** Before nginx 1.25 HTTP/2 is a word of `listen`, since then a directive; each refuses or warns at the other. */
  readonly http2: 'listen' | 'directive';
  /** Groups for the key exchange that its OpenSSL knows, the best first; a name that it does not know ends nginx. */
  readonly groups: readonly string[];
}

const CURVES = ['X25519', 'prime256v1', 'secp384r1'];
const DEBIAN_12: Distribution = {
  name: 'Debian 12',
  php: '8.2',
  imagemagick: '6',
  http2: 'listen',
  groups: CURVES,
};
const DEBIAN_13: Distribution = {
  name: 'Debian 13',
  php: '8.4',
  imagemagick: '7',
  http2: 'directive',
  groups: ['X25519MLKEM768', ...CURVES],
};

const KNOWN: readonly { readonly image: string; readonly os: string; readonly is: Distribution }[] = [
  { image: 'debian-12', os: 'Debian GNU/Linux 12', is: DEBIAN_12 },
  { image: 'debian-13', os: 'Debian GNU/Linux 13', is: DEBIAN_13 },
];

export const reloadPhp = ({ php }: Distribution): Handler => ({
  name: 'reload PHP',
  command: `systemctl reload php${php}-fpm.service`,
});

/** What a host says it runs; undefined for a system that no role was written for. */
export const distributionByOs = (os: string): Distribution | undefined =>
  KNOWN.find((known) => os.startsWith(known.os))?.is;

/** What a droplet made from a DigitalOcean image runs; undefined for a snapshot, which says nothing of its release. */
export const distributionByImage = (image: string): Distribution | undefined =>
  KNOWN.find((known) => image.startsWith(known.image))?.is;

/**
 * A host's own word counts: the declared image is what new droplets start from, and no running host becomes another by
 * it. What nothing is known of is taken for the newest.
 */
export const distributionOn = ({ declaration, host, facts }: DistributionContext): Distribution =>
  distributionByOs(facts[host.name]?.os ?? '') ??
  distributionByImage(imageOf(declaration, host)) ??
  DEBIAN_13;

type DistributionContext = Pick<RoleContext, 'declaration' | 'facts'> & { readonly host: HostDeclaration };
