import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Links, Machines, Names } from '../ports.ts';
import { Background } from './background.ts';
import { REGIONS } from './catalogue.ts';
import { Knobs } from './knobs.ts';
import type { AccountData, Vpc } from './model.ts';

export interface AccountOptions {
  readonly machines: Machines;
  readonly links: Links;
  readonly names: Names;
  /** JSON file that keeps the account over a restart; nothing is kept without. It holds user data: mode 0600. */
  readonly statePath?: string;
  /** Default 25, as a new account's. */
  readonly dropletLimit?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Receives failures that occur after the response. Default: standard error. */
  readonly report?: (error: unknown) => void;
}

/** One DigitalOcean account: what is in it, and the ports to what is beneath. */
export interface Account extends Pick<AccountOptions, 'machines' | 'links' | 'names'> {
  readonly data: AccountData;
  readonly dropletLimit: number;
  readonly knobs: Knobs;
  readonly background: Background;
  now(): number;
  nextId(): number;
  /** Written before a change is answered, and after one that happens by itself. */
  save(): void;
}

export function createAccount(options: AccountOptions): Account {
  const {
    machines,
    links,
    names,
    statePath,
    dropletLimit = 25,
    now = Date.now,
    report = console.error,
  } = options;
  const data = statePath && existsSync(statePath) ? load(statePath, now()) : emptyAccount(now());
  return {
    machines,
    links,
    names,
    data,
    dropletLimit,
    now,
    knobs: new Knobs(),
    background: new Background(report),
    nextId: () => ++data.lastId,
    save: () => (statePath ? store(statePath, data) : undefined),
  };
}

export const dropletLimitOf = ({ dropletLimit, knobs }: Account): number =>
  knobs.accountState.dropletLimit ?? dropletLimit;

/** What lists show: all that is older than their lag. */
export function listed<T extends { readonly bornAt: number }>(
  account: Account,
  items: readonly T[],
): readonly T[] {
  const newest = account.now() - account.knobs.listLagMs;
  return items.filter(({ bornAt }) => bornAt <= newest);
}

/** Kept by a version that knew fewer kinds of resources, it has none of the others. */
const load = (path: string, now: number): AccountData => ({
  ...emptyAccount(now),
  ...JSON.parse(readFileSync(path, 'utf8')),
});

/** A crash leaves either the old file or the new one. */
function store(path: string, data: AccountData): void {
  writeFileSync(`${path}.new`, JSON.stringify(data), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function emptyAccount(bornAt: number): AccountData {
  return {
    uuid: randomUUID(),
    emailVerified: true,
    lastId: 3164443, // Ids look like DigitalOcean's, and never like a count.
    keys: [],
    droplets: [],
    condemned: [],
    actions: [],
    snapshots: [],
    tags: [],
    domains: [],
    firewalls: [],
    uptimeChecks: [],
    alertPolicies: [],
    vpcs: REGIONS.map(({ slug }, index) => defaultVpc(slug, index, bornAt)),
  };
}

const defaultVpc = (region: string, index: number, bornAt: number): Vpc => ({
  id: randomUUID(),
  region,
  prefix: `10.${100 + index}`,
  bornAt,
});
