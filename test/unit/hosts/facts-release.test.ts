import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentScript } from '#remote-scripts';

import { at, observe, put, useHost } from './observing.ts';

useHost();

describe('the live release', () => {
  const RELEASE = '/srv/www/content/releases/0123456789abcdef';
  const content = async () => (await observe()).content;
  const LISTING = /LISTING = (\[.*\])/.exec(contentScript)?.[1] ?? '';
  /** Records the release, as `content` does when it has arrived. */
  const arrived = () => {
    put(`${RELEASE}/wp-content/themes/a/style.css`, 'a');
    put(`${RELEASE}/wp-content/plugins/p ünï.php`, '<?php');
    symlinkSync('/nowhere', at(`${RELEASE}/wp-content/uploads`));
    const [find, ...words] = JSON.parse(LISTING);
    writeFileSync(at(`${RELEASE}/listing`), execFileSync(find, words, { cwd: at(`${RELEASE}/wp-content`) }));
    symlinkSync(RELEASE, at('/srv/www/content/current'));
  };
  const CORE = '/srv/www/core/6.8';
  /** Places the core, as its role does. */
  const fetched = () => {
    put(`${CORE}/wp-load.php`, '<?php');
    put(`${CORE}/index.php`, '<?php');
    const [find, ...words] = JSON.parse(LISTING);
    writeFileSync(at(`${CORE}.listing`), execFileSync(find, words, { cwd: at(CORE) }));
    symlinkSync(CORE, at(`${RELEASE}/core`));
  };

  it('has drifted if a file of its WordPress has changed', async () => {
    arrived();
    fetched();
    expect((await content())?.drifted).toBe(0);
    put(`${CORE}/wp-load.php`, '<?php evil();');
    rmSync(at(`${CORE}/index.php`));
    expect((await content())?.drift).toEqual([
      { path: 'core/index.php', is: 'missing' },
      { path: 'core/wp-load.php', is: 'changed' },
    ]);
  });

  it('is missing on a host without a site, and before the first release', async () => {
    expect(await content()).toBeNull();
    mkdirSync(at('/srv/www/content'), { recursive: true });
    symlinkSync('/srv/www/content/first', at('/srv/www/content/current'));
    mkdirSync(at('/srv/www/content/first'));
    symlinkSync('/srv/www/core/6.8', at('/srv/www/content/first/core'));
    expect(await content()).toEqual({
      live: null,
      core: '6.8',
      kept: null,
      holds: [],
      drift: [],
      drifted: 0,
    });
  });

  it('has not drifted if it is as it arrived', async () => {
    arrived();
    put('/srv/www/content/history', '0123456789abcdef 1800000000\nfedcba9876543210 1700000000\n');
    const kept = { release: '0123456789abcdef', at: 1_800_000_000 };
    expect(await content()).toEqual({
      live: kept.release,
      core: null,
      kept,
      holds: ['plugins/p ünï.php', 'themes/a'],
      drift: [],
      drifted: 0,
    });
  });

  it('has drifted if files were changed, removed or added, and names the first of them', async () => {
    arrived();
    put(`${RELEASE}/wp-content/themes/a/style.css`, 'another');
    rmSync(at(`${RELEASE}/wp-content/plugins/p ünï.php`));
    for (let index = 10; index < 40; index++) put(`${RELEASE}/wp-content/x${index}`, '');
    const found = await content();
    expect(found?.drifted).toBe(32);
    expect(found?.drift).toHaveLength(20);
    expect(found?.drift.slice(0, 3)).toEqual([
      { path: 'plugins/p ünï.php', is: 'missing' },
      { path: 'themes/a/style.css', is: 'changed' },
      { path: 'x10', is: 'added' },
    ]);
  });
});
