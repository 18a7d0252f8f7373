import type { RenewReport } from '../certificates/renewal.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { closeIssue, openIssue } from '../github/issues.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import { daysLeft, isOverdue } from '../lib/thresholds.ts';
import { code, plain, row } from '../plan/render/markdown-escape.ts';
import { requireRepository } from './github.ts';
import { flag } from './inputs.ts';

const INPUT = 'expiry-issue';

/**
 * Where asked to, keeps one issue open as long as a host serves a certificate that should have been renewed long ago.
 * It closes only when every host was seen with a better one: silence says nothing.
 */
export async function tellExpiry({ cluster, web }: Declaration, report: RenewReport): Promise<void> {
  if (!flag(INPUT)) return;
  const now = Date.now();
  const overdue = report.served.filter((seen) => isOverdue(seen, now));
  const silent = web.some(({ name }) => !report.served.some(({ host }) => host === name));
  if (overdue.length === 0 && silent) return;
  const github = await requireRepository(INPUT);
  const issue = { marker: `<!-- flotilla:certificate:${cluster} -->`, label: 'certificate', input: INPUT };
  if (overdue.length === 0) {
    await closeIssue(github, issue, 'Every host serves a certificate with time left again.');
    return;
  }
  const title = `The certificate of cluster ${cluster} expires soon`;
  const body = [issue.marker, ADVICE, table(overdue, now), causes(report)].join('\n\n');
  await openIssue(github, { ...issue, title, body });
}

const ADVICE =
  'The certificate should have been renewed some time ago. Fix the errors listed below. ' +
  `Then ${runWorkflow('certificates', { force: true })}. ` +
  'The workflow updates this issue, and closes it once every host serves a renewed certificate.';

const table = (overdue: RenewReport['served'], now: number): string =>
  [
    '| Host | Address | Ends | Days left |',
    '|---|---|---|--:|',
    ...overdue.map(({ host, address, notAfter }) =>
      row(
        plain(host),
        code(address),
        new Date(notAfter).toISOString().slice(0, 10),
        `${daysLeft(notAfter, now)}`,
      ),
    ),
  ].join('\n');

const causes = ({ failures }: RenewReport): string => failures.map((line) => `- ${plain(line)}`).join('\n');
