import { writeDeployed } from '../../hosts/deployed.ts';
import { told } from '../progress.ts';
import type { ApplyContext } from './context.ts';

/**
 * Records on the primary, while the lease is held, which commit is deployed completely: what was merged up to it approves
 * nothing any more. If the record cannot be written, the next run looks further back; that changes no result.
 */
export async function recordDeployed(context: ApplyContext): Promise<void> {
  const { deployed, fleet, declaration, lease, progress } = context;
  const primary = fleet.get(declaration.primary.name)?.connection;
  if (deployed === undefined || primary === undefined) return;
  lease.check();
  const write = () => writeDeployed(primary, deployed);
  await told(progress, declaration.primary.name, 'recording the deployed commit', write).catch(() => {});
}
