import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clustered } from '../../cluster/clustered.ts';
import { FAR } from '../../cluster/faults.ts';
import { figures } from '../../cluster/figures.ts';
import { expectKept } from '../../cluster/kept.ts';
import { cutPower, onHost, powerOn, whole } from '../../cluster/members.ts';

/** Emulated machines answer slowly, and three of them share the processors: one page and one post at a time. */
const EVERY_MS = 5_000;
const AWAY_MS = 60_000;
const BACK_SECONDS = 900;
/** Longer than hosts wait before they exchange new keys (WireGuard's REJECT_AFTER_TIME, 180 s). */
const HANDSHAKE_MS = 190_000;
const LONGEST_WRITE_SECONDS = 60;

const { addRow, write } = figures(
  'On virtual machines',
  `Three emulated machines share the two processors and answer slowly, so one page is read and one post is written every 5 s. The
power is off for 60 s. The clock is off for 190 s: longer than hosts keep their keys.`,
);
const kept = (what: string, hits: string, run: () => Promise<number>) =>
  expectKept(it, { what, hits, everyMs: EVERY_MS, seconds: LONGEST_WRITE_SECONDS, add: addRow, run });

let it: Awaited<ReturnType<typeof clustered>>;
beforeAll(async () => {
  it = await clustered('e2e-kernel-cluster', { vms: 'all' });
  await whole(it, BACK_SECONDS);
});
afterAll(write);
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

test('the power of the primary is cut under writers: nothing is lost, and it comes back', () =>
  kept('the primary switched off', it.primary, async () => {
    await cutPower(it, it.primary);
    await pause(AWAY_MS);
    await powerOn(it, it.primary);
    return whole(it, BACK_SECONDS);
  }));

const setClock = (change: string) => onHost(it, FAR, `date --set '${change}'`);

test('the clock of a web host runs a day ahead and is then set right: no read or write through the others fails', () =>
  kept('the clock of host-02 a day ahead, then set right', FAR, async () => {
    await setClock('+1 day');
    await pause(HANDSHAKE_MS);
    const ahead = await whole(it, BACK_SECONDS);
    await setClock('-1 day');
    await pause(HANDSHAKE_MS);
    return ahead + (await whole(it, BACK_SECONDS));
  }));
