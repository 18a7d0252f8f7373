import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import { digestOf, fingerprintOfChange } from './consent/fingerprint.ts';
import type { Loss } from './plan.ts';

/**
 * Active plugins and themes that the cluster serves and the next release does not contain. Why a loss: WordPress deactivates
 * a missing plugin permanently when somebody opens the list of plugins. `files`: the release's paths below wp-content.
 */
export function lostCode(
  { database, web }: Pick<Declaration, 'database' | 'web'>,
  facts: Readonly<Record<string, Facts | undefined>>,
  files: ReadonlySet<string>,
): Loss[] {
  const contents = web.flatMap(({ name }) => facts[name]?.content ?? []);
  const served = new Set(contents.flatMap(({ live, holds = [] }) => (live === null ? [] : holds)));
  const active = database.members.map((name) => facts[name]?.site?.active ?? []).find(isFilled) ?? [];
  const lost = active.filter((path) => served.has(folderOf(path)) && !files.has(path));
  return lost.map((path) => ({ kind: 'code', address: `content/${path}`, what: lossOf(path) }));
}

const isFilled = (paths: readonly string[]): boolean => paths.length > 0;

/** Returns `plugins/akismet` for `plugins/akismet/akismet.php`, and `plugins/hello.php` for itself. */
const folderOf = (path: string): string => path.split('/', 2).join('/');

const lossOf = (path: string): string =>
  path.startsWith('themes/')
    ? `The active theme ${folderOf(path)} is missing in the next release of the content: visitors would see another theme. ` +
      'Restore it, or activate another theme first.'
    : `The active plugin ${path.replace('plugins/', '')} is missing in the next release of the content: WordPress would deactivate it permanently. ` +
      'Restore it, declare it in cluster/cluster.yml, or deactivate it in WordPress first.';

/** Throws unless each loss was approved, or all of them were confirmed together. `confirmed`: fingerprints. */
export function mayLose(cluster: string, losses: readonly Loss[], confirmed: readonly string[]): void {
  const isApproved = (loss: Loss) => confirmed.includes(fingerprintOfChange(cluster, loss));
  const all = digestOf([cluster, ...losses.map(({ address }) => address)]);
  if (losses.every(isApproved) || confirmed.includes(all)) return;
  throw new Error(
    `This release needs your confirmation.\n${losses.map(({ what }) => `- ${what}`).join('\n')}\nNothing was sent. ` +
      `If you want this, ${runWorkflow('deploy', { confirm: all })} (in a terminal: ./scripts/flotilla sync --confirm ${all}).`,
  );
}
