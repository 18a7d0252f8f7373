import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { openRelease } from '../../../actions/src/content/release.ts';
import { folder, MIB } from './tree.ts';

const FOLDERS = Number(process.env.FLOTILLA_FOLDERS ?? 100);
const FILES = 100;

/** A tree with many small files and a large one. */
function large(): string {
  const root = folder();
  for (let index = 0; index < FOLDERS; index++) {
    const at = join(root, `plugins/p${index}`);
    mkdirSync(at, { recursive: true });
    for (let file = 0; file < FILES; file++)
      writeFileSync(join(at, `${file}.php`), `<?php // ${index} ${file}`);
  }
  writeFileSync(join(root, 'plugins/film.bin'), Buffer.alloc(64 * MIB));
  return root;
}

test('a large tree is read and staged while the run keeps renewing its lease', {
  timeout: 600_000,
}, async () => {
  const root = large();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const began = performance.now();
  delay.enable();
  const release = await openRelease('6.8.12', [root], 100 * MIB);
  await release.staged();
  delay.disable();
  await release.close();
  const [seconds, most] = [(performance.now() - began) / 1000, delay.max / 1e9];
  console.log(
    `${release.files} files: ${seconds.toFixed(1)} s, the event loop was at most ${most.toFixed(2)} s late`,
  );
  expect(release.files).toBe(FOLDERS * FILES + 1);
  // The lease expires after 20 s of silence; it is renewed every 5 s.
  expect(most).toBeLessThan(1);
  expect(most).toBeLessThan(seconds / 2);
});
