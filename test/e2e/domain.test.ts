import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withCertificate } from './certificates/door.ts';
import { AS_DECLARED, api, apply, cloud, DOMAIN, inCloud, onHost, plain, type Ran, WEB } from './cluster.ts';
import type { Read } from './reader.ts';

/** The site moves to the zone's own name and back while readers use both names. */
const NEW = 'example.com';
const READING = '/tmp/flotilla-reading';
const scratch = mkdtempSync(join(tmpdir(), 'flotilla-domain-'));

beforeAll(withCertificate);
afterAll(() => rmSync(scratch, { recursive: true }));

/** The inputs for a declaration of the same cluster with another domain. */
function moved(redirectFrom: readonly string[]): Record<string, string> {
  cpSync('cluster', join(scratch, 'cluster'), { recursive: true });
  const file = join(scratch, 'cluster/cluster.yml');
  const text = readFileSync(file, 'utf8').replace(`domain: ${DOMAIN}`, `domain: ${NEW}`);
  writeFileSync(file, `${text}\nredirect-from: [${redirectFrom.join()}]\ndns: { ttl: 30 }\n`);
  return { INPUT_DIRECTORY: scratch };
}

const run = async (door: string, env: Record<string, string>): Promise<Ran> =>
  (await cloud()).run(['node', `actions/dist/${door}.cjs`], { env });

/** Runs apply and kills it by SIGKILL once its log contains the words. Fails if it ends before. */
async function killedAt(words: string, env: Record<string, string>): Promise<void> {
  const log = join(scratch, 'killed.log');
  const line = `node actions/dist/apply.cjs >"$LOG" 2>&1 & pid=$!
until grep -qE "$WORDS" "$LOG"; do kill -0 $pid || exit 1; sleep 0.02; done; kill -KILL $pid`;
  const { code } = await (await cloud()).run(['sh', '-c', line], { env: { ...env, LOG: log, WORDS: words } });
  expect(code, readFileSync(log, 'utf8')).toBe(0);
}

/** Readers of every name see pages all the time. */
async function reading(
  names: readonly string[],
  during: () => Promise<unknown>,
): Promise<Record<string, Read>> {
  writeFileSync(READING, '');
  const readers = inCloud('npx', 'tsx', 'test/e2e/reader.ts', READING, ...names);
  await during().finally(() => rmSync(READING));
  const { stdout, stderr } = await readers;
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as Record<string, Read>;
}

/** The site's address in the database. */
const addressInDatabase = () =>
  onHost(
    'sql',
    `mariadb -N wordpress -e "SELECT option_value FROM wp_options WHERE option_name IN ('siteurl', 'home')"`,
  );

const recordNames = async (): Promise<string[]> => {
  const { domain_records } = await api<{ domain_records: { name: string }[] }>(
    'GET',
    '/domains/example.com/records?per_page=200',
  );
  return [...new Set(domain_records.map(({ name }) => name))];
};

test('the plan shows that the site moves, and in which steps', async () => {
  const { code, stdout } = await run('plan', moved([DOMAIN]));
  expect(code).toBe(0);
  expect(plain(stdout)).toMatch(
    /The site moves from test\.example\.com to example\.com\n +1\. A certificate .*\n +2\. .* under both .*\n +3\. .* redirect/,
  );
});

test('both names serve pages while the site moves, although each run is killed', {
  timeout: 600_000,
}, async () => {
  const env = moved([DOMAIN]);
  const read = await reading([DOMAIN, NEW], async () => {
    await killedAt('certificate  (ordering|finalize|issue)', env);
    await killedAt('host-01  converged', env);
    await killedAt('record/A www.example.com -> host-03  created', env);
    await killedAt('host-02  converged', env);
    const { code, stdout, stderr } = await run('apply', env);
    expect(code, stdout + stderr).toBe(0);
  });
  for (const name of [DOMAIN, NEW]) {
    expect(read[name]?.failed, name).toEqual([]);
    expect(read[name]?.pages, name).toBeGreaterThan(50);
  }
  expect(read[DOMAIN]?.redirected).toBeGreaterThan(10);
  expect(plain((await run('apply', env)).stdout)).toContain('Nothing to change');
  expect(plain((await run('renew-certificates', env)).stdout)).toContain('No certificate is ordered');
  expect(await addressInDatabase()).toBe(`https://${NEW}\nhttps://${NEW}\n`);
  const names = await recordNames();
  expect(names).toEqual(expect.arrayContaining(['@', 'www', 'test', 'www.test', 'host-01']));
  expect(
    names.filter((name) => name.endsWith('.test') && name !== 'www.test' && name !== '_flotilla.test'),
  ).toEqual([]);
});

test('removing a name without a redirect needs a confirmation and leaves nothing behind', {
  timeout: 600_000,
}, async () => {
  const refused = await apply();
  expect(refused.code).toBe(1);
  expect(plain(refused.stderr)).toMatch(/example\.com stops resolving/);
  const confirm = /enter ([0-9a-f]{12}) under "confirm"/.exec(refused.stderr)?.[1] ?? '';
  const read = await reading([DOMAIN], async () => {
    const { code, stdout, stderr } = await run('apply', { INPUT_CONFIRM: confirm });
    expect(code, stdout + stderr).toBe(0);
  });
  expect(read[DOMAIN]?.failed).toEqual([]);
  expect(plain((await apply()).stdout)).toMatch(AS_DECLARED);
  expect(await addressInDatabase()).toBe(`https://${DOMAIN}\nhttps://${DOMAIN}\n`);
  const names = await recordNames();
  expect(names.filter((name) => !/(^|\.)test$/.test(name))).toEqual(['@']);
  for (const host of WEB)
    expect(
      await onHost(
        host,
        `grep -c 'server_name .*\\bwww.${NEW}' /etc/nginx/sites-enabled/flotilla.conf || true`,
      ),
    ).toBe('0\n');
});
