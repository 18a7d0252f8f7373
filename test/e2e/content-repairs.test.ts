import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AS_PHP, onHost, plain } from './cluster.ts';
import { contentTree, live, onAll, onEach } from './content-tree.ts';

const tree = contentTree();
const { theme, sync } = tree;

beforeAll(async () => {
  const { code, said } = await sync();
  expect(code, said).toBe(0);
});
afterAll(tree.remove);

const PLAN = ['node', 'actions/dist/plan.cjs'];
const APPLY = ['node', 'actions/dist/apply.cjs'];
const tamper = `cd /srv/www/content/current/wp-content/
  echo >> themes/flotilla/theme.json && rm themes/flotilla/style.css && echo '<?php' > themes/shell.php
  chown www-data: themes/flotilla/functions.php
  echo >> ../core/wp-settings.php && rm ../core/wp-cron.php`;

test('the plan names files of the live release that were changed by hand, and apply repairs them', async () => {
  await onHost('host-01', tamper);
  const plan = plain((await tree.run(PLAN)).stdout);
  expect(plan).toMatch(/~ content\/file\/themes\/flotilla\/theme\.json\s+was changed on the host by hand/);
  expect(plan).toMatch(/\+ content\/file\/themes\/flotilla\/style\.css\s+was removed on the host by hand/);
  expect(plan).toMatch(/- content\/file\/themes\/shell\.php\s+was added on the host by hand/);
  expect(plan).toMatch(/~ content\/file\/themes\/flotilla\/functions\.php\s+was changed on the host by hand/);
  expect(plan).toMatch(/~ content\/file\/core\/wp-settings\.php\s+was changed on the host by hand/);
  expect(plan).toMatch(/\+ content\/file\/core\/wp-cron\.php\s+was removed on the host by hand/);
  const { code, stdout, stderr } = await tree.run(APPLY);
  expect(code, stdout + stderr).toBe(0);
  expect(plain((await tree.run(PLAN)).stdout)).toContain('Nothing to change');
  expect(await onAll('readlink /srv/www/content/current/wp-content/uploads')).toEqual(
    onEach('/srv/flotilla/uploads'),
  );
});

test('the next sync repairs a file that was changed by hand but kept its size and time', async () => {
  const file = '/srv/www/content/current/wp-content/themes/flotilla/theme.json';
  await onHost('host-01', `touch -r ${file} /tmp/t && sed -i '1s/{/[/' ${file} && touch -r /tmp/t ${file}`);
  const core = '/srv/www/content/current/core/wp-cron.php';
  await onHost(
    'host-02',
    `touch -r ${core} /tmp/t && sed -i '1s/php/pHp/' ${core} && touch -r /tmp/t ${core}`,
  );
  const { code, said, sent } = await sync();
  expect(code, said).toBe(0);
  expect(sent).toEqual([expect.objectContaining({ files: 1 })]);
  expect(await onHost('host-02', `head -1 ${core}`)).toBe('<?php\n');
  expect((await sync()).sent).toEqual([]);
});

test('apply gives a host without the release a copy, from the commit or from the other hosts', async () => {
  const [before] = await live();
  await onHost('host-02', 'rm -rf /srv/www/content/*');
  writeFileSync(join(theme, 'newer.css'), '');
  const applied = await tree.run(APPLY);
  rmSync(join(theme, 'newer.css'));
  expect(applied.code, applied.stdout + applied.stderr).toBe(0);
  expect(await live()).toEqual(onEach(before));
  expect((await sync()).said).toContain('Nothing to change');
});

test('PHP cannot write to a release', async () => {
  const writable = `${AS_PHP} find /srv/www/content/ -writable -not -type l | head -1`;
  expect(await onAll(writable)).toEqual(onEach(''));
  expect(await onAll('stat -c %U:%G /srv/www/content/current/wp-content/themes/flotilla/style.css')).toEqual(
    onEach('root:root'),
  );
});
