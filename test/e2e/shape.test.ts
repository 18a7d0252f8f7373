import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addresses, apply as applyCommitted, cloud, DOMAIN, inCloud, plain, type Ran } from './cluster.ts';
import type { Seen } from './visitor.ts';

const TTL_SECONDS = 30;
const directory = mkdtempSync(join(tmpdir(), 'flotilla-shape-'));
const visiting = join(directory, 'visiting');
const fourth = join(directory, 'cluster/regions/fra1.yml');

const apply = async (confirm = ''): Promise<Ran> => {
  const env = { INPUT_DIRECTORY: directory, INPUT_CONFIRM: confirm };
  return (await cloud()).run(['node', 'actions/dist/apply.cjs'], { env });
};

let visitor: Promise<Ran>;
async function seen(): Promise<Seen> {
  rmSync(visiting);
  const { stdout, stderr } = await visitor;
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Seen;
}

beforeAll(async () => {
  cpSync('cluster', join(directory, 'cluster'), { recursive: true });
  const file = join(directory, 'cluster/cluster.yml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\ndns: { ttl: ${TTL_SECONDS} }\n`);
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
  writeFileSync(visiting, '');
  visitor = inCloud('npx', 'tsx', 'test/e2e/visitor.ts', DOMAIN, visiting);
});
afterAll(async () => {
  rmSync(visiting, { force: true });
  await visitor;
  await applyCommitted();
  rmSync(directory, { recursive: true });
});

/** When the API got each request, in milliseconds, in order. */
async function asked(method: string, path: RegExp): Promise<number[]> {
  const lines = await (await cloud()).journal();
  return lines
    .filter((line) => line.method === method && path.test(line.path))
    .map(({ time }) => Date.parse(time));
}

test('a fourth web host is added and removed, and no visitor sees a failed page', {
  timeout: 400_000,
}, async () => {
  writeFileSync(fourth, 'hosts:\n  host-04: { size: s-1vcpu-1gb }\n');
  const added = await apply();
  expect(added.code, added.stdout + added.stderr).toBe(0);
  const newcomer = (await addresses())['host-04']?.ipv4 ?? '';
  const { stdout: resolved } = await inCloud('getent', 'ahostsv4', DOMAIN);
  expect(resolved).toContain(newcomer);

  await expect
    .poll(() => readFileSync(`${visiting}.served`, 'utf8'), {
      timeout: 2 * TTL_SECONDS * 1000,
      interval: 500,
    })
    .toContain(newcomer);

  rmSync(fourth);
  const before = await (await cloud()).journal();
  const refused = await apply();
  expect(refused.code).not.toBe(0);
  expect(plain(refused.stderr)).toMatch(/host-04 is destroyed.*\n.*enter [0-9a-f]{12} under "confirm"/);
  const writes = (await (await cloud()).journal())
    .slice(before.length)
    .filter(({ method }) => method !== 'GET');
  expect(writes).toEqual([]);

  const confirm = /enter ([0-9a-f]{12}) under "confirm"/.exec(refused.stderr)?.[1] ?? '';
  const removed = await apply(confirm);
  expect(removed.code, removed.stdout + removed.stderr).toBe(0);
  expect(Object.keys(await addresses())).not.toContain('host-04');

  const departures = await asked('DELETE', /\/domains\/.*\/records\//);
  const [destroyed = 0] = (await asked('DELETE', /\/droplets\/\d+$/)).slice(-1);
  // The four records of the rotation go first. The two of the host's own name go with the host, after the wait.
  const rotation = departures.slice(-6, -2);
  expect(rotation).toHaveLength(4);
  expect(destroyed - Math.max(...rotation)).toBeGreaterThanOrEqual(TTL_SECONDS * 1000);

  const { pages, failed, refused: refusals, served } = await seen();
  expect(failed).toEqual([]);
  expect(refusals[newcomer] ?? []).toEqual([]);
  expect(served[newcomer]).toBeGreaterThan(0);
  expect(pages).toBeGreaterThan(1000);
});
