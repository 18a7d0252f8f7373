import { type HostDeclaration, imageOf } from '../../declaration/declaration.ts';
import type { Handler, RoleContext } from '../model/role.ts';

/** What differs between the Debian releases that a host may run. */
export interface Distribution {
  /** As a person would say it; `os` in a host's facts starts with it. */
  readonly name: string;
  /** Version in PHP's package names and paths. */
  readonly php: string;
  /** Major version of ImageMagick, in the path of its policy. */
  readonly imagemagick: string;
  /** Before nginx 1.25, HTTP/2 is a parameter of `listen`; since then it is a directive. Each version rejects or warns about the other form. */
  readonly http2: 'listen' | 'directive';
  /** Groups for the key exchange that its OpenSSL knows, the best first. nginx does not start with an unknown one. */
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

/** The distribution that a host reports; undefined for a system that no role supports. */
export const distributionByOs = (os: string): Distribution | undefined =>
  KNOWN.find((known) => os.startsWith(known.os))?.is;

/** The distribution of a DigitalOcean image; undefined for a snapshot, which does not name its release. */
export const distributionByImage = (image: string): Distribution | undefined =>
  KNOWN.find((known) => image.startsWith(known.image))?.is;

/**
 * The host's own report counts. The declared image is only what new droplets start from; it does not change a running host.
 * An unknown host counts as the newest.
 */
export const distributionOn = ({ declaration, host, facts }: DistributionContext): Distribution =>
  distributionByOs(facts[host.name]?.os ?? '') ??
  distributionByImage(imageOf(declaration, host)) ??
  DEBIAN_13;

type DistributionContext = Pick<RoleContext, 'declaration' | 'facts'> & { readonly host: HostDeclaration };
