import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../content/tree.ts';

/** Whether a script succeeds where these programs are replaced, each by lines of shell. */
export function succeeds(
  script: string,
  programs: Readonly<Record<string, string>>,
  shell: 'sh' | 'bash' = 'sh',
): boolean {
  const directory = folder();
  for (const [name, lines] of Object.entries(programs))
    writeFileSync(join(directory, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
  return spawnSync(shell, ['-c', script], { env }).status === 0;
}
