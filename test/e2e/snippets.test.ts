import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apply as applyCommitted, cloud, DOMAIN, inCloud, onHost, plain, type Ran, WEB } from './cluster.ts';

const directory = mkdtempSync(join(tmpdir(), 'flotilla-snippets-'));
const snippet = join(directory, 'cluster/nginx/redirects.conf');

beforeAll(() => {
  cpSync('cluster', join(directory, 'cluster'), { recursive: true });
  mkdirSync(join(directory, 'cluster/nginx'), { recursive: true });
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  expect((await applyCommitted()).code).toBe(0);
});

const apply = async (): Promise<Ran> =>
  (await cloud()).run(['node', 'actions/dist/apply.cjs'], { env: { INPUT_DIRECTORY: directory } });

/** Status and target of a redirect, as each web host answers by itself. */
const answers = (path: string): Promise<string[]> =>
  Promise.all(
    WEB.map(async (host) => {
      const url = `https://${DOMAIN}${path}`;
      const format = '%{http_code} %{redirect_url}';
      return onHost(host, `curl -sk -o /dev/null -w '${format}' --resolve ${DOMAIN}:443:127.0.0.1 '${url}'`);
    }),
  );

test('a snippet is served by every host; one that nginx refuses is told and leaves the last in service', async () => {
  writeFileSync(snippet, 'location = /old { return 301 /new; }\n');
  const good = await apply();
  expect(good.code, good.stdout + good.stderr).toBe(0);
  const redirect = `301 https://${DOMAIN}/new`;
  expect(await answers('/old')).toEqual(WEB.map(() => redirect));

  writeFileSync(snippet, 'location = /old { retrun 301 /newer; }\n');
  const bad = await apply();
  expect(bad.code).toBe(1);
  expect(plain(bad.stderr)).toMatch(/^host-01: .*unknown directive "retrun" in .*redirects\.conf:1/m);
  expect(await answers('/old')).toEqual(WEB.map(() => redirect));
  for (const host of WEB) await onHost(host, 'nginx -t 2>&1');
  expect((await inCloud('getent', 'ahostsv4', DOMAIN)).code).toBe(0);
});

test('taken out of the declaration, it is gone', async () => {
  rmSync(snippet);
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
  expect((await answers('/old')).join()).not.toContain('301');
});
