import { sha256 } from '../../lib/hash.ts';
import { ageless, generationsIn, hasSecrets, type Template } from '../../lib/template.ts';
import type { Facts, RoleManifest } from '../model/facts.ts';
import type { DesiredFile } from '../model/role.ts';
import {
  CHANGED,
  DECLARED,
  type Difference,
  NEW,
  ownership,
  REMOVED,
  rotated,
  type Seen,
} from './reasons.ts';
import { unifiedDiff } from './unified-diff.ts';

type Applied = RoleManifest['files'][string];
type Found = NonNullable<Facts['files'][string]>;

/**
 * Tells a change of the declaration (the template is not the one applied last) from one made on the host (the content
 * is not the one written last), which needs no secret's value.
 */
export function fileDifference(wanted: DesiredFile, { was, facts }: Seen): Difference {
  const { path, content, notify } = wanted;
  const item = { name: `file${path}`, notify, step: { kind: 'file', file: wanted } } as const;
  const applied = was.files[path];
  const found = facts.files[path];
  if (!applied || !found) {
    const reasons = [applied ? REMOVED : NEW];
    return { ...item, action: 'create', reasons, diff: unifiedDiff(path, null, content) };
  }
  const { reasons, diff } = contentDifference(wanted, applied, found);
  return { ...item, action: 'update', reasons: [...reasons, ...ownership(found, wanted)], diff };
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

/** What the host has, where it may be shown; else what was applied, holes for its secrets. */
function before(wanted: DesiredFile, applied: Applied, found: Found): string {
  const shown = hasSecrets(applied.text) || hasSecrets(wanted.content) ? undefined : found.content;
  return shown ?? applied.text;
}

function whyNoDiff(wanted: DesiredFile, found: Found): string {
  if (hasSecrets(wanted.content)) return 'it holds secrets, so no diff is shown';
  return found.content === undefined
    ? 'it is large or no text, so no diff is shown'
    : 'the host has it already';
}
