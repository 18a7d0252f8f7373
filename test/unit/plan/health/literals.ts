import type { Declaration } from '../../../../actions/src/declaration/declaration.ts';
import type { Facts, HealthFacts } from '../../../../actions/src/hosts/model/facts.ts';
import type { PageFacts } from '../../../../actions/src/hosts/model/page.ts';
import type { FleetStatus, HostStatus, SiteAnswer } from '../../../../actions/src/plan/health/check.ts';
import { type Health, healthOf, TITLES } from '../../../../actions/src/plan/health/health.ts';
import { EXAMPLE } from '../example.ts';

export const NOW = Date.parse('2026-03-08T03:00:00Z');

export const SERVED = {
  kind: 'served',
  status: 200,
  certificate: 'verified',
} as const satisfies SiteAnswer;
/** A page that a healthy host renders. */
export const FRESH = {
  path: '/',
  status: 200,
  cache: 'BYPASS',
  whole: true,
  proof: {
    database: {
      host: EXAMPLE.primary.vpnAddress,
      name: EXAMPLE.database.name,
      prefix: EXAMPLE.wordpress.tablePrefix,
      error: null,
      wrote: true,
    },
  },
} as const satisfies PageFacts;
const UPLOADS = '/srv/flotilla/uploads';

const facts = (host: string, health: Partial<HealthFacts>, more: Partial<Facts>): Facts => ({
  host,
  cloudInit: 'done',
  os: 'Debian GNU/Linux 13 (trixie)',
  memoryMiB: 961,
  disk: { freeMiB: 18_000, totalMiB: 24_000 },
  clock: NOW / 1000,
  packages: [],
  files: {},
  directories: {},
  links: {},
  present: [],
  units: {},
  commands: {},
  vpnFingerprint: null,
  certificate: null,
  manifest: { version: 1, roles: {}, appliedAt: '2026-03-07T22:59:00Z', appliedBy: 'octocat' },
  health: {
    memoryAvailableMiB: 400,
    rebootRequired: false,
    wordpress: null,
    vpn: { up: true, peers: {} },
    databaseMs: 0.4,
    sharesMs: {},
    failedUnits: [],
    ...health,
  },
  ...more,
});

const connected = NOW / 1000 - 3 * 86_400;

export const primary = (health: Partial<HealthFacts> = {}, more: Partial<Facts> = {}): HostStatus => ({
  kind: 'observed',
  skewSeconds: 0,
  facts: facts(
    'sql',
    {
      vpn: { up: true, peers: { 'host-01': connected, 'host-02': connected, 'host-03': connected } },
      ...health,
    },
    { units: { 'nfs-server.service': { enabled: true, active: true } }, ...more },
  ),
});

export const web = (
  health: Partial<HealthFacts> = {},
  more: Partial<Facts> = {},
  seen: { readonly site?: SiteAnswer; readonly ipv6?: SiteAnswer; readonly skewSeconds?: number } = {},
): HostStatus => ({
  kind: 'observed',
  skewSeconds: 0,
  site: SERVED,
  ...seen,
  facts: facts(
    'any',
    { wordpress: '6.8.3', databaseMs: 31.6, sharesMs: { [UPLOADS]: 12.2 }, ...health },
    {
      certificate: {
        sha256: '',
        notAfter: '2026-05-20T00:00:00Z',
        issuer: "O=Let's Encrypt",
        placeholder: false,
      },
      ...more,
    },
  ),
});

/** A web host while the primary is unreachable: the tunnel's interface and everything behind it are gone. */
export const LONELY = { vpn: { up: false, peers: {} }, databaseMs: null, sharesMs: { [UPLOADS]: null } };

export const fleet = (
  hosts: FleetStatus['hosts'] = {},
  rotation = ['host-01', 'host-02', 'host-03'],
): FleetStatus => ({
  hosts: { sql: primary(), 'host-01': web(), 'host-02': web(), 'host-03': web(), ...hosts },
  rotation,
  now: NOW,
});

export const health = (hosts: FleetStatus['hosts'] = {}, rotation?: string[]): Health =>
  healthOf(EXAMPLE, fleet(hosts, rotation));

export const UNREACHABLE = {
  kind: 'unreachable',
  reason: 'its droplet is off',
} as const satisfies HostStatus;

export function cell({ rows }: Health, host: string, title: string) {
  const row = rows.find((candidate) => candidate.host.name === host);
  return row?.results[TITLES.indexOf(title)];
}

/** The example with its database on every host. */
export const CLUSTERED: Declaration = {
  ...EXAMPLE,
  database: { ...EXAMPLE.database, topology: 'cluster', members: ['sql', 'host-01', 'host-02', 'host-03'] },
};

export const SYNCED = {
  hasData: true,
  position: 812,
  isSafeToStart: false,
  state: 'Synced',
  size: 4,
} as const satisfies Facts['galera'];

/** Facts of a host whose database has this standing. */
export const galera = (more: Partial<NonNullable<Facts['galera']>> = {}): Partial<Facts> => ({
  galera: { ...SYNCED, ...more },
});

/** The health of a cluster whose hosts are all synced members, except those given. */
export const clusterHealth = (hosts: FleetStatus['hosts'] = {}, declaration = CLUSTERED): Health => {
  const members = {
    sql: primary({}, { ...galera(), units: { 'nfs-server.service': { enabled: true, active: true } } }),
    'host-01': web({}, galera()),
    'host-02': web({}, galera()),
    'host-03': web({}, galera()),
  };
  return healthOf(declaration, fleet({ ...members, ...hosts }));
};

/** What hosts of a cluster are like if something of theirs does not work. */
export const NO_VPN = { vpn: { up: false, peers: {} } };
export const NFS_UP = { units: { 'nfs-server.service': { enabled: true, active: true } } };
export const NFS_DOWN = { units: { 'nfs-server.service': { enabled: true, active: false } } };
export const AWAY = { state: 'Initialized', size: null };
export const STOPPED = { state: null, size: null };
export const FAILED: PageFacts = {
  ...FRESH,
  status: 500,
  proof: {
    database: { ...FRESH.proof.database, error: 'WSREP has not yet prepared node', wrote: null },
  },
};
export const three = (more = {}) => web({}, galera({ size: 3, ...more }));
