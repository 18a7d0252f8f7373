import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { takeLease } from '../../../actions/src/hosts/link/lease.ts';
import { type LocalHost, localHost } from './local-host.ts';

/** Runs the lease's real script, below a temporary root that stands for the primary. */
let primary: LocalHost;
beforeEach(() => {
  primary = localHost();
});
afterEach(() => primary.remove());

const take = (holder: string, waitMs = 0, more: object = {}) =>
  takeLease({ connection: primary, holder, waitMs, ...more });

async function retaken(run: string): Promise<[boolean, number]> {
  const { wasOurs, idleMs, release } = await take('again', 10_000, { run });
  await release();
  return [wasOurs, idleMs];
}

/** A connection that can be cut: its commands then receive nothing more, but it may stay open. */
function fragile(): HostConnection & { cut(): void; impatient: boolean } {
  const line = new PassThrough();
  return {
    impatient: false,
    cut: () => void line.end(),
    close: () => {},
    run(command, { input, ...options } = {}) {
      if (typeof input !== 'object') throw new Error('a lease is kept by a stream');
      const shorter = (chunk: Buffer) => String(chunk).replace('EXPIRY_SECONDS = 20', 'EXPIRY_SECONDS = .5');
      input.on('data', (chunk: Buffer) => line.write(this.impatient ? shorter(chunk) : chunk));
      return primary.run(command, { ...options, input: line });
    },
  };
}

describe('the lease', () => {
  it('is held by one run at a time, which is named with the start time', async () => {
    const first = await take('run 17 of a/b');
    await expect(take('run 18 of a/b')).rejects.toThrow(
      /^run 17 of a\/b, since \d\d:\d\d:\d\d UTC is changing the cluster, and still was after 0 minutes/,
    );
    expect(first.isHeld()).toBe(true);
    await first.release();
    expect(first.isHeld()).toBe(false);
    await (await take('run 18 of a/b')).release();
  });

  it('can be waited for, and shows the next run that another one held it', async () => {
    const first = await take('first');
    expect(first.idleMs).toBe(Number.POSITIVE_INFINITY);
    const waiting: string[] = [];
    const onWaiting = (holder: string) => {
      waiting.push(holder);
      void first.release();
    };
    const taken = await take('second', 20_000, { onWaiting });
    expect(waiting).toEqual([expect.stringMatching(/^first, since/)]);
    expect(taken.idleMs).toBeLessThan(20_000);
    await taken.release();
  });

  it('recognises a run that takes it again, even after a reboot of the primary', async () => {
    await (await take('first', 0, { run: 'a' })).release();
    expect(await retaken('a')).toEqual([true, expect.any(Number)]);
    rmSync(join(primary.root, 'run/flotilla.lease'));
    expect(await retaken('a')).toEqual([true, expect.any(Number)]);
    const cutOff = fragile();
    await take('second', 0, { run: 'b', connection: cutOff });
    cutOff.cut();
    expect((await retaken('a'))[0]).toBe(false);
  });

  it('keeps no trace of a run that changed nothing', async () => {
    await (await take('first', 0, { run: 'a' })).release();
    await (await take('second', 0, { run: 'b' })).release(true);
    expect((await retaken('a'))[0]).toBe(true);
  });

  it('ends at once when the holder’s connection ends', async () => {
    const connection = fragile();
    const dead = await take('dead', 0, { connection });
    connection.cut();
    await (await take('next', 10_000)).release();
    expect(dead.isHeld()).toBe(false);
  });

  it('ends by itself if the holder falls silent', async () => {
    const connection = fragile();
    connection.impatient = true;
    const cutOff = await take('cut off', 0, { connection });
    await (await take('next', 10_000)).release();
    expect(cutOff.isHeld()).toBe(false);
  });

  it('says why it cannot be taken', async () => {
    const connection: HostConnection = {
      run: async () => ({ code: 127, stdout: '', stderr: 'python3: not found\n' }),
      close: () => {},
    };
    await expect(take('first', 0, { connection })).rejects.toThrow(
      'Cannot take the lease: python3: not found. Run again.',
    );
  });
});
