import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { sha256 } from '../../lib/hash.ts';
import { ageless, generationsIn, hasSecrets, redact, type Template } from '../../lib/template.ts';
import type { Facts, RoleManifest } from '../model/facts.ts';
import type { DesiredFile } from '../model/role.ts';
import {
  CHANGED,
  DECLARED,
  type ItemDiff,
  NEW,
  ownerReasons,
  REMOVED,
  type RoleOnHost,
  rotated,
} from './reasons.ts';

type Applied = RoleManifest['files'][string];
type Found = NonNullable<Facts['files'][string]>;

/**
 * Distinguishes a change to the declaration (the template differs from the last one applied) from a change made on the host (the
 * content differs from what was written last). It needs no secret's value.
 */
export function fileDifference(wanted: DesiredFile, { was, facts }: RoleOnHost): ItemDiff {
  const { path, content, notify } = wanted;
  const item = { name: `file${path}`, notify, step: { kind: 'file', file: wanted } } as const;
  const applied = was.files[path];
  const found = facts.files[path];
  if (!applied || !found) {
    const reasons = [applied ? REMOVED : NEW];
    return { ...item, action: 'create', reasons, diff: unifiedDiff(path, null, content) };
  }
  const { reasons, diff } = contentDifference(wanted, applied, found);
  return { ...item, action: 'update', reasons: [...reasons, ...ownerReasons(found, wanted)], diff };
}

function contentDifference(wanted: DesiredFile, applied: Applied, found: Found) {
  const declared = applied.template !== sha256(wanted.content);
  const changed = applied.content !== found.sha256;
  const diff =
    declared || changed
      ? unifiedDiff(wanted.path, before(wanted, applied, found), wanted.content)
      : undefined;
  const reasons = [
    ...(declared ? whyDeclared(applied.text, wanted.content) : []),
    ...(changed ? [CHANGED] : []),
  ];
  const silent = reasons.length > 0 && diff === undefined;
  return { reasons: silent ? [`${reasons.join(', ')}; ${whyNoDiff(wanted, found)}`] : reasons, diff };
}

function whyDeclared(before: Template, after: Template): string[] {
  const rotation = rotated(generationsIn(before), generationsIn(after));
  // Keys of two generations are the same lines twice.
  const shape = (text: Template) => [...new Set(ageless(text).split('\n'))].join('\n');
  return rotation.length > 0 && shape(before) === shape(after) ? rotation : [...rotation, DECLARED];
}

/** The host's content if it may be shown; otherwise the applied template, with holes for secrets. */
function before(wanted: DesiredFile, applied: Applied, found: Found): string {
  const shown = hasSecrets(applied.text) || hasSecrets(wanted.content) ? undefined : found.content;
  return shown ?? applied.text;
}

function whyNoDiff(wanted: DesiredFile, found: Found): string {
  if (hasSecrets(wanted.content)) return 'it holds secrets, so no diff is shown';
  return found.content === undefined
    ? 'it is large or not text, so no diff is shown'
    : 'the host has it already';
}

/** A diff for people. Secrets are holes on both sides. Undefined if nothing else changes. */
function unifiedDiff(path: string, before: Template | null, after: Template): string | undefined {
  const [old, wanted] = [redact(before ?? ''), redact(after)];
  if (old === wanted) return undefined;
  return createTwoFilesPatch(before === null ? '/dev/null' : path, path, old, wanted, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
