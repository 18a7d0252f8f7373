import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AS_DECLARED, apply, cloud, DOMAIN, inCloud, onHost, PRIMARY, plain } from './cluster.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'flotilla-limits-'));
  cpSync('cluster', join(directory, 'cluster'), { recursive: true });
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  await setAccount({});
});

/** The state of the account: see `AccountState`. */
const setAccount = async (state: object) => (await cloud()).control('PUT', '/local/standing', state);

function edit(path: string, change: (text: string) => string): void {
  const file = join(directory, 'cluster', path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

const run = async (door: 'plan' | 'apply') => {
  const ran = await (await cloud()).run(['node', `actions/dist/${door}.cjs`], {
    env: { INPUT_DIRECTORY: directory },
  });
  return { code: ran.code, text: plain(ran.stdout + ran.stderr) };
};

const rotation = async () =>
  (await inCloud('sh', '-c', `getent ahostsv4 ${DOMAIN} | cut -d' ' -f1 | sort -u`)).stdout;

const writes = async () => (await (await cloud()).journal()).filter(({ method }) => method !== 'GET').length;

/** When the plan is refused, no host leaves the rotation and nothing else changes. */
async function refused(reason: RegExp): Promise<void> {
  const before = { writes: await writes(), rotation: await rotation() };
  const { code, text } = await run('apply');
  expect(text).toMatch(reason);
  expect(code).toBe(1);
  expect({ writes: await writes(), rotation: await rotation() }).toEqual(before);
}

test('a resize to a smaller disk is refused before the host leaves the rotation', async () => {
  edit('regions/sfo3.yml', (text) => text.replace('s-1vcpu-1gb', 's-1vcpu-512mb-10gb'));
  await refused(
    /host-02 has a disk of 25 GiB, and s-1vcpu-512mb-10gb comes with 10 GiB: a disk never shrinks/,
  );
});

test('more droplets than the account allows are refused before the first is created', async () => {
  await setAccount({ dropletLimit: 4 });
  edit('regions/tor1.yml', (text) => `${text.trimEnd()}\n  host-04: { size: s-1vcpu-1gb }\n`);
  await refused(/This plan creates 1 droplet\. The account has 4 and its limit is 4: 1 too many/);
});

test('a locked account is reported as locked', async () => {
  await setAccount({ status: 'locked', message: 'Your last payment failed.' });
  await refused(
    /DigitalOcean has locked this account: Your last payment failed\. Pay the open balance at https/,
  );
});

test('another declared image changes nothing on existing hosts, and the plan says how to replace them', async () => {
  edit('cluster.yml', (text) => text.replace('debian-13-x64', 'debian-12-x64'));
  const { code, text } = await run('plan');
  expect(code, text).toBe(0);
  expect(text).toMatch(AS_DECLARED);
  expect(text).toMatch(
    /host-03 run Debian 13, but debian-12-x64 is declared\. The plan does not change that\. To replace one/,
  );
});

test('the declared connection limit is restored in the running database without a restart', async () => {
  const admits = (sql: string) => onHost(PRIMARY, `mariadb --batch --skip-column-names --execute='${sql}'`);
  const since = () => onHost(PRIMARY, 'systemctl show --property=ActiveEnterTimestamp mariadb.service');
  const before = await since();
  await admits('SET GLOBAL max_connections = 50');
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
  expect((await admits('SELECT @@max_connections')).trim()).toBe('200');
  expect(await since()).toBe(before);
});
