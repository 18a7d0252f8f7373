import { writeDeployed } from '../hosts/model/deployed.ts';
import { isEmpty } from '../plan/plan.ts';
import { step } from '../run/progress.ts';
import type { ApplyContext } from './context.ts';

/**
 * Records on the primary which commit is deployed completely: what was merged up to it approves nothing any more. A run
 * with nothing to do records it too, though it takes no lease. If the record cannot be written, the next run looks further
 * back; that changes no result.
 */
export async function recordDeployed(context: ApplyContext): Promise<void> {
  const { deployed, fleet, declaration, lease, plan, progress } = context;
  const primary = fleet.get(declaration.primary.name)?.connection;
  if (deployed === undefined || primary === undefined) return;
  if (!isEmpty(plan)) lease.check();
  const write = () => writeDeployed(primary, deployed);
  await step(progress, declaration.primary.name, 'recording the deployed commit', write).catch(() => {});
}
