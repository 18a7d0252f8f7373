import { applyTwo, openCloud } from './cluster.ts';

/**
 * The committed cluster's first region on two virtual machines. `LOCAL_CLOUD=<name>` uses a cloud that is up already,
 * started with `--hosts vm`. It stays up.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const { cloud, end } = await openCloud();
  const { code, stdout, stderr } = await applyTwo(cloud);
  if (code === 0) return end;
  await end();
  throw new Error(`The first apply on virtual machines ended with ${code}.\n${stdout}\n${stderr}`);
}
