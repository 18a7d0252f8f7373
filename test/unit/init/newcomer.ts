import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, vi } from 'vitest';
import { declare } from '../commands/actions.ts';
import { READER, startCloud, WRITER } from '../local-cloud/api-setup.ts';
import { GitHub } from './github.ts';

export const COMMITTED = readFileSync('cluster/cluster.yml', 'utf8');

const placeOf = (program: string): string =>
  spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();

/** Python starts several times faster than Node does, and init calls gh often. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
const GH = `#!${PYTHON} -S\n${readFileSync(join(import.meta.dirname, 'gh.py'), 'utf8')}`;

/** Bundled once, so each run starts without compiling its imports. */
const SCRIPT = join(mkdtempSync(join(tmpdir(), 'init-')), 'init.cjs');

/** Call it once in each test file. */
export function bundleInit(): void {
  // Each run starts gh some thirty times.
  vi.setConfig({ testTimeout: 180_000 });
  beforeAll(async () => {
    await build({
      entryPoints: ['scripts/init.ts'],
      outfile: SCRIPT,
      ...{
        bundle: true,
        platform: 'node',
        format: 'cjs',
        conditions: ['bundle'],
        loader: { '.php': 'text', '.py': 'text' },
      },
      external: ['cpu-features', '*.node'],
    });
  }, 60_000);
  afterAll(() => rmSync(dirname(SCRIPT), { recursive: true }));
}

/** A person with a clone of the repository, an account at DigitalOcean and a repository at GitHub. */
export async function newcomer({ programs = ['node', 'git', 'gh'], github = new GitHub() } = {}) {
  const cloud = await startCloud();
  const server = await github.listen();
  const clone = () => cloneWith(programs);
  const folder = clone();
  const env = {
    ...{ GH_SERVER: server.url, GH_LOGIN: join(folder, 'bin/gh') },
    ...{
      DIGITALOCEAN_TOKEN: WRITER,
      DIGITALOCEAN_READ_TOKEN: READER,
      MAIL_PASSWORD: 'relay-password',
      DIGITALOCEAN_API_URL: `${cloud.url}/v2`,
    },
  };
  const run = (where: string, more: Record<string, string>, words: readonly string[]) =>
    init(where, { PATH: join(where, 'bin'), ...env, ...more }, words);
  return {
    ...{ cloud, github, server, folder, clone },
    /** Runs init in this clone. */
    init: (...words: string[]) => run(folder, {}, words),
    initWith: (more: Record<string, string>, ...words: string[]) => run(folder, more, words),
    /** Runs it in another clone. */
    initIn: run,
    kept: (where = folder) =>
      existsSync(join(where, '.secrets'))
        ? readFileSync(join(where, '.secrets/cluster-secret'), 'utf8').trim()
        : undefined,
  };
}

function cloneWith(programs: readonly string[]): string {
  const folder = declare(COMMITTED);
  writeFileSync(join(folder, '.gitignore'), '/.secrets/\n');
  spawnSync('git', ['init', '--quiet'], { cwd: folder });
  mkdirSync(join(folder, 'bin'));
  for (const program of programs) {
    const path = join(folder, 'bin', program);
    if (program === 'gh') writeFileSync(path, GH, { mode: 0o755 });
    else symlinkSync(placeOf(program), path);
  }
  return folder;
}

async function init(folder: string, env: Record<string, string>, words: readonly string[]) {
  const child = spawn(process.execPath, [SCRIPT, ...words], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, log };
}
