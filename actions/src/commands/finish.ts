import { isEmpty, type Plan } from '../plan/plan.ts';
import { hasWork, type Report } from '../run/report.ts';
import type { Approvals } from './merged.ts';
import { showReport } from './show.ts';
import { fail, output } from './workflow.ts';

interface Finished {
  readonly plan: Plan;
  readonly report: Report;
}

/** Reports what an apply did. The result comes first, so that nothing after it can change it. */
export async function finish({ report, plan }: Finished, approvals: Approvals): Promise<void> {
  output('finished', report.isFinished === true);
  output('changed', !isEmpty(plan) || hasWork(report));
  output('approved', (await approvals.approved()).join(' '));
  if (report.failures.length > 0) fail(report.failures.join('\n'));
  await Promise.all([showReport(report), approvals.complete(report)]);
}
