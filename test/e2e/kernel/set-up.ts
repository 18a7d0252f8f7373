import type { TestProject } from 'vitest/node';
import { apply, measureSlowness, openCloud } from './cluster.ts';

/**
 * The committed cluster's first region on two virtual machines. `LOCAL_CLOUD=<name>` uses a cloud that is up already,
 * started with `--hosts vm`. It stays up.
 */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const end = await openCloud();
  const { code, stdout, stderr } = await apply();
  if (code === 0) {
    provide('slowness', await measureSlowness());
    return end;
  }
  await end();
  throw new Error(`The first apply on virtual machines ended with ${code}.\n${stdout}\n${stderr}`);
}
