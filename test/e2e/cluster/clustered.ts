import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { attachCloud, type LocalCloud, type StartOptions } from '../../cloud/cloud.ts';
import { PRIMARY } from '../cluster.ts';
import { actionsOf, type OwnCloud, ownCloud } from '../own-cloud.ts';
import type { Members } from './members.ts';

export { PRIMARY };

export type Clustered = Members & OwnCloud;

/** Three hosts that all hold the database. `CLUSTERED_CLOUD="NAME DIRECTORY"` in place of new ones: a cloud that is up and was applied. */
export async function clustered(name: string, hosts: Pick<StartOptions, 'vms'> = {}): Promise<Clustered> {
  const web = ['host-01', 'host-02'];
  const [attached, directory = ''] = process.env.CLUSTERED_CLOUD?.split(' ') ?? [];
  if (attached) return attachedTo(await attachCloud(attached), directory, web);
  const own = await ownCloud(name, ['nyc1', 'sfo3'], hosts);
  await appendFile(join(own.directory, 'cluster/cluster.yml'), '\ndatabase: { topology: cluster }\n');
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  return { ...own, primary: PRIMARY, web };
}

const attachedTo = (cloud: LocalCloud, directory: string, web: readonly string[]): Clustered => ({
  ...{ cloud, directory, primary: PRIMARY, web },
  ...actionsOf(cloud, directory),
  end: async () => {},
});
