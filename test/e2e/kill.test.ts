import { expect, test } from 'vitest';
import { SOAK, times } from '../soak.ts';
import { AS_DECLARED, plain } from './cluster.ts';
import { FOUR_HOSTS, inventory, type OwnCloud, ownCloud, TWO_HOSTS } from './own-cloud.ts';

/**
 * Kills the first apply by SIGKILL at moments spread evenly over its run. One more run each must converge. Soaking, which takes an
 * hour here, kills 30 runs with two hosts and 10 with four.
 */
const KILLS = times(1, 30);
const MINUTES_EACH = 4;

const clusters = [
  { hosts: 'two hosts', regions: TWO_HOSTS, kills: KILLS },
  ...(SOAK ? [{ hosts: 'four hosts', regions: FOUR_HOSTS, kills: 10 }] : []),
];

test.each(clusters)(
  'one more apply finishes a first apply of $hosts that was killed at any of $kills moments',
  { timeout: (KILLS + 2) * MINUTES_EACH * 60_000 },
  async ({ regions, kills }) => {
    const whole = await onOwnCloud(regions, undisturbed);
    for (let kill = 1; kill <= kills; kill += 1) {
      const seconds = (whole.seconds * kill) / (kills + 1);
      await onOwnCloud(regions, (own) => killedAndRepeated(own, seconds, whole.inventory));
    }
  },
);

async function onOwnCloud<T>(regions: readonly string[], work: (own: OwnCloud) => Promise<T>): Promise<T> {
  const own = await ownCloud('e2e-kill', regions);
  return work(own).finally(own.end);
}

/** How long a run takes, and what exists after it. */
async function undisturbed(own: OwnCloud): Promise<{ seconds: number; inventory: string[] }> {
  const began = performance.now();
  const { code, stdout, stderr } = await own.apply();
  expect(code, stdout + stderr).toBe(0);
  return { seconds: (performance.now() - began) / 1000, inventory: await inventory(own) };
}

async function killedAndRepeated(own: OwnCloud, seconds: number, whole: string[]): Promise<void> {
  const killed = await own.apply({ before: ['timeout', '--signal=KILL', seconds.toFixed(2)] });
  const next = await own.apply();
  const output = `Killed after ${seconds.toFixed(2)} s:\n${killed.stdout}\nThe next run:\n${next.stdout}${next.stderr}`;
  expect(next.code, output).toBe(0);
  expect(await inventory(own), output).toEqual(whole);
  expect(plain((await own.plan()).stdout), output).toMatch(AS_DECLARED);
}
