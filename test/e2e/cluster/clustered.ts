import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { attachCloud } from '../../cloud/cloud.ts';
import { PRIMARY } from '../cluster.ts';
import { ownCloud } from '../own-cloud.ts';
import type { Members } from './members.ts';

export { PRIMARY };

interface Clustered extends Members {
  readonly end: () => Promise<void>;
}

/** Three hosts that all hold the database. `CLUSTERED_CLOUD=NAME` in place of new ones: a cloud that is up and was applied. */
export async function clustered(name: string): Promise<Clustered> {
  const web = ['host-01', 'host-02'];
  const attached = process.env.CLUSTERED_CLOUD;
  if (attached) return { cloud: await attachCloud(attached), primary: PRIMARY, web, end: async () => {} };
  const own = await ownCloud(name, ['nyc1', 'sfo3']);
  await appendFile(join(own.directory, 'cluster/cluster.yml'), '\ndatabase: { topology: cluster }\n');
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  return { cloud: own.cloud, primary: PRIMARY, web, end: own.end };
}
