import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORDS } from '../../actions/src/hosts/roles/index.ts';
import { Secret } from '../../actions/src/secrets/secret.ts';
import { ACME_ACCOUNT_KEY, deriveSecrets, type Secrets } from '../../actions/src/secrets/secrets.ts';
import { type LocalCloud, startCloud } from '../cloud/cloud.ts';
import { DOMAIN, plain } from './cluster.ts';

/** A primary and one web host in a cloud of their own, so the shared cluster keeps its generation. */
let cloud: LocalCloud;
let addresses: Record<string, string>;
const scratch = mkdtempSync(join(tmpdir(), 'flotilla-rotate-'));
const HOSTS = ['sql', 'host-01'];
const APPLY = ['node', 'actions/dist/apply.cjs'];

beforeAll(async () => {
  cloud = await startCloud({ name: 'e2e-rotate', attached: true });
  const applied = await apply(1);
  if (applied.code !== 0) throw new Error(applied.stdout + applied.stderr);
  addresses = await publicAddresses();
  await renewed(1, { force: 'false' });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(scratch, { recursive: true });
});

/** `INPUT_DIRECTORY` of the small cluster at that generation, with more lines of `cluster.yml`. */
function declared(generation: number, more = ''): Record<string, string> {
  const directory = join(scratch, String(generation));
  cpSync('cluster', join(directory, 'cluster'), { recursive: true });
  for (const region of ['sfo3', 'tor1'])
    rmSync(join(directory, 'cluster/regions', `${region}.yml`), { force: true });
  appendFileSync(join(directory, 'cluster/cluster.yml'), `\ngeneration: ${generation}\n${more}\n`);
  return { INPUT_DIRECTORY: directory };
}

const apply = (generation: number) => cloud.run(APPLY, { env: declared(generation) });

/** Renews and returns the output. Unless it fails, the certificate is one that was not served before. */
async function renew(generation: number, { more = '', force = 'true' } = {}) {
  const env = { ...declared(generation, more), INPUT_FORCE: force };
  const { code, stdout, stderr } = await cloud.run(['node', 'actions/dist/renew-certificates.cjs'], { env });
  return { code, said: plain(stdout + stderr) };
}

async function renewed(generation: number, options?: Parameters<typeof renew>[1]): Promise<string> {
  const { code, said } = await renew(generation, options);
  expect(code, said).toBe(0);
  expect(said).toMatch(/^Renewed, and all hosts serve the same certificate\.$/m);
  return said;
}

/** Runs apply and kills it by SIGKILL once its log contains the words. Fails if it ends before. */
async function killedAt(words: string, generation: number): Promise<void> {
  const log = join(scratch, `killed-${generation}.log`);
  const line = `${APPLY.join(' ')} >"$LOG" 2>&1 & pid=$!
until grep -qF "$WORDS" "$LOG"; do kill -0 $pid || exit 1; sleep 0.02; done; kill -KILL $pid`;
  const { code } = await cloud.run(['sh', '-c', line], {
    env: { ...declared(generation), LOG: log, WORDS: words },
  });
  expect(code, readFileSync(log, 'utf8')).toBe(0);
}

interface Droplets {
  droplets: { name: string; tags: string[]; networks: { v4: { ip_address: string; type: string }[] } }[];
}

async function droplets(): Promise<Droplets['droplets']> {
  const url = '"$DIGITALOCEAN_API_URL/droplets?per_page=200"';
  const line = `curl -sS -H "Authorization: Bearer $DIGITALOCEAN_TOKEN" ${url}`;
  return (JSON.parse((await cloud.run(['sh', '-c', line])).stdout) as Droplets).droplets;
}

const publicAddresses = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await droplets()).map(({ name, networks }) => [
      name,
      networks.v4.find(({ type }) => type === 'public')?.ip_address ?? '',
    ]),
  );

/** Requests uncached pages one after the other until it is stopped. Returns the status of each. */
async function reading(during: () => Promise<unknown>): Promise<string[]> {
  const stop = join(scratch, 'stop');
  rmSync(stop, { force: true });
  const curl = `curl -sk --max-time 20 -o /dev/null -w '%{http_code}\\n' --connect-to ::${addresses['host-01']}:`;
  const line = `while [ ! -e ${stop} ]; do n=$((n+1)); ${curl} "https://${DOMAIN}/?nocache=$$-$n"; done`;
  const reader = cloud.run(['sh', '-c', line]);
  try {
    await during();
  } finally {
    writeFileSync(stop, '');
  }
  return (await reader).stdout.trim().split('\n');
}

const secretsOf = (generation: number): Secrets =>
  deriveSecrets(
    new Secret(cloud.environment.CLUSTER_SECRET),
    { cluster: 'example', generation },
    { passwords: PASSWORDS },
  );

