import { describe, expect, it } from 'vitest';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { LeaseKeeper } from '../../../actions/src/run/lease.ts';
import { LeaseLost, LeaseRefused, Overtaken } from '../../../actions/src/run/report.ts';
import { SimulatedLease } from './simulated-lease.ts';

/** A member that answers after 200 ms and reports for how long the lease was free. */
function hosts(idleSeconds: Readonly<Record<string, number>>) {
  let now = 100;
  const ends = new Map<string, () => void>();
  const connection = (name: string, idle: number): HostConnection => ({
    run: (_, { onLine } = {}) => {
      now += 200;
      onLine?.(JSON.stringify({ event: 'held', idleSeconds: idle, wasOurs: false }));
      return new Promise((resolve) => {
        ends.set(name, () => resolve({ code: 0, stdout: '{"outcome":"ended"}', stderr: '' }));
      });
    },
    close: () => {},
  });
  const all = new Map(Object.entries(idleSeconds).map(([name, idle]) => [name, connection(name, idle)]));
  const clock = { now: () => now, pause: async () => {} };
  const terms = { holder: 'a test', waitMs: 0, seenAt: 0, progress: () => {} };
  const keeper = (members = [...all.keys()]) => new LeaseKeeper({ ...terms, clock, members });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  const only = (...names: string[]) => new Map([...all].filter(([name]) => names.includes(name)));
  return { all, only, keeper, end };
}

describe('the lease of a run', () => {
  it('is overtaken by a run that ended 150 ms after this one began to observe, even if the answer is slow', async () => {
    const { all, keeper } = hosts({ sql: 0.15 });
    const lease = keeper();
    await expect(lease.take(all)).rejects.toThrow(Overtaken);
    expect(() => lease.check()).toThrow(Overtaken);
    await expect(lease.take(all)).rejects.toThrow(Overtaken);
  });

  it('is not overtaken by a run that ended before', async () => {
    const { all, keeper } = hosts({ sql: 0.35 });
    const lease = keeper();
    expect(await lease.take(all)).toBe(true);
    lease.check();
  });

  it('allows no step before it is taken or after it is lost, and is required from then on', async () => {
    const { all, keeper, end } = hosts({ sql: 60 });
    const lease = keeper();
    expect(() => lease.check()).toThrow(LeaseLost);
    await lease.take(all);
    lease.check();
    await end('sql');
    expect(() => lease.check()).toThrow('The connection to the primary was lost');
    expect(() => lease.goWithout('members away')).toThrow(LeaseLost);
  });

  it('is not needed before there is a primary', async () => {
    const lease = hosts({ sql: 60 }).keeper();
    expect(await lease.take(new Map(), 'too few members yet')).toBe(false);
    lease.check();
  });
});

describe('the lease on several members', () => {
  const THREE = { 'host-01': 60, 'host-02': 60, sql: 60 };

  it('is held while most of them confirm it, and lost with the majority', async () => {
    const { all, keeper, end } = hosts(THREE);
    const lease = keeper();
    await lease.take(all);
    await end('sql');
    lease.check();
    await end('host-01');
    expect(() => lease.check()).toThrow('The connections to most members were lost');
  });

  it('needs no member that is away, not even the primary', async () => {
    const { only, keeper } = hosts(THREE);
    const lease = keeper();
    expect(await lease.take(only('host-01', 'host-02'))).toBe(true);
    lease.check();
  });

  it('is not held by half of them', async () => {
    const { only, keeper } = hosts({ ...THREE, 'host-03': 60 });
    const half = only('host-01', 'sql');
    await expect(keeper().take(half)).rejects.toThrow(
      'most of the members host-01, host-02, sql, host-03 must grant it, and only host-01, sql did.',
    );
    const lease = keeper();
    expect(await lease.take(half, 'members away')).toBe(false);
    lease.check();
  });

  it('is overtaken if any of them reports another run', async () => {
    const { all, keeper } = hosts({ ...THREE, 'host-02': 0.15 });
    await expect(keeper().take(all)).rejects.toThrow(Overtaken);
  });

  it('that was lost is taken again where it is missing', async () => {
    const { all, only, keeper, end } = hosts(THREE);
    const lease = keeper();
    await lease.take(only('host-01', 'sql'));
    await end('sql');
    await expect(lease.take(only('host-01'), 'members away')).rejects.toThrow(LeaseLost);
    expect(await lease.take(all)).toBe(true);
    lease.check();
  });
});

