import { expect, test } from 'vitest';
import { AS_DECLARED, plain } from './cluster.ts';
import { inventory, ownCloud, TWO_HOSTS } from './own-cloud.ts';

test('two first applies at the same time create one cluster', { timeout: 600_000 }, async () => {
  const own = await ownCloud('e2e-two', TWO_HOSTS);
  try {
    const runs = await Promise.all([own.apply(), own.apply()]);
    const output = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n=== the other ===\n');
    expect(
      runs.map(({ code }) => code),
      output,
    ).toEqual([0, 0]);
    expect(output).toMatch(
      /Waiting for \S+@\S+, process \d+, since [\d:]+ UTC, which is changing the cluster/,
    );
    const found = await inventory(own);
    expect(new Set(found).size, found.join('\n')).toBe(found.length);
    expect(found.filter((line) => line.startsWith('droplet'))).toEqual(['droplet host-01', 'droplet sql']);
    expect(found).toContain('2 machines');
    expect(plain((await own.plan()).stdout)).toMatch(AS_DECLARED);
  } finally {
    await own.end();
  }
});
