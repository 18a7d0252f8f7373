import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersIn, withAnswers } from '../../../scripts/lib/cluster-answers.ts';
import { READER, startCloud, WRITER } from '../cloud/api-setup.ts';
import { declare } from '../door/doors.ts';

const COMMITTED = readFileSync('cluster/cluster.yml', 'utf8');

describe('editing cluster.yml', () => {
  it('changes the answers alone', () => {
    const answers = {
      ...answersIn(COMMITTED),
      domain: 'blog.me.org',
      zone: 'me.org',
      title: 'Cats: & "dogs"',
    };
    expect(withAnswers(COMMITTED, answers)).toBe(
      COMMITTED.replace('domain: test.example.com', 'domain: blog.me.org')
        .replace('zone: example.com', 'zone: me.org')
        .replace('title: A small fleet', 'title: "Cats: & \\"dogs\\""'),
    );
  });

  it('finds what it wrote', () => {
    const answers = { name: 'me', domain: 'a.me.org', zone: 'me.org', title: '007', email: 'x@me.org' };
    expect(answersIn(withAnswers(COMMITTED, answers))).toMatchObject({ ...answers });
    expect(withAnswers(COMMITTED, answersIn(COMMITTED))).toBe(COMMITTED);
  });
});

/** A repository of its own, with `gh` absent or one that notes what it is told. */
function repository({ gh = false } = {}): { folder: string; env: Record<string, string> } {
  const folder = declare(COMMITTED);
  writeFileSync(join(folder, '.gitignore'), '/.secrets/\n');
  spawnSync('git', ['init', '--quiet'], { cwd: folder });
  mkdirSync(join(folder, 'bin'));
  for (const program of ['node', 'git']) {
    const path = spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();
    spawnSync('ln', ['-s', path, join(folder, 'bin', program)]);
  }
  const NOTE = `#!/bin/sh\n{ echo "$*"; case "$*" in "secret set"*) /bin/cat; echo;; esac; } >> ${folder}/told\n`;
  if (gh) writeFileSync(join(folder, 'bin/gh'), NOTE, { mode: 0o755 });
  return { folder, env: { PATH: join(folder, 'bin') } };
}

/** Bundled once, which spares each run the translation of what it imports. */
const SCRIPT = join(mkdtempSync(join(tmpdir(), 'init-')), 'init.cjs');
beforeAll(() =>
  build({
    entryPoints: ['scripts/init.ts'],
    outfile: SCRIPT,
    ...{ bundle: true, platform: 'node', format: 'cjs', conditions: ['bundle'], loader: { '.py': 'text' } },
    external: ['cpu-features', '*.node'],
  }),
);
afterAll(() => rmSync(dirname(SCRIPT), { recursive: true }));

async function init(folder: string, env: Record<string, string>, ...words: string[]) {
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

describe('scripts/init', () => {
  it('makes the secrets once, checks the token, and prints what is left to do', async () => {
    const cloud = await startCloud();
    const { folder, env } = repository();
    const all = { ...env, DIGITALOCEAN_TOKEN: WRITER, DIGITALOCEAN_API_URL: `${cloud.url}/v2` };
    const first = await init(folder, all, '--title', 'Ours');
    expect(first).toMatchObject({ code: 0 });
    expect(first.log).toContain('The token may make what a cluster needs.');
    expect(first.log).toContain('gh secret set CLUSTER_SECRET --env production < .secrets/cluster-secret');
    const secret = readFileSync(join(folder, '.secrets/cluster-secret'), 'utf8');
    expect(secret).toMatch(/^[0-9a-f]{64}\n$/);
    expect(first.log).not.toContain(secret.trim());
    expect(statSync(join(folder, '.secrets/cluster-secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, '.secrets/plan-key'), 'utf8')).toMatch(
      /^-----BEGIN OPENSSH PRIVATE KEY/,
    );

    const again = await init(folder, all);
    expect(again.log).toContain('cluster/cluster.yml stays as it is.');
    expect(readFileSync(join(folder, '.secrets/cluster-secret'), 'utf8')).toBe(secret);
    expect(cloud.journal().filter(({ method, status }) => method !== 'GET' && (status ?? 0) < 300)).toEqual(
      [],
    );
  });

  it('names the rights that a token lacks', async () => {
    const cloud = await startCloud();
    const { folder, env } = repository();
    const { log } = await init(folder, {
      ...env,
      DIGITALOCEAN_TOKEN: READER,
      DIGITALOCEAN_API_URL: `${cloud.url}/v2`,
    });
    expect(log).toContain(
      'The token lacks droplet:create, firewall:create, domain:create, tag:create, uptime:create, ssh_key:create',
    );
  });

  it('names a locked account as such, and a zone that may not be seen is not a missing one', async () => {
    const cloud = await startCloud();
    const { folder, env } = repository();
    const asked = { ...env, DIGITALOCEAN_TOKEN: WRITER, DIGITALOCEAN_API_URL: `${cloud.url}/v2` };
    const put = (payload: object) => cloud.control.inject({ method: 'PUT', url: '/local/standing', payload });
    await put({ status: 'locked', message: 'Your last payment failed.' });
    const { log } = await init(folder, asked);
    expect(log).toContain('DigitalOcean has locked this account: Your last payment failed. Pay what is open');
    expect(log).not.toContain('The token lacks');
    await put({});
    const fault = { match: { path: '/v2/domains/' }, fault: { status: 403 } };
    await cloud.control.inject({ method: 'POST', url: '/local/faults', payload: fault });
    const hidden = await init(folder, asked);
    expect(hidden.log).toContain('The token lacks domain:read');
    expect(hidden.log).not.toContain('is not in the account');
  });

  it('tells GitHub itself where gh is logged in, secrets by standard input', async () => {
    const { folder, env } = repository({ gh: true });
    const secret = 'cd'.repeat(32);
    await init(folder, { ...env, CLUSTER_SECRET: secret });
    const told = readFileSync(join(folder, 'told'), 'utf8');
    expect(told).toContain(`secret set CLUSTER_SECRET --env production\n${secret}\n`);
    expect(told).toContain('api --silent --method PUT repos/{owner}/{repo}/environments/plan\n');
  });

  it('leaves a declaration as it was that an answer would break', async () => {
    const { folder, env } = repository();
    const { code, log } = await init(folder, env, '--domain', 'elsewhere.net');
    expect(code).toBe(1);
    expect(log).toContain('cluster/cluster.yml was left as it was');
    expect(readFileSync(join(folder, 'cluster/cluster.yml'), 'utf8')).toBe(COMMITTED);
    expect(existsSync(join(folder, '.secrets'))).toBe(false);
  });

  it('writes no secret where git would take it', async () => {
    const { folder, env } = repository();
    rmSync(join(folder, '.gitignore'));
    const { code, log } = await init(folder, env);
    expect(code).toBe(1);
    expect(log).toContain('git does not ignore .secrets/');
    expect(existsSync(join(folder, '.secrets'))).toBe(false);
  });
});