/** Turns that a run waits for another. */
const PATIENCE: Readonly<Record<string, number>> = { second: 600 };

/** Members whose leases are kept as on real hosts, and runs that compete for them. */
function contested(...members: string[]) {
  let now = 0;
  const turn = async () => {
    now += 1;
    await new Promise(setImmediate);
  };
  const leases = new Map(members.map((name) => [name, new SimulatedLease({ now: () => now, turn })]));
  const links = new Map<string, AbortController>();
  const connect = (run: string, name: string): HostConnection => {
    const link = new AbortController();
    links.set(`${run} ${name}`, link);
    return {
      run: async (_, { input, onLine = () => {} } = {}) => {
        if (typeof input !== 'object') throw new Error('a lease is kept by a stream');
        return (leases.get(name) as SimulatedLease).lend(input, onLine, link.signal);
      },
      close: () => link.abort(),
    };
  };
  const run = (name: string, ...reached: string[]) => {
    const clock = { now: () => now, pause: async () => {} };
    const lease = new LeaseKeeper({
      ...{
        holder: name,
        run: name,
        waitMs: PATIENCE[name] ?? 200,
        seenAt: now,
        progress: () => {},
        clock,
        members,
      },
    });
    return { lease, take: () => lease.take(new Map(reached.map((host) => [host, connect(name, host)]))) };
  };
  const holders = () => members.map((name) => leases.get(name)?.holder);
  return { run, holders, turn, cut: (run: string, host: string) => links.get(`${run} ${host}`)?.abort() };
}

describe('two runs at once', () => {
  it('that reach different members get the lease one after the other, and the second one is overtaken', async () => {
    const { run, holders, turn } = contested('a', 'b', 'c');
    const [first, second] = [run('first', 'a', 'b'), run('second', 'b', 'c')];
    await first.take();
    const taking = second.take().catch((error) => error);
    await turn();
    expect(holders()).toEqual(['first', 'first', undefined]);
    await first.lease.release();
    expect(await taking).toBeInstanceOf(Overtaken);
    await second.lease.release();
    expect(holders()).toEqual([undefined, undefined, undefined]);
  });

  it('never hold it together, whatever members they reach and whenever they start', async () => {
    const parts = [
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
      ['a', 'b', 'c'],
    ];
    for (const [one, other, delay] of parts.flatMap((one) =>
      parts.flatMap((other) => [0, 1, 2, 3, 5].map((delay) => [one, other, delay] as const)),
    )) {
      const { run, turn } = contested('a', 'b', 'c');
      const runs = [run('first', ...one), run('second', ...other)];
      let working = 0;
      const live = async ({ take, lease }: (typeof runs)[number], pause: number) => {
        for (let turns = 0; turns < pause; turns += 1) await turn();
        const isHeld = await take().catch((error) => !(error instanceof Overtaken));
        working += isHeld ? 1 : 0;
        expect(working).toBeLessThan(2);
        for (let turns = 0; turns < 3; turns += 1) await turn();
        working -= isHeld ? 1 : 0;
        await lease.release();
      };
      await Promise.all(runs.map((each, place) => live(each, place * delay)));
    }
  });

  it('leave no trace of the one that was refused, so the other need not observe again', async () => {
    const { run, holders } = contested('a', 'b', 'c');
    const [refused, other] = [run('refused', 'a', 'b'), run('other', 'b', 'c')];
    await other.take();
    await expect(refused.take()).rejects.toThrow(LeaseRefused);
    expect(holders()).toEqual(['refused', 'other', 'other']);
    await Promise.all([refused.lease.release(), other.lease.release()]);
    expect(await run('other', 'a', 'b', 'c').take()).toBe(true);
  });

  it('do not block each other when one takes a member again that the other took meanwhile', async () => {
    const { run, holders, turn, cut } = contested('a', 'b', 'c');
    const [first, second] = [run('first', 'a', 'b', 'c'), run('second', 'a', 'b', 'c')];
    await first.take();
    cut('first', 'a');
    await turn();
    const taking = second.take().catch((error) => error);
    await turn();
    expect(holders()).toEqual(['second', 'first', 'first']);
    expect(await first.take()).toBe(true);
    await first.lease.release();
    expect(await taking).toBeInstanceOf(Overtaken);
  });
});
