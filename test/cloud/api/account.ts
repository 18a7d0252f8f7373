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
  /** JSON file that keeps the account across a restart. Without it nothing is kept. It contains user data, so its mode is 0600. */
  readonly statePath?: string;
  /** Default 25, the limit of a new account. */
  readonly dropletLimit?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Receives failures that occur after the response. Default: standard error. */
  readonly report?: (error: unknown) => void;
}

/** One DigitalOcean account: its resources, and the ports to machines, links and DNS. */
export interface Account extends Pick<AccountOptions, 'machines' | 'links' | 'names'> {
  readonly data: AccountData;
  readonly dropletLimit: number;
  readonly knobs: Knobs;
  readonly background: Background;
  now(): number;
  nextId(): number;
  /** Written before the response to a change, and after a change in the background. */
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

/** The resources that lists show: those older than the lag. */
export function listed<T extends { readonly bornAt: number }>(
  account: Account,
  items: readonly T[],
): readonly T[] {
  const newest = account.now() - account.knobs.listLagMs;
  return items.filter(({ bornAt }) => bornAt <= newest);
}

/** A file of an earlier version lacks the newer kinds of resources. */
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
    lastId: 3164443, // Ids look like DigitalOcean's, and unlike a count.
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
