import type { Declaration } from '../declaration/declaration.ts';
import type { ContentFacts, Facts } from '../hosts/model/facts.ts';
import type { HostChange, RoleChanges } from '../hosts/model/steps.ts';
import { runWorkflow } from '../lib/run-workflow.ts';
import type { Plan } from './plan.ts';

/** The release that the cluster serves, and when it went live, in seconds since 1970. */
export type KeptRelease = NonNullable<ContentFacts['kept']>;

/** The release that went live last on any host: a host that was unreachable may be behind. Undefined before the first sync. */
export const keptRelease = (facts: readonly (Facts | undefined)[]): KeptRelease | undefined =>
  facts
    .flatMap((known) => known?.content?.kept ?? [])
    .reduce<KeptRelease | undefined>(
      (latest, kept) => (latest && latest.at >= kept.at ? latest : kept),
      undefined,
    );

/** What the sync of a commit's release would change. */
export function releaseChange(after: string, facts: readonly (Facts | undefined)[]): Plan['release'] {
  const before = keptRelease(facts)?.release;
  return before === after ? undefined : { before, after };
}

/** The differences between the cluster's release and what a host serves: one group of changes, or none. */
export function contentChanges(
  host: string,
  facts: Facts | undefined,
  kept: KeptRelease | undefined,
): RoleChanges[] {
  const content = facts?.content;
  if (!kept || !content) return [];
  const changes =
    content.live === kept.release ? driftOf(host, content, kept) : [otherRelease(host, content, kept)];
  return changes.length > 0 ? [{ role: 'content', changes, handlers: [], validations: [] }] : [];
}

const otherRelease = (host: string, { live }: ContentFacts, kept: KeptRelease): HostChange => ({
  ...change(host, kept),
  address: `${host}/content/release/${kept.release}`,
  action: live === null ? 'create' : 'update',
  reason: live === null ? 'serves no release yet' : `serves ${live}`,
});

const DONE_TO = {
  changed: { action: 'update', reason: 'was changed on the host by hand' },
  missing: { action: 'create', reason: 'was removed on the host by hand' },
  added: { action: 'delete', reason: 'was added on the host by hand' },
} as const;

function driftOf(host: string, content: ContentFacts, kept: KeptRelease): HostChange[] {
  const { drift, drifted } = content;
  if (content.kept?.release !== kept.release)
    return [{ ...otherRelease(host, content, kept), reason: 'serves it but has not recorded that' }];
  const files = drift.map(({ path, is }) => ({
    ...change(host, kept),
    ...DONE_TO[is],
    address: `${host}/content/file/${path}`,
  }));
  if (drifted === drift.length) return files;
  const more = { ...change(host, kept), ...DONE_TO.changed, address: `${host}/content/file/…` };
  return [...files, { ...more, reason: `${drifted - drift.length} more differ from the release` }];
}

const change = (host: string, { release }: KeptRelease) =>
  ({ host, role: 'content', notify: [], step: { kind: 'content', release } }) as const;

/** The change of WordPress's version in the next content sync; undefined if it does not change. */
export function coreChangeOf(
  { web, wordpress }: Declaration,
  facts: Readonly<Record<string, Facts | undefined>>,
): Plan['wordpress'] {
  const known = web.flatMap(({ name }) => facts[name] ?? []);
  const kept = keptRelease(known);
  // A host that was unreachable may serve an earlier version; apply sends it what the others serve.
  const serving = known.find(({ content }) => content?.core && (!kept || content.live === kept.release));
  const before = serving?.content?.core ?? wordpress.version;
  return before === wordpress.version ? undefined : { before, after: wordpress.version };
}

/** Warnings about the change of WordPress's version, one sentence each. */
export function coreWarnings({ wordpress, hosts: [primary] }: Plan): string[] {
  if (!wordpress) return [];
  const { before, after } = wordpress;
  const switched =
    `The next content sync changes WordPress ${before} → ${after}. It dumps the database on ${primary?.host ?? 'the primary'} ` +
    'and switches all web hosts together.';
  if (isLater(after, before))
    return [
      `${switched} Then WordPress upgrades its tables, once. If that fails, the hosts switch back on their own, and the run ` +
        'says how to restore the dump.',
    ];
  return [
    `${switched} Changes that ${before} and its plugins made to the tables remain. ` +
      `To restore the earlier data as well, ${runWorkflow('rollback', { database: 'the name of the dump from that time' })}.`,
  ];
}

/** Whether a version is later than another. `6.9-RC1` is earlier than `6.9`. */
function isLater(one: string, other: string): boolean {
  const numbers = (version: string) => version.replace(/-.*/, '').split('.').map(Number);
  const [ours, theirs] = [numbers(one), numbers(other)];
  const at = [0, 1, 2].find((place) => (ours[place] ?? 0) !== (theirs[place] ?? 0));
  if (at !== undefined) return (ours[at] ?? 0) > (theirs[at] ?? 0);
  return other.includes('-') && (!one.includes('-') || one > other);
}
