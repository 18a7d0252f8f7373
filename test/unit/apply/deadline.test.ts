import { describe, expect, it } from 'vitest';
import type { HostConnection, RunOptions } from '../../../actions/src/hosts/link/connection.ts';
import { clockUntil, connectUntil, deadlineIn } from '../../../actions/src/run/deadline.ts';

const MINUTE = 60_000;
const TARGET = { host: 'host-01', address: '192.0.2.1', hostKeys: [], timeoutMs: 10 * MINUTE };
const USED_UP = /The run's time limit of 5 min is used up\. Apply again, .* or raise time-limit-minutes\.$/;

/** A host that uses all the time that it gets. */
function slowHost() {
  let now = 0;
  const deadline = deadlineIn(5 * MINUTE, () => now);
  const take = async ({ timeoutMs = 0 }: RunOptions): Promise<never> => {
    now += timeoutMs;
    throw new Error(`No end within ${timeoutMs / 1000} s.`);
  };
  const connection: HostConnection = { run: (_, options = {}) => take(options), close: () => {} };
  return { deadline, take, connection, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('the time that is left', () => {
  it('limits the wait for a host', async () => {
    const { deadline, take } = slowHost();
    await expect(connectUntil(deadline, take)(TARGET)).rejects.toThrow(
      /^No end within 300 s\. The run's time/,
    );
  });

  it('limits how long a command may take', async () => {
    const { deadline, connection, pass } = slowHost();
    const { run } = await connectUntil(deadline, async () => connection)(TARGET);
    await expect(run('a', { timeoutMs: MINUTE })).rejects.toThrow(/^No end within 60 s\.$/);
    pass(MINUTE);
    await expect(run('b', { timeoutMs: 30 * MINUTE })).rejects.toThrow(/^No end within 180 s\. The run's/);
    await expect(run('c')).rejects.toThrow(USED_UP);
  });

  it('refuses a pause that exceeds the time that is left', async () => {
    const { deadline, pass } = slowHost();
    const paused: number[] = [];
    const clock = clockUntil(deadline, { now: () => 0, pause: async (ms) => void paused.push(ms) });
    await clock.pause(MINUTE);
    pass(4.5 * MINUTE);
    await expect(clock.pause(MINUTE)).rejects.toThrow(USED_UP);
    expect(paused).toEqual([MINUTE]);
  });
});
