import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { bundle } from '../../../scripts/bundle.ts';
import { startGitHub } from '../github/fake.ts';
import { READER, startCloud } from '../local-cloud/api-setup.ts';

/** On a busy machine, bundling takes longer than a hook may by default. */
const BUNDLE_MS = 60_000;

/** The actions, bundled from the sources as they are now, as `scripts/build.ts` does. Call it once in each test file. */
export function bundled() {
  const folder = mkdtempSync(join(tmpdir(), 'actions-'));
  beforeAll(async () => {
    for (const [name, text] of await bundle()) writeFileSync(join(folder, name), text);
  }, BUNDLE_MS);
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name: string, run: RunOptions) => runAction(join(folder, `${name}.cjs`), run);
}

export const CLUSTER = [
  'name: example',
  'domain: test.example.com',
  'zone: example.com',
  'wordpress: { version: 6.8.3, title: T, admin: { user: admin, email: a@example.com } }',
].join('\n');

/** A repository's folder with a declaration of one primary and one web host. */
export function declare(cluster = CLUSTER): string {
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  // An action that a test ended may leave a git process that is still writing.
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 100 }));
  mkdirSync(join(folder, 'cluster/regions'), { recursive: true });
  writeFileSync(join(folder, 'cluster/cluster.yml'), cluster);
  writeFileSync(join(folder, 'cluster/regions/nyc1.yml'), 'hosts:\n  sql: { primary: true }\n  host-01:\n');
  return folder;
}

interface RunOptions {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly event?: object;
  readonly signal?: AbortSignal;
}

interface Run {
  readonly code: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: string;
}

/** Runs an action as GitHub's runner does: inputs and event come from the environment. */
async function runAction(file: string, { folder, env, event = {}, signal }: RunOptions): Promise<Run> {
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  writeFileSync(path('event.json'), JSON.stringify(event));
  mkdirSync(path('tmp'), { recursive: true });
  for (const name of ['summary.md', 'output']) writeFileSync(path(name), '');
  const child = spawn('node', [file], {
    ...(signal && { signal }),
    env: {
      ...{ PATH: process.env.PATH, TMPDIR: path('tmp'), INPUT_DIRECTORY: folder, GITHUB_WORKSPACE: folder },
      ...{ GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'o/r', GITHUB_EVENT_PATH: path('event.json') },
      ...{ GITHUB_STEP_SUMMARY: path('summary.md'), GITHUB_OUTPUT: path('output') },
      ...env,
    },
  });
  child.on('error', () => {}); // The test ended the run.
  let log = '';
  child.stdout.on('data', (chunk) => (log += chunk));
  child.stderr.on('data', (chunk) => (log += chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, log, summary: read('summary.md'), outputs: read('output') };
}

/** An empty account, a repository, and the inputs to talk to both. */
export async function setUp() {
  const cloud = await startCloud();
  const { world, url } = await startGitHub();
  const env: Record<string, string> & { GITHUB_API_URL: string } = {
    'INPUT_DIGITALOCEAN-TOKEN': READER,
    'INPUT_CLUSTER-SECRET': 'ab'.repeat(32),
    'INPUT_API-URL': `${cloud.url}/v2`,
    'INPUT_GITHUB-TOKEN': 'token-of-the-job',
    ...{ GITHUB_API_URL: url, GITHUB_SERVER_URL: url },
    ...{ GITHUB_REF: 'refs/heads/main', GITHUB_SHA: 'e'.repeat(40) },
  };
  return { cloud, world, env };
}
