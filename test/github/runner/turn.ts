import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import type { Conclusion } from '../runs.ts';
import { resolve, resolveText, type Scope } from '../workflow/expressions.ts';
import { type Fields, fieldsOf } from '../workflow/parse.ts';
import type { Entry } from './concurrency.ts';
import type { RunGiven } from './run-given.ts';

/** Waits for a `concurrency` group, if one is declared, and signals the work when it is cancelled. */
export async function inTurn(
  { concurrency }: RunGiven,
  fields: Fields,
  scope: Scope,
  work: (signal: AbortSignal) => Promise<Conclusion>,
): Promise<Conclusion> {
  const cancel = new AbortController();
  const declared = fields.get('concurrency');
  if (!declared) return work(cancel.signal);
  const leave = await concurrency.enter(entryOf(declared, scope), () => cancel.abort());
  if (!leave) return 'cancelled';
  return work(cancel.signal).finally(leave);
}

function entryOf(declared: TemplateToken, scope: Scope): Entry {
  const parts = fieldsOf(declared);
  return {
    group: resolveText(parts.get('group') ?? declared, scope),
    cancelInProgress: resolve(parts.get('cancel-in-progress'), scope) === true,
    queue: resolve(parts.get('queue'), scope) === 'max' ? 'max' : 'single',
  };
}
