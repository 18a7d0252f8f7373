import type { Cloud } from '../cloud/cloud.ts';
import type { LeaseKeeper } from '../run/lease.ts';

/** The cloud as a run may change it: every write asks for the lease first, so no step can forget to. */
export const underLease = (cloud: Cloud, lease: Pick<LeaseKeeper, 'check'>): Cloud => {
  const held =
    <Args extends unknown[], T>(write: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      lease.check();
      return write(...args);
    };
  return {
    observe: (declaration) => cloud.observe(declaration),
    awaitDroplet: (observed, timeoutMs) => cloud.awaitDroplet(observed, timeoutMs),
    create: held((desired, extra) => cloud.create(desired, extra)) as Cloud['create'],
    update: held((observed, desired) => cloud.update(observed, desired)) as Cloud['update'],
    delete: held((observed) => cloud.delete(observed)) as Cloud['delete'],
  };
};
