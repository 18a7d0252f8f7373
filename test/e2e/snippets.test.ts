import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apply as applyCommitted, cloud, DOMAIN, inCloud, onHost, plain, type Ran, WEB } from './cluster.ts';

const directory = mkdtempSync(join(tmpdir(), 'flotilla-snippets-'));
const snippet = join(directory, 'cluster/nginx/redirects.conf');
const PHP = '{ upload: 65, memory: 96, time: 90, extensions: [bz2] }';
const MIB = 2 ** 20;

const declare = () => cpSync('cluster', join(directory, 'cluster'), { recursive: true });
beforeAll(async () => {
  declare();
  mkdirSync(join(directory, 'cluster/nginx'), { recursive: true });
  writeFileSync(snippet, 'location = /old { return 301 /new; }\n');
  appendFileSync(join(directory, 'cluster/cluster.yml'), `\nphp: ${PHP}\n`);
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  for (const host of WEB) await onHost(host, `rm -f ${PAGE}`);
  expect((await applyCommitted()).code).toBe(0);
});

const apply = async (): Promise<Ran> =>
  (await cloud()).run(['node', 'actions/dist/apply.cjs'], { env: { INPUT_DIRECTORY: directory } });

const local = (host: string, format: string, path: string) =>
  onHost(host, `curl -sk ${format} --resolve ${DOMAIN}:443:127.0.0.1 'https://${DOMAIN}${path}'`);

/** Status and target of a redirect, from each web host. */
const answers = (path: string): Promise<string[]> =>
  Promise.all(WEB.map((host) => local(host, `-o /dev/null -w '%{http_code} %{redirect_url}'`, path)));

const PAGE = '/srv/www/content/current/core/php-limits.php';
const LIMITS = `<?php require __DIR__ . '/wp-load.php';
echo wp_max_upload_size(), ' ', ini_get('memory_limit'), ' ', json_encode(extension_loaded('bz2'));`;
/** PHP's settings in WordPress, from each web host. */
const phpLimits = () =>
  Promise.all(
    WEB.map(async (host) => {
      await onHost(host, `cat >${PAGE} <<'PHP'\n${LIMITS}\nPHP`);
      return local(host, '', '/php-limits.php');
    }),
  );

/** A reload waits up to 20 s for the requests in progress. */
const limitsBecome = (said: string) =>
  expect.poll(phpLimits, { timeout: 40_000, interval: 500 }).toEqual(WEB.map(() => said));

const redirect = `301 https://${DOMAIN}/new`;

test('every host serves a snippet', async () => {
  expect(await answers('/old')).toEqual(WEB.map(() => redirect));
});

test('PHP on every host has the limits and the extension that cluster.yml declares', async () => {
  await limitsBecome(`${65 * MIB} 96M true`);
});

test('a snippet that nginx rejects is reported, and the previous one stays in service', async () => {
  writeFileSync(snippet, 'location = /old { retrun 301 /newer; }\n');
  const bad = await apply();
  expect(bad.code).toBe(1);
  expect(plain(bad.stderr)).toMatch(/^host-01: .*unknown directive "retrun" in .*redirects\.conf:1/m);
  expect(await answers('/old')).toEqual(WEB.map(() => redirect));
  for (const host of WEB) await onHost(host, 'nginx -t 2>&1');
  expect((await inCloud('getent', 'ahostsv4', DOMAIN)).code).toBe(0);
});

test('removes what is no longer declared', async () => {
  rmSync(snippet);
  declare();
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
  expect((await answers('/old')).join()).not.toContain('301');
  // The extension's package stays, as the plan says.
  await limitsBecome(`${64 * MIB} 128M true`);
});
