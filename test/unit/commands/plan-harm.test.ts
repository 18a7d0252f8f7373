import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundled, setUp } from './actions.ts';
import { changed, MAIN, only } from './plan-action.ts';
import { propose } from './propose.ts';

const action = bundled();

describe('a malicious pull request', () => {
  it.each<[string, (folder: string) => void]>([
    [
      'a declaration',
      (folder) => symlinkSync('/proc/self/environ', join(folder, 'cluster/regions/fra1.yml')),
    ],
    ['the content', (folder) => symlinkSync('/proc/self', join(folder, 'wp-content'))],
  ])('learns nothing of the runner by a link in the place of %s', async (_, put) => {
    const { world, env } = await setUp();
    const folder = changed();
    put(folder);
    const { code, log } = await action('plan', {
      folder: MAIN(),
      env: { ...env, CANARY: 'yellow-bird' },
      event: await propose(world, { folder }),
    });
    expect(code).toBe(1);
    expect(log + only(world)).toMatch(/is a link/);
    expect(log + only(world)).not.toMatch(/yellow-bird|GITHUB_WORKSPACE/);
  });

  it('runs no filter and no hook of its own', async () => {
    const { world, env } = await setUp();
    const folder = changed();
    const pwned = join(folder, 'pwned');
    writeFileSync(join(folder, 'cluster/.gitattributes'), '* filter=evil diff=evil\n');
    writeFileSync(join(folder, 'cluster/.gitconfig'), `[filter "evil"]\n\tsmudge = touch ${pwned}\n`);
    const { code } = await action('plan', { folder: MAIN(), env, event: await propose(world, { folder }) });
    expect(code).toBe(0);
    expect(readdirSync(folder)).not.toContain('pwned');
  });
});
