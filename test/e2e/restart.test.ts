import { expect, test } from 'vitest';
import { ask } from './changes/seen.ts';
import { onHost, PRIMARY } from './cluster.ts';

const TABLE = 'inet flotilla_database';

test('who asks for a page while MariaDB restarts waits for it, and sees no error', async () => {
  // As MariaDB's unit does before it stops, and after it started.
  await onHost(PRIMARY, '/usr/local/sbin/flotilla-hold-connections');
  const page = ask('host-02', `/?fresh=${Date.now()}`);
  await expect
    .poll(() => onHost(PRIMARY, `nft list table ${TABLE}`), { timeout: 4000 })
    .toMatch(/packets [1-9]/);
  await onHost(PRIMARY, `nft delete table ${TABLE}`);
  expect(await page).toMatchObject({ status: 200 });
});