/** Exit status and output of a login with the deploy key of one generation, expecting the host key of another. */
async function login(host: string, generation: number, hostKey = generation) {
  const [key, known] = [join(scratch, 'key'), join(scratch, 'known')];
  rmSync(key, { force: true });
  writeFileSync(key, secretsOf(generation).deployKey.privateKey.reveal(), { mode: 0o600 });
  writeFileSync(known, `${addresses[host]} ${secretsOf(hostKey).hostKey(host).publicKey}\n`);
  const options = ['-F', 'none', '-o', `UserKnownHostsFile=${known}`, '-o', 'StrictHostKeyChecking=yes'];
  const identity = ['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-i', key];
  const { code, stderr } = await cloud.run([
    'ssh',
    ...options,
    ...identity,
    `root@${addresses[host]}`,
    'true',
  ]);
  return code === 0 ? 'in' : stderr;
}

/** The database's response to a web host that logs in with the password of that generation. */
async function database(generation: number): Promise<string> {
  const password = secretsOf(generation).value('database-password').reveal();
  const asked = `try { new mysqli('10.8.0.1', 'wordpress', '${password}', 'wordpress'); echo 'in'; }
catch (Throwable $e) { echo $e->getMessage(); }`;
  return (await cloud.exec('host-01', ['php', '-r', asked])).stdout;
}

async function onlyTheNew(generation: number): Promise<void> {
  for (const host of HOSTS) {
    expect(await login(host, generation)).toBe('in');
    expect(await login(host, generation - 1, generation)).toMatch(/Permission denied/);
    expect(await login(host, generation, generation - 1)).toMatch(/Host key verification failed/);
    const { tags = [] } = (await droplets()).find(({ name }) => name === host) ?? {};
    expect(tags.filter((tag) => tag.startsWith('hostkey-'))).toEqual([
      `hostkey-sha256:${secretsOf(generation).hostKey(host).sha256}`,
    ]);
  }
  expect(await database(generation)).toBe('in');
  expect(await database(generation - 1)).toMatch(/Access denied/);
  const again = await apply(generation);
  expect(plain(again.stdout)).toContain('Nothing to change: the cluster is as declared.');
}

test('a raised generation changes every key and password while readers see pages', async () => {
  const statuses = await reading(async () => {
    const { code, stdout, stderr } = await apply(2);
    expect(code, stdout + stderr).toBe(0);
    expect(plain(stdout)).toContain('secrets of generation 1 → 2');
    for (const generation of [1, 2]) {
      const values = ['database-password', 'wordpress-salt/AUTH_KEY'].map((label) =>
        secretsOf(generation).value(label).reveal(),
      );
      for (const value of values) expect(stdout + stderr).not.toContain(value);
    }
  });
  expect(statuses.length).toBeGreaterThan(10);
  expect(statuses.filter((status) => status !== '200')).toEqual([]);
  await onlyTheNew(2);
  await renewed(2);
});

describe('after a run was killed, one more apply finishes the rotation of secrets', () => {
  test.each([
    [3, 'when the database takes both passwords', 'sql  converged'],
    [4, 'when all have the new ones next to the old', 'host-01  verifying the new keys'],
  ])('generation %i, %s', async (generation, _, words) => {
    const statuses = await reading(async () => {
      await killedAt(words, generation);
      const { code, stdout, stderr } = await apply(generation);
      expect(code, stdout + stderr).toBe(0);
    });
    expect(statuses.filter((status) => status !== '200')).toEqual([]);
    await onlyTheNew(generation);
    await renewed(generation);
  });
});

describe('the certificate is renewed after', () => {
  const NAMES = `certificate: { names: [more.${DOMAIN}] }`;

  test('a change of its names', async () => {
    expect(await renewed(4, { more: NAMES, force: 'false' })).toContain('the declared names are now');
    await renewed(4, { more: NAMES });
  });

  test('the loss of the folder that carries it, which a host has a copy of, and a change of its names', async () => {
    await cloud.exec('sql', ['sh', '-c', 'rm -rf /srv/flotilla/tls']);
    const said = await renewed(4, { force: 'false' });
    expect(said).toContain('taking back the copy of a web host');
    expect(said).toContain('the declared names are now');
    await renewed(4);
  });

  test('the deactivation of its account, as the refusal advises', async () => {
    await closeAccount(4);
    const { code, said } = await renew(4);
    expect(code).toBe(1);
    expect(said).toMatch(/ACME step "account": .* Raise `generation` in cluster\/cluster\.yml and deploy/);
    expect((await apply(5)).code).toBe(0);
    await renewed(5);
  });

  test('a change of its authority', async () => {
    const more = 'certificate: { authority: "https://acme-v02.api.letsencrypt.org/dir" }';
    expect(await renewed(5, { more, force: 'false' })).toContain('the declared authority is now');
    await renewed(5, { more });
  });
});

/** As the account's owner can do at the authority. */
async function closeAccount(generation: number): Promise<void> {
  const line = `const client = new (require('acme-client').Client)({ accountKey: process.env.KEY,
  directoryUrl: 'https://acme-v02.api.letsencrypt.org/directory' });
client.createAccount({ onlyReturnExisting: true }).then(() => client.updateAccount({ status: 'deactivated' }));`;
  const env = { KEY: secretsOf(generation).value(ACME_ACCOUNT_KEY).reveal() };
  const { code, stderr } = await cloud.run(['node', '-e', line], { env });
  expect(code, stderr).toBe(0);
}
