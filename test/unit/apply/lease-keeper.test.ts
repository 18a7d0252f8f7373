import { describe, expect, it } from 'vitest';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { LeaseKeeper } from '../../../actions/src/run/lease.ts';
import { LeaseLost, Overtaken } from '../../../actions/src/run/report.ts';

/** A primary that answers after 200 ms and reports for how long the lease was free. */
function primary(idleSeconds: number) {
  let now = 100;
  let end = () => {};
  const connection: HostConnection = {
    run: (_, { onLine } = {}) => {
      now += 200;
      onLine?.(JSON.stringify({ event: 'held', idleSeconds, wasOurs: false }));
      return new Promise((resolve) => {
        end = () => resolve({ code: 0, stdout: '{"outcome":"ended"}', stderr: '' });
      });
    },
    close: () => {},
  };
  const clock = { now: () => now, pause: async () => {} };
  const terms = { holder: 'a test', waitMs: 0, seenAt: 0, progress: () => {} };
  return { connection, keeper: new LeaseKeeper({ ...terms, clock }), end: () => end() };
}

describe('the lease of a run', () => {
  it('is overtaken by a run that ended 150 ms after this one began to observe, even if the answer is slow', async () => {
    const { connection, keeper } = primary(0.15);
    await expect(keeper.take(connection)).rejects.toThrow(Overtaken);
    expect(() => keeper.check()).toThrow(Overtaken);
    await expect(keeper.take(connection)).rejects.toThrow(Overtaken);
  });

  it('is not overtaken by a run that ended before', async () => {
    const { connection, keeper } = primary(0.35);
    await keeper.take(connection);
    keeper.check();
  });

  it('allows no step before it is taken or after it is lost, and is required from then on', async () => {
    const { connection, keeper, end } = primary(60);
    expect(() => keeper.check()).toThrow(LeaseLost);
    await keeper.take(connection);
    keeper.check();
    end();
    await new Promise(setImmediate);
    expect(() => keeper.check()).toThrow(LeaseLost);
    expect(() => keeper.goWithout('primary away')).toThrow(LeaseLost);
  });

  it('is not needed before there is a primary', () => {
    const { keeper } = primary(60);
    keeper.goWithout('no primary yet');
    keeper.check();
  });
});
