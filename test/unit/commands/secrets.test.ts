import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { bundled, CLUSTER, declare, setUp } from './actions.ts';

const action = bundled();
const folder = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function generated(name: string, passphrase: string): { key: string; publicKey: string } {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
  return { key: readFileSync(path, 'utf8'), publicKey: readFileSync(`${path}.pub`, 'utf8') };
}

const { key, publicKey } = generated('plain', '');
const secret = 'ab'.repeat(32);
const planKey = deriveSecrets(new Secret(secret), { cluster: 'example', generation: 1 }).planKey.privateKey;

/** How many requests DigitalOcean saw: before the first, the journal does not exist. */
function asked(journal: () => readonly unknown[]): number {
  try {
    return journal().length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Runs the plan with this key. Returns its result and the number of its requests to DigitalOcean. */
async function planWith(pasted: string) {
  const { cloud, env } = await setUp();
  const run = await action('plan', {
    folder: declare(),
    env: { ...env, 'INPUT_CLUSTER-SECRET': '', 'INPUT_PLAN-KEY': pasted },
  });
  return { ...run, asked: asked(cloud.journal) };
}

it.each([
  ['a word', 'hello', 'does not begin with "-----BEGIN"'],
  ['the public half', publicKey, 'Paste the private half'],
  ['a key with a passphrase', generated('locked', 'a passphrase').key, 'ssh-keygen -p'],
  ['a key without its end', key.slice(0, 200), 'Paste the complete key'],
  ['a key without a line', key.replace(/\n.*\n-----END/, '\n-----END'), 'Paste the complete key'],
  ['a key in one line', key.replaceAll('\n', ' '), 'with the line breaks of the file'],
  ['a key with written line breaks', key.replaceAll('\n', '\\n'), 'real line breaks'],
  ['a key in quotes', `"${key.trim()}"`, 'without them'],
  ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none', 'puttygen'],
  ["the cluster's secret", secret, 'looks like a CLUSTER_SECRET'],
])('plan fails at its start, and names the secret, if PLAN_SSH_KEY is %s', async (_, pasted, remedy) => {
  const { code, log, asked } = await planWith(pasted);
  expect(log).toContain('PLAN_SSH_KEY');
  expect(log).toContain(remedy);
  expect(log).not.toContain('harmless');
  expect({ code, asked }).toEqual({ code: 1, asked: 0 });
});

it.each([
  ['as it is', planKey.reveal()],
  ['with CRLF', planKey.reveal().replaceAll('\n', '\r\n')],
  ['with blanks around it', `\n  ${planKey.reveal()}  \n`],
  ['indented, as in YAML', planKey.reveal().replace(/^(?=.)/gm, '    ')],
])('plan accepts a key %s', async (_, pasted) => {
  const { code, log } = await planWith(pasted);
  expect(log).toContain('2 hosts to set up');
  expect(code).toBe(0);
});

it.each([
  ['one digit short', secret.slice(1), 'it has 63 digits'],
  ['a private key', key, 'it is an SSH key'],
  ['a token', 'dop_v1_abc', 'it is an API token'],
  ['in quotes', `"${secret}"`, 'it stands in quotes'],
])('each action that writes fails at its start if CLUSTER_SECRET is %s', async (_, pasted, reason) => {
  for (const name of ['apply', 'sync-content', 'renew-certificates']) {
    const { cloud, env } = await setUp();
    const { code, log } = await action(name, {
      folder: declare(),
      env: { ...env, 'INPUT_CLUSTER-SECRET': pasted },
    });
    expect(log).toContain('CLUSTER_SECRET is not 64 hexadecimal digits');
    expect(log).toContain(reason);
    expect({ code, asked: asked(cloud.journal) }).toEqual({ code: 1, asked: 0 });
  }
});

it.each(['two words', 'ssh-ed25519', 'ghp_abc', 'dop_v1_ä'])(
  'each action fails at its start when DIGITALOCEAN_TOKEN is "%s"',
  async (pasted) => {
    for (const name of ['plan', 'apply', 'add-region']) {
      const { cloud, env } = await setUp();
      const region = { INPUT_REGION: 'fra1', INPUT_HOSTS: '1', INPUT_SIZE: 's-1vcpu-1gb' };
      const { code, log } = await action(name, {
        folder: declare(),
        env: { ...env, ...region, 'INPUT_DIGITALOCEAN-TOKEN': pasted },
      });
      expect(log).toContain('Set the secret DIGITALOCEAN_TOKEN again');
      expect({ code, asked: asked(cloud.journal) }).toEqual({ code: 1, asked: 0 });
    }
  },
);

it.each(['apply', 'sync-content'])(
  '%s names the runner and each missing program, before anything else',
  async (name) => {
    const { cloud, env } = await setUp();
    const folder = declare();
    symlinkSync(process.execPath, join(folder, 'node'));
    const { code, log } = await action(name, {
      folder,
      env: { ...env, PATH: folder, RUNNER_NAME: 'small-1' },
    });
    expect(log).toContain('The runner "small-1" has no rsync and no ssh. Nothing was changed.');
    expect(log).toContain('sudo apt-get install rsync openssh-client');
    expect({ code, asked: asked(cloud.journal) }).toEqual({ code: 1, asked: 0 });
  },
);

const RELAY = 'mail: { host: smtp.example.net, user: flotilla, from: site@example.com }';

it.each([
  ['missing', '', 'declares the mail relay smtp.example.net'],
  ['of two lines', 'one\ntwo', 'has more than one line'],
])('apply fails at its start if MAIL_PASSWORD is %s', async (_, pasted, reason) => {
  const { cloud, env } = await setUp();
  const { code, log } = await action('apply', {
    folder: declare(`${CLUSTER}\n${RELAY}\n`),
    env: { ...env, 'INPUT_MAIL-PASSWORD': pasted },
  });
  expect(log).toContain(reason);
  expect(log).toContain('MAIL_PASSWORD');
  expect({ code, asked: asked(cloud.journal) }).toEqual({ code: 1, asked: 0 });
});
