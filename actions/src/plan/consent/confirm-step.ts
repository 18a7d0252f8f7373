import { runWorkflow } from '../../lib/run-workflow.ts';
import type { Plan } from '../plan.ts';

/** How a person confirms this very plan. A plan that adopts records only comes out the same with `adopt` again. */
export const confirmStep = ({ fingerprint, cloud }: Pick<Plan, 'fingerprint' | 'cloud'>): string =>
  cloud.some(({ adopts }) => adopts)
    ? runWorkflow('deploy', { adopt: true, confirm: fingerprint })
    : runWorkflow('deploy', { confirm: fingerprint });
