/** The contents of `cluster/`, with every default filled in and every rule checked. Plain data, no secrets. */
export interface Declaration {
  /** Name of the cluster; part of every tag (`cluster:<name>`), 1-32 of `a-z0-9-`. */
  readonly cluster: string;
  /** The site's name, e.g. `test.example.com`; equal to or below `zone`. */
  readonly domain: string;
  /** Names in the zone that redirect to the domain, with their `www.`. Absent: none. */
  readonly redirectFrom?: readonly string[];
  /** Never declared: what the hosts also answer to while the site's names change. */
  readonly meanwhile?: Meanwhile;
  /** The DNS zone DigitalOcean serves, e.g. `example.com`. */
  readonly zone: string;
  /** DigitalOcean image slug of new droplets, unless their host declares another. */
  readonly image: string;
  readonly vpn: {
    /** IPv4 CIDR of the VPN; the primary has its first address. */
    readonly subnet: string;
  };
  readonly ssh: {
    /** CIDRs that may open port 22. */
    readonly from: readonly string[];
  };
  readonly protectPrimary: boolean;
  readonly primary: HostDeclaration;
  /** Never empty; in the order of region file name, then of the file. */
  readonly web: readonly HostDeclaration[];
  readonly database: {
    /** `single`: on the primary. `cluster`: the same database on several hosts, each of which accepts writes (Galera). */
    readonly topology: Topology;
    /**
     * Never declared: what the hosts have in addition while the topology changes (`plan/conversion.ts`). `mesh`: only the network, which
     * carries nothing yet.
     */
    readonly beside?: 'mesh' | Topology;
    /** Names of the hosts that hold a `cluster`, the primary first. */
    readonly members: readonly string[];
    readonly name: string;
    readonly user: string;
  };
  readonly wordpress: {
    readonly version: string;
    /** SHA-256 of the tarball in hex; absent: only the checksum the source publishes is compared. */
    readonly sha256?: string;
    /** Base URL that holds `wordpress-<version>.tar.gz` and its `.sha1`. */
    readonly source: string;
    readonly title: string;
    readonly admin: { readonly user: string; readonly email: string };
    readonly tablePrefix: string;
    /** From wordpress.org's directory; part of every release of wp-content, with the committed files. */
    readonly plugins: readonly DirectoryPackage[];
    readonly themes: readonly DirectoryPackage[];
  };
  readonly php: Php;
  readonly dns: {
    /** Seconds, for each of our records. */
    readonly ttl: number;
    /** Certificate authorities that may issue for the domain (CAA `issue` values). */
    readonly caa: readonly string[];
  };
  readonly certificate: {
    /** `letsencrypt`, `letsencrypt-staging` or the URL of an ACME directory. */
    readonly authority: string;
    /** In addition to the domain and its `www.`; `*.` in front covers every name directly below. */
    readonly names: readonly string[];
    /** One of the authority's profiles; absent: its own default. */
    readonly profile?: string;
  };
  readonly https: { readonly hsts: Hsts };
  readonly alerts: {
    /** Whether DigitalOcean watches the site's certificate. */
    readonly certificate: boolean;
    /** It warns if fewer days are left. */
    readonly days: number;
    /** Whether it also warns when the site is down. */
    readonly down: boolean;
    /** DigitalOcean warns if a host's disk or memory (in percent) or its load stays above this. Absent: it does not. */
    readonly hosts?: Readonly<Record<'disk' | 'memory' | 'load', number>>;
    /** Absent: the account's own address. */
    readonly email?: string;
  };
  /** Absent: mail goes nowhere. */
  readonly mail?: Mail;
  /** The user's nginx configuration for the site's `server` block, sorted by name. */
  readonly snippets: readonly Snippet[];
  /** Raise it to rotate every derived secret. */
  readonly generation: number;
}

export type Topology = 'single' | 'cluster';

/** How PHP runs on every web host. */
export interface Php {
  /** MiB that a request may use. */
  readonly memory: number;
  /** MiB of the largest upload. */
  readonly upload: number;
  /** Seconds that a request of a logged-in person may take. */
  readonly time: number;
  /** On each web host; absent: as many as fit. */
  readonly workers?: number;
  /** Debian's names, in addition to those that every host has. */
  readonly extensions: readonly string[];
}

/** The SMTP relay for WordPress's mail. */
export interface Mail {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Sender, unless a plugin sets another. */
  readonly from: string;
  /** Raise it after the relay's password has changed. */
  readonly generation: number;
  /** SPF, DKIM and DMARC, by which receivers trust the relay. */
  readonly records: readonly MailRecord[];
}

export interface MailRecord {
  readonly type: 'TXT' | 'CNAME';
  /** In the zone, without the trailing dot. */
  readonly name: string;
  /** The text, or the target of a CNAME without the trailing dot. */
  readonly value: string;
}

/** The other names of a site that is moving. */
interface Meanwhile {
  /** They serve the site itself, like the domain. Every host already serves the first of them. */
  readonly serves: readonly string[];
  /** They redirect while their records are being removed. */
  readonly leaving: readonly string[];
}

/** The promise to browsers (RFC 6797). */
export interface Hsts {
  /** Seconds. 0 revokes an earlier promise. */
  readonly maxAge: number;
  readonly subdomains: boolean;
  readonly preload: boolean;
}

/** A plugin or a theme in wordpress.org's directory. */
export interface DirectoryPackage {
  readonly slug: string;
  readonly version: string;
  /** The SHA-256 of its zip, in hex. */
  readonly sha256: string;
}

/** `cluster/nginx/<name>`. */
export interface Snippet {
  /** File name, e.g. `redirects.conf`. */
  readonly name: string;
  readonly text: string;
}

/** One machine of the cluster, by its stable name. */
export interface HostDeclaration {
  readonly name: string;
  readonly kind: HostKind;
  /** DigitalOcean region slug: the name of the file that lists it. */
  readonly region: string;
  /** DigitalOcean size slug. */
  readonly size: string;
  /** DigitalOcean image slug; absent: the cluster's. */
  readonly image?: string;
  /** Fixed IPv4 address in the VPN: declared, or derived from the name alone, so it never changes. */
  readonly vpnAddress: string;
}

export type HostKind = 'primary' | 'web';

/** The image that a host's droplet starts from. */
export const imageOf = ({ image }: Pick<Declaration, 'image'>, host: HostDeclaration): string =>
  host.image ?? image;

/** Whether a host holds the database. */
export const isMember = (
  declaration: Pick<Declaration, 'database'>,
  { name, kind }: HostDeclaration,
): boolean => (hasCluster(declaration) ? declaration.database.members.includes(name) : kind === 'primary');

/** Whether WordPress uses the nearest member's database and its own host's uploads. */
export const isClustered = ({ database }: Pick<Declaration, 'database'>): boolean =>
  database.topology === 'cluster';

/** Whether the hosts have what `cluster` needs, in use or beside what is in use. */
export const hasCluster = ({ database: { topology, beside } }: Pick<Declaration, 'database'>): boolean =>
  topology === 'cluster' || beside === 'cluster';

/** The same for `single`. */
export const hasSingle = ({ database: { topology, beside } }: Pick<Declaration, 'database'>): boolean =>
  topology === 'single' || beside === 'single';

/** Where every host's WordPress finds the database. */
export const databaseAddress = (declaration: Pick<Declaration, 'database' | 'primary'>): string =>
  isClustered(declaration) ? '127.0.0.1' : declaration.primary.vpnAddress;

/** Every host, the primary first. */
export const allHosts = (declaration: Declaration): readonly HostDeclaration[] => [
  declaration.primary,
  ...declaration.web,
];
