import type { ContentFacts, Facts } from '../hosts/model/facts.ts';
import type { HostChange, RoleChanges } from '../hosts/model/steps.ts';
import type { Plan } from './plan.ts';

/** The release that the cluster serves, and since when, in seconds since 1970. */
export type KeptRelease = NonNullable<ContentFacts['kept']>;

/** The one that was made live last, wherever: a host that was away then is behind. Undefined before the first sync. */
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

/** What differs between the cluster's release and what a host serves, as one group of changes, or none. */
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
  reason: live === null ? 'serves none yet' : `serves ${live}`,
});

const DONE_TO = {
  changed: { action: 'update', reason: 'was changed on the host by hand' },
  missing: { action: 'create', reason: 'was removed on the host by hand' },
  added: { action: 'delete', reason: 'was put on the host by hand' },
} as const;

function driftOf(host: string, content: ContentFacts, kept: KeptRelease): HostChange[] {
  const { drift, drifted } = content;
  if (content.kept?.release !== kept.release)
    return [{ ...otherRelease(host, content, kept), reason: 'serves it, and has not noted so' }];
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
