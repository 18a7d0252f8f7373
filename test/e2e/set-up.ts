import type { TestProject } from 'vitest/node';
import { attachCloud, type LocalCloud, startCloud } from '../cloud/cloud.ts';
import { cloudOfLane } from './cluster.ts';
import { raiseInotifyLimit } from './inotify.ts';

/**
 * One cluster for each lane of files: the committed `cluster/`, applied to an empty account. `LOCAL_CLOUD=<name>` uses
 * a cloud that is up already, which makes a fast loop while changing code. It stays up.
 */
export default async function setUp({ vitest }: TestProject): Promise<() => Promise<void>> {
  const files = vitest.state.getPaths().length;
  const lanes = Math.max(1, Math.min(vitest.config.maxWorkers, files));
  const clouds: LocalCloud[] = [];
  const putLimitBack = raiseInotifyLimit();
  const end = async () => {
    await Promise.all(clouds.map((cloud) => cloud.stop()));
    putLimitBack();
  };
  const ready = Array.from({ length: lanes }, async (_, index) => {
    const cloud = await open(cloudOfLane(index + 1));
    if (!isKept()) clouds.push(cloud);
    await applyFirst(cloud);
  });
  const failed = (await Promise.allSettled(ready)).find((result) => result.status === 'rejected');
  if (!failed) return end;
  await end();
  throw failed.reason;
}

const isKept = (): boolean => process.env.LOCAL_CLOUD !== undefined;

const open = (name: string): Promise<LocalCloud> =>
  isKept() ? attachCloud(name) : startCloud({ name, attached: true, laterWordpress: true });

async function applyFirst(cloud: LocalCloud): Promise<void> {
  const { code, stdout, stderr } = await cloud.run(['node', 'actions/dist/apply.cjs']);
  if (code !== 0)
    throw new Error(`The first apply in "${cloud.name}" ended with ${code}.\n${stdout}\n${stderr}`);
  process.stdout.write(stdout);
}
