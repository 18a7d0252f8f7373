import { createHash } from 'node:crypto';
import type { Order, Outcome } from '../../../actions/src/hosts/converge/converge-program.ts';
import type { RunOptions, RunResult } from '../../../actions/src/hosts/link/connection.ts';
import type { Facts, Manifest, RoleManifest } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry, type ManifestPatch } from '../../../actions/src/hosts/model/manifest.ts';
import type { PageFacts } from '../../../actions/src/hosts/model/page.ts';
import { WP_CONFIG } from '../../../actions/src/hosts/roles/shared.ts';
import { done, requestIn } from '../hosts/requests.ts';
import { EXAMPLE } from '../plan/example.ts';
import { type LeaseWorld, SimulatedLease } from './simulated-lease.ts';

export type Fault = 'none' | 'refused' | 'lost';

/** Aborted when the command's link ends. */
type LinkedOptions = RunOptions & { readonly cut: AbortSignal };

type RoleOrder = Order['roles'][number];

/** A host in memory that implements the protocols of the programs in `remote/`. */
export class SimulatedHost {
  manifest: Manifest | null = null;
  hasFailed = false;
  /** Why its database cannot be used, although nginx serves a cached page. */
  unwell: string | undefined;
  /** Where it stands among the members of a clustered database. */
  galera: Facts['galera'];
  private databaseHost = '';
  private readonly files: Facts['files'] = {};
  private readonly directories: Facts['directories'] = {};
  private readonly links: Record<string, string> = {};
  private packages = new Set<string>();
  private keys = 0;
  private hasKey = false;
  /** When it answers after its last boot, and when its site does. */
  upAt = 0;
  siteUpAt = 0;
  readonly lease: SimulatedLease;
  /** Addresses of the steps of each order. */
  readonly orders: string[][] = [];

  constructor(
    readonly name: string,
    /** The result of the next change. `lost`: everything is applied, but the site is gone. */
    private readonly fate: () => Fault,
    private readonly world: LeaseWorld,
  ) {
    this.lease = new SimulatedLease(world);
  }

  /** The fingerprint that its peers expect; null while it has no key. */
  get fingerprint(): string | null {
    return this.hasKey ? `${fingerprintOf(this.name)}:${String(this.keys).padStart(2, '0')}` : null;
  }

  loseKey(): void {
    this.hasKey = false;
  }

  /** It has everything that a web host needs, and its last change was finished. */
  get serves(): boolean {
    const roles = this.manifest?.roles ?? {};
    return (
      !this.hasFailed &&
      'wordpress' in roles &&
      Object.values(roles).every(({ unfinished }) => !unfinished?.length)
    );
  }

  readonly run = async (command: string, options: LinkedOptions): Promise<RunResult> => {
    if (command === 'systemctl is-system-running') return answer('running\n');
    if (!command.startsWith('python3')) return answer('');
    const { input = '', onLine = () => {}, cut } = options;
    if (typeof input !== 'string') return this.lease.lend(input, onLine, cut);
    const { verb, ...request } = requestIn(input);
    if (verb === 'observe') return answer(done(this.facts()));
    if (verb === 'ask') return answer(done({ pages: [this.page()] }));
    return answer(done(this.converge(request as unknown as Order, onLine)));
  };

  private facts(): Facts {
    const roles: Record<string, RoleManifest> = this.manifest?.roles ?? {};
    const named = Object.entries(roles);
    return {
      host: this.name,
      cloudInit: 'done',
      os: 'Debian GNU/Linux 13 (trixie)',
      memoryMiB: 961,
      disk: { freeMiB: 20_000, totalMiB: 24_000 },
      clock: 1_800_000_000,
      packages: [...this.packages],
      files: this.files,
      directories: this.directories,
      links: this.links,
      present: [],
      units: Object.fromEntries(
        named.flatMap(([, { units }]) => units.map((unit) => [unit, { enabled: true, active: true }])),
      ),
      commands: Object.fromEntries(
        named.flatMap(([role, { commands }]) =>
          Object.keys(commands).map((name) => [
            `${role}/${name}`,
            `${role}/${name}` !== 'vpn/key' || this.hasKey,
          ]),
        ),
      ),
      vpnFingerprint: this.fingerprint,
      galera: this.galera,
      certificate: null,
      manifest: this.manifest,
    };
  }

  /** The page as the host renders it for itself. `unwell` is its database's error. */
  private page(): PageFacts {
    const database = { host: this.databaseHost, name: EXAMPLE.database.name, prefix: 'wp_' };
    const proof = { database: { ...database, error: this.unwell ?? null, wrote: this.unwell === undefined } };
    const isUp = this.world.now() >= this.siteUpAt;
    const status = isUp && this.serves && this.unwell === undefined ? 200 : 500;
    return { path: '/', cache: 'BYPASS', status, title: 'A small fleet', whole: status === 200, proof };
  }

  private converge(order: Order, onLine: (line: string) => void): Outcome {
    this.orders.push(order.roles.flatMap(({ steps }) => steps.map(({ address }) => address)));
    for (const role of order.roles) {
      const [address = role.role] = role.addresses;
      onLine(JSON.stringify({ event: 'started', address }));
      const fate = this.fate();
      this.hasFailed ||= fate === 'lost';
      if (fate === 'refused') {
        this.note(role.role, { ...this.entry(role.role), unfinished: [...role.addresses] });
        return { outcome: 'failed', address, do: 'run', error: 'ended with status 1', output: '' };
      }
      for (const step of role.steps) this.take(step);
      this.note(role.role, patched(this.entry(role.role), role));
    }
    return { outcome: 'finished' };
  }

  private take(step: RoleOrder['steps'][number]): void {
    if (step.do === 'guarded' && step.address.endsWith('/vpn/command/key') && !this.hasKey) {
      this.keys += 1;
      this.hasKey = true;
    }
    if (step.do === 'packages') for (const name of step.names) this.packages.add(name);
    if (step.do === 'directory') this.directories[step.path] = step;
    if (step.do === 'link') this.links[step.path] = step.target;
    if (step.do === 'write') this.files[step.path] = { ...step, sha256: sha256(step.content) };
    if (step.do === 'write' && step.path === WP_CONFIG)
      this.databaseHost = /'DB_HOST', '([^']+)'/.exec(step.content)?.[1] ?? '';
    if (step.do === 'remove') {
      delete this.files[step.path];
      delete this.links[step.path];
    }
  }

  private entry = (role: string): RoleManifest => this.manifest?.roles[role] ?? emptyEntry;

  private note(role: string, entry: RoleManifest): void {
    this.manifest = { version: 1, roles: { ...this.manifest?.roles, [role]: entry } };
  }
}

const answer = (stdout: string): RunResult => ({ code: 0, stdout, stderr: '' });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const fingerprintOf = (host: string): string =>
  (sha256(host).slice(0, 8).toUpperCase().match(/../g) ?? []).join(':');

function patched(was: RoleManifest, { add, drop }: ManifestPatch): RoleManifest {
  const list = (field: 'packages' | 'directories' | 'links' | 'absent' | 'units') => [
    ...new Set([...was[field].filter((name) => !drop[field].includes(name)), ...add[field]]),
  ];
  const table = <T>(before: Record<string, T>, after: Record<string, T>, gone: readonly string[]) =>
    Object.fromEntries(Object.entries({ ...before, ...after }).filter(([name]) => !gone.includes(name)));
  return {
    packages: list('packages'),
    directories: list('directories'),
    files: table(was.files, add.files, drop.files),
    links: list('links'),
    absent: list('absent'),
    units: list('units'),
    commands: table(was.commands, add.commands, drop.commands),
  };
}
