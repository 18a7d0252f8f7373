import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { plain } from '../cluster.ts';
import { contentTree, live, onEach } from '../content-tree.ts';
import { wordpress } from './person.ts';

const tree = contentTree();
const folder = join(tree.content, 'plugins/shop');
const isActive = () => wordpress("echo json_encode(get_option('active_plugins'));");

afterAll(async () => {
  await wordpress("update_option('active_plugins', []);");
  tree.remove();
});

test('a release without an active plugin is a danger in the plan, and goes live only when confirmed', async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'shop.php'), '<?php\n/* Plugin Name: Shop */\n');
  const { release, ...first } = await tree.sync();
  expect(first.code, first.said).toBe(0);
  await wordpress("update_option('active_plugins', ['shop/shop.php']);");

  rmSync(folder, { recursive: true });
  const planned = plain((await tree.run(['node', 'actions/dist/plan.cjs'])).stdout);
  expect(planned).toContain('The active plugin shop/shop.php is missing in the next release');
  const refused = await tree.sync();
  expect(refused.code).toBe(1);
  expect(await live()).toEqual(onEach(release));
  expect(await isActive()).toBe('["shop\\/shop.php"]');

  const confirm = /sync --confirm (\w+)/.exec(refused.said)?.[1] ?? '';
  const confirmed = await tree.sync({ INPUT_CONFIRM: confirm });
  expect(confirmed.code, confirmed.said).toBe(0);
  // The cluster no longer has it, so it cannot be lost again.
  expect((await tree.sync()).code).toBe(0);
});
