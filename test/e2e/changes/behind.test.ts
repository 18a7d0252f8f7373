import { afterAll, describe, expect, test } from 'vitest';
import { askStatus, onHost, plain } from '../cluster.ts';
import { deletePosts, published } from './posts.ts';
import { ask, wordpress } from './seen.ts';

/** Hosts that missed changes. */
afterAll(deletePosts);

const CUT =
  'nft add table inet cut && nft "add chain inet cut out { type filter hook output priority -10; }" && nft add rule inet cut out tcp dport 3306 drop';
const JOIN = 'nft delete table inet cut 2>/dev/null; true';
afterAll(() => onHost('host-02', JOIN));

describe('a host that was cut off from the database', () => {
  test('catches up when it reaches the database again', async () => {
    const { id, path } = await published('cut off');
    await onHost('host-02', CUT);
    await wordpress('host-01', `wp_trash_post(${id});`);
    await expect.poll(async () => (await ask('host-01', path)).status, { timeout: 30_000 }).toBe(404);
    await onHost('host-02', JOIN);
    await expect
      .poll(async () => (await ask('host-02', path)).body, { timeout: 60_000 })
      .not.toContain('cut off');
  });

  test('removes all its stored pages if the changes that it missed were pruned', async () => {
    const { path } = await published('unvouched');
    await onHost('host-02', 'systemctl stop flotilla-changes');
    const before = await onHost('host-02', 'date +%s');
    await wordpress('host-01', 'global $wpdb; $wpdb->query("DELETE FROM {$wpdb->prefix}flotilla_changes");');
    await published('after it');
    await onHost('host-02', 'systemctl start flotilla-changes');
    const older = `find /var/cache/nginx/pages -type f ! -newermt @${before.trim()} | wc -l`;
    await expect.poll(() => onHost('host-02', older), { timeout: 30_000 }).toBe('0\n');
    expect((await ask('host-01', path)).status).toBe(200);
  });
});

test('status names a host that reaches the database but does not apply changes', async () => {
  await onHost('host-02', 'systemctl kill --signal=STOP flotilla-changes');
  try {
    const status = async () => plain((await askStatus()).stdout);
    await expect
      .poll(status, { timeout: 120_000, interval: 1000 })
      .toMatch(/host-02 has not received changes from other hosts for \d+ s/);
  } finally {
    await onHost('host-02', 'systemctl kill --signal=CONT flotilla-changes');
  }
});
