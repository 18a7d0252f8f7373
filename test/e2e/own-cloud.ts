import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, type StartOptions, startCloud } from '../cloud/cloud.ts';
import { call, dropletsOf } from './api.ts';
import { plain, type Ran } from './cluster.ts';

const APPLY = ['node', 'actions/dist/apply.cjs'];
const PLAN = ['node', 'actions/dist/plan.cjs'];
const RENEW = ['node', 'actions/dist/renew-certificates.cjs'];

/** An empty cloud and a cluster for it, for a test that must not disturb others. */
export interface OwnCloud {
  readonly cloud: LocalCloud;
  /** Contains its `cluster/`, which the test may edit. */
  readonly directory: string;
  /** `before` precedes the command, e.g. `timeout`. `inputs` are the action's, as the workflow passes them. */
  apply(options?: { before?: readonly string[]; inputs?: Record<string, string> }): Promise<Ran>;
  /** The same, with the consent to whatever the plan asks a person to confirm. */
  applyConfirmed(options?: { before?: readonly string[] }): Promise<Ran>;
  plan(): Promise<Ran>;
  renew(): Promise<Ran>;
  end(): Promise<void>;
}

/** Copies `regions` of the committed cluster into a new directory, and returns it. */
export function clusterOf(regions: readonly string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'flotilla-cluster-'));
  const wanted = (path: string) => !path.endsWith('.yml') || kept(path, regions);
  cpSync('cluster', join(directory, 'cluster'), { recursive: true, filter: wanted });
  return directory;
}

export async function ownCloud(
  name: string,
  regions: readonly string[],
  hosts: Pick<StartOptions, 'bare' | 'vms'> = {},
): Promise<OwnCloud> {
  const directory = clusterOf(regions);
  const cloud = await startCloud({ name, attached: true, ...hosts });
  return {
    cloud,
    directory,
    ...actionsOf(cloud, directory),
    end: async () => {
      await cloud.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

type Actions = Pick<OwnCloud, 'apply' | 'applyConfirmed' | 'plan' | 'renew'>;

/** The actions of a cluster that is declared below `directory`. */
export function actionsOf(cloud: LocalCloud, directory: string): Actions {
  const env = (inputs: Record<string, string> = {}) => ({
    INPUT_DIRECTORY: directory,
    ...Object.fromEntries(
      Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]),
    ),
  });
  const apply: OwnCloud['apply'] = ({ before = [], inputs } = {}) =>
    cloud.run([...before, ...APPLY], { env: env(inputs) });
  const plan = () => cloud.run(PLAN, { env: env() });
  return {
    apply,
    applyConfirmed: async ({ before } = {}) => {
      for (;;) {
        const [, confirm = ''] = /^Fingerprint (\w+)/m.exec(plain((await plan()).stdout)) ?? [];
        const ran = await apply({ before, inputs: { confirm } });
        // What a killed run started on the hosts may have ended meanwhile.
        if (!`${ran.stdout}${ran.stderr}`.includes('belongs to another plan')) return ran;
      }
    },
    plan,
    renew: () => cloud.run(RENEW, { env: env() }),
  };
}

const kept = (path: string, regions: readonly string[]): boolean =>
  path.endsWith('cluster.yml') || regions.some((region) => path.endsWith(`/${region}.yml`));

/** The committed cluster's region with a primary and one web host, and all its regions. */
export const TWO_HOSTS = ['nyc1'];
export const FOUR_HOSTS = ['nyc1', 'sfo3', 'tor1'];

interface Lists {
  ssh_keys: { name: string }[];
  firewalls: { name: string }[];
  domains: { name: string }[];
  domain_records: { type: string; name: string; data: string }[];
}

/** Everything in the account and below it, sorted, with host names for addresses. Equal clusters have equal inventories. */
export async function inventory({ cloud }: OwnCloud): Promise<string[]> {
  const list = async <K extends keyof Lists>(kind: K, path: string) =>
    (await call<Lists>(cloud, 'GET', `${path}?per_page=200`))[kind];
  const droplets = await dropletsOf(cloud);
  const named = (data: string) =>
    droplets.reduce(
      (text, { name, networks: { v4, v6 } }) =>
        [...v4, ...v6].some(({ ip_address }) => ip_address === text) ? name : text,
      data,
    );
  const records = await list('domain_records', '/domains/example.com/records');
  const disks = await readdir(cloud.paths.disks);
  return [
    ...droplets.map(({ name }) => `droplet ${name}`),
    ...(await list('ssh_keys', '/account/keys')).map(({ name }) => `key ${name}`),
    ...(await list('firewalls', '/firewalls')).map(({ name }) => `firewall ${name}`),
    ...(await list('domains', '/domains')).map(({ name }) => `zone ${name}`),
    ...records.map(({ type, name, data }) => `record ${type} ${name} ${named(data)}`),
    `${disks.length} machines`,
  ].sort();
}
