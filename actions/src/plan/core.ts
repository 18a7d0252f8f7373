import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import { keptRelease } from './content.ts';
import type { Plan } from './plan.ts';

/** From which version of WordPress to which the content's next sync goes; undefined where it stays. */
export function coreChangeOf(
  { web, wordpress }: Declaration,
  facts: Readonly<Record<string, Facts | undefined>>,
): Plan['wordpress'] {
  const known = web.flatMap(({ name }) => facts[name] ?? []);
  const kept = keptRelease(known);
  // A host that was away may serve an earlier one; apply brings it what the others serve.
  const serving = known.find(({ content }) => content?.core && (!kept || content.live === kept.release));
  const before = serving?.content?.core ?? wordpress.version;
  return before === wordpress.version ? undefined : { before, after: wordpress.version };
}

/** What a person must know of it, as a sentence each. */
export function coreWarnings({ wordpress, hosts: [primary] }: Plan): string[] {
  if (!wordpress) return [];
  const { before, after } = wordpress;
  const switched =
    `WordPress ${before} → ${after}, with the content's next sync: the database is dumped on ${primary?.host ?? 'the primary'}, ` +
    'all web hosts switch together, and';
  if (isLater(after, before))
    return [
      `${switched} WordPress upgrades its tables, once. Should that fail, the hosts go back by themselves, and the run ` +
        'says how to put the dump back.',
    ];
  return [
    `${switched} nothing turns back what ${before} did to its tables, nor what plugins did. ` +
      `To restore the earlier data as well, ${runWorkflow('rollback', { database: 'the name of the dump that was made then' })}.`,
  ];
}

/** Numbers tell; of `6.9-RC1` and `6.9`, which share theirs, the former came first. */
function isLater(one: string, other: string): boolean {
  const numbers = (version: string) => version.replace(/-.*/, '').split('.').map(Number);
  const [ours, theirs] = [numbers(one), numbers(other)];
  const at = [0, 1, 2].find((place) => (ours[place] ?? 0) !== (theirs[place] ?? 0));
  if (at !== undefined) return (ours[at] ?? 0) > (theirs[at] ?? 0);
  return other.includes('-') && (!one.includes('-') || one > other);
}
