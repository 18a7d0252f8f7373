import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { HostConnection } from '../../../actions/src/hosts/link/connection.ts';
import { newestDeployed, writeDeployed } from '../../../actions/src/hosts/model/deployed.ts';

const COMMIT = 'a'.repeat(40);

/** Runs a host's commands in a local shell, below a folder. */
function hostAt(folder: string): HostConnection {
  const run: HostConnection['run'] = (command, { input = '' } = {}) =>
    new Promise((resolve) => {
      const here = command.replaceAll('/var/lib', `${folder}/var/lib`);
      const child = execFile('sh', ['-c', here], (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
      child.stdin?.on('error', () => {}); // A command that fails reads nothing.
      child.stdin?.end(input);
    });
  return { run, close: () => {} };
}

function host(): HostConnection {
  const folder = mkdtempSync(join(tmpdir(), 'deployed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return hostAt(folder);
}

it('reads the last record that was written', async () => {
  const primary = host();
  expect(await newestDeployed([primary])).toBeUndefined();
  await writeDeployed(primary, { repository: 'o/r', commit: 'b'.repeat(40) });
  await writeDeployed(primary, { repository: 'o/r', commit: COMMIT });
  expect(await newestDeployed([primary])).toEqual({ repository: 'o/r', commit: COMMIT });
});

it('reads the newest record of several hosts, one of which was away', async () => {
  const [away, other, empty] = [host(), host(), host()];
  await writeDeployed(away, { repository: 'o/r', commit: 'b'.repeat(40), at: 1 });
  await writeDeployed(other, { repository: 'o/r', commit: COMMIT, at: 2 });
  expect(await newestDeployed([away, empty, other])).toMatchObject({ commit: COMMIT });
  expect(await newestDeployed([away, empty])).toMatchObject({ commit: 'b'.repeat(40) });
});

it('reads nothing if the file contains something else', async () => {
  const primary = host();
  await writeDeployed(primary, { repository: 'o/r', commit: '$(reboot)' });
  expect(await newestDeployed([primary])).toBeUndefined();
});

it('says why it cannot write', async () => {
  const broken = hostAt('/dev/null');
  await expect(writeDeployed(broken, { repository: 'o/r', commit: COMMIT })).rejects.toThrow(
    /^Cannot write \/var\/lib\/flotilla\/deployed\.json: .*Not a directory/,
  );
});
