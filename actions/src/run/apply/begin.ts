import type { ApplyContext } from './context.ts';
import { awaitAbandoned } from './settle.ts';

/**
 * Nothing begins without the lease, unless no run can hold it: before the cluster has a primary, and while the primary
 * does not answer. A primary that does not answer must not keep the web hosts from being repaired.
 */
export async function begin(context: ApplyContext): Promise<void> {
  const { connection, failure } = context.fleet.get(context.declaration.primary.name) ?? {};
  if (connection === undefined)
    return context.lease.goWithout(failure === undefined ? 'no primary yet' : 'primary away');
  await context.lease.take(connection);
  await awaitAbandoned(context);
}
