import { expect, it } from 'vitest';
import type { ContentFacts } from '../../../actions/src/hosts/model/facts.ts';
import { contentChanges, keptRelease } from '../../../actions/src/plan/content.ts';
import { facts } from '../hosts/literals.ts';

const OLD = { release: 'old', at: 100 };
const NEW = { release: 'new', at: 200 };

const serving = (kept: ContentFacts['kept'], more: Partial<ContentFacts> = {}) =>
  facts(null, { content: { live: kept?.release ?? null, kept, drift: [], drifted: 0, ...more } });
const changes = (...[seen, kept]: [ReturnType<typeof serving>, typeof NEW?]) =>
  contentChanges('host-01', seen, kept).flatMap((group) =>
    group.changes.map(({ action, address, reason }) => `${action} ${address}: ${reason}`),
  );

it('plans the release that went live last, even if only one host took part', () => {
  const fleet = [serving(OLD), serving(NEW), serving(OLD), undefined, facts(null)];
  expect(keptRelease(fleet)).toEqual(NEW);
  expect(changes(serving(OLD), NEW)).toEqual(['update host-01/content/release/new: serves old']);
});

it('returns to the recorded release if a run was killed after its switch', () => {
  expect(changes(serving(OLD, { live: 'unproven' }), OLD)).toEqual([
    'update host-01/content/release/old: serves unproven',
  ]);
});

it('plans to record the release if that failed after the switch', () => {
  expect(changes(serving(OLD, { live: 'new' }), NEW)).toEqual([
    'update host-01/content/release/new: serves it but has not recorded that',
  ]);
});

it('gives a new host its first release, and plans nothing before the first sync', () => {
  expect(changes(serving(null), NEW)).toEqual(['create host-01/content/release/new: serves no release yet']);
  expect(changes(serving(null), keptRelease([serving(null)]))).toEqual([]);
  expect(changes(serving(NEW), NEW)).toEqual([]);
});

it('names the files that were changed by hand, and the number of others', () => {
  const drift = [
    { path: 'themes/a/a.php', is: 'changed' },
    { path: 'themes/a/b.php', is: 'missing' },
    { path: 'x.php', is: 'added' },
  ] as const;
  expect(changes(serving(NEW, { drift: [...drift], drifted: 8 }), NEW)).toEqual([
    'update host-01/content/file/themes/a/a.php: was changed on the host by hand',
    'create host-01/content/file/themes/a/b.php: was removed on the host by hand',
    'delete host-01/content/file/x.php: was added on the host by hand',
    'update host-01/content/file/…: 5 more differ from the release',
  ]);
});
