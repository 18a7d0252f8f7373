import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { lineReader } from '../../../actions/src/hosts/link/ssh-command.ts';

/** A directory that stands for a host's root, and a connection that runs commands here with paths below it. */
export interface LocalHost extends HostConnection {
  readonly root: string;
  remove(): void;
}

/** The files of a test belong to the user who runs it. */
export const own = {
  owner: userInfo().username,
  group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim(),
};

export function localHost(): LocalHost {
  const root = mkdtempSync(join(tmpdir(), 'flotilla-host-'));
  mkdirSync(join(root, 'etc'));
  return {
    root,
    remove: () => rmSync(root, { recursive: true, force: true }),
    close: () => {},
    run: (command, { input = '', onLine = () => {} } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn('sh', ['-c', command], { env: { ...process.env, FLOTILLA_ROOT: root } });
        const output = { stdout: '', stderr: '' };
        const lines = lineReader(onLine);
        child.stdout.on('data', (chunk) => {
          output.stdout += chunk;
          lines.push(chunk);
        });
        child.stderr.on('data', (chunk) => {
          output.stderr += chunk;
        });
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, ...output }));
        child.stdin.on('error', () => {}); // A command that ends early reports the reason itself.
        if (typeof input === 'string') child.stdin.end(input);
        else input.pipe(child.stdin);
      }),
  };
}
