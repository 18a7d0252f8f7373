import { attachCloud, startCloud } from '../cloud/cloud.ts';
import { CLOUD_NAME } from './cluster.ts';

/**
 * One cluster for all files: the committed `cluster/`, applied to an empty account. `LOCAL_CLOUD=<name>` uses a cloud
 * that is up already, for a loop of seconds while changing code; it is then left up.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const kept = process.env.LOCAL_CLOUD !== undefined;
  const cloud = kept
    ? await attachCloud(CLOUD_NAME)
    : await startCloud({ name: CLOUD_NAME, attached: true, laterWordpress: true });
  const { code, stdout, stderr } = await cloud.run(['node', 'actions/dist/apply.cjs']);
  process.stdout.write(stdout);
  if (code !== 0) {
    if (!kept) await cloud.stop();
    throw new Error(`The first apply ended with ${code}.\n${stdout}\n${stderr}`);
  }
  return async () => {
    if (!kept) await cloud.stop();
  };
}
