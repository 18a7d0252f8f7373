import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clustered } from '../../cluster/clustered.ts';
import { longestWrite, without } from '../../cluster/figures.ts';
import { cutPower, lost, onHost, powerOn, underTraffic, whole } from '../../cluster/members.ts';

/** Emulated machines answer slowly, and three of them share the processors: one page and one post at a time. */
const EVERY_MS = 5_000;
const AWAY_MS = 60_000;
const BACK_SECONDS = 900;

let it: Awaited<ReturnType<typeof clustered>>;
beforeAll(async () => {
  it = await clustered('e2e-kernel-cluster', { vms: 'all' });
  await whole(it, BACK_SECONDS);
});
afterAll(async () => void (await it?.end()));

test("hosts are linked by the kernel's WireGuard", async () => {
  for (const host of [it.primary, ...it.web]) {
    expect(await onHost(it, host, 'ip -details link show wg-flotilla')).toContain('wireguard');
    expect(await onHost(it, host, 'pgrep wireguard-go || echo none')).toBe('none');
  }
});

test('an upload of one host arrives on the disks of the others', async () => {
  const [one = '', other = ''] = it.web;
  const upload = '/srv/flotilla/uploads/arrives.txt';
  await onHost(it, one, `runuser -u www-data -- sh -c 'echo arrived >${upload}'`);
  for (const host of [it.primary, other])
    await expect
      .poll(() => onHost(it, host, `cat ${upload} 2>/dev/null || true`), {
        timeout: 120_000,
        interval: 2_000,
      })
      .toBe('arrived');
});

/** Expects that no acknowledged post is lost, and that no read or write through the other hosts fails. Writes may wait. */
async function expectKept(hit: string, fault: () => Promise<void>): Promise<void> {
  const traffic = await underTraffic(it, fault, EVERY_MS);
  const elsewhere = without(traffic, hit);
  console.log(
    `${traffic.written.length} posts, the longest wait ${longestWrite(elsewhere)} s; ${traffic.reads} reads`,
  );
  expect(await lost(it, traffic)).toEqual([]);
  expect(elsewhere.refused).toEqual([]);
  expect(elsewhere.failed).toEqual([]);
}

test('the power of the primary is cut under writers: nothing is lost, and it comes back', () =>
  expectKept(it.primary, async () => {
    await cutPower(it, it.primary);
    await pause(AWAY_MS);
    await powerOn(it, it.primary);
    await whole(it, BACK_SECONDS);
  }));
