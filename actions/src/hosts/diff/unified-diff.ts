import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { redact, type Template } from '../../lib/template.ts';

/**
 * What changes in a file, for people: secrets are holes on both sides, so none can be shown.
 * Absent when, holes aside, nothing does.
 */
export function unifiedDiff(path: string, before: Template | null, after: Template): string | undefined {
  const [old, wanted] = [redact(before ?? ''), redact(after)];
  if (old === wanted) return undefined;
  return createTwoFilesPatch(before === null ? '/dev/null' : path, path, old, wanted, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
