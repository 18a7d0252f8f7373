/** The output of init for people in different situations. The files in seen/ contain the complete text. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { makeDroplet } from '../local-cloud/api-setup.ts';
import type { GitHub } from './github.ts';
import { bundleInit, newcomer } from './newcomer.ts';

bundleInit();

const OTHER = 'cd'.repeat(32);
const seen = (name: string) => `seen/${name}.txt`;
const of = (github: GitHub, name: string) => github.secrets.get(`production/${name}`);

it('someone logged in: the secrets are stored for the default branch only', async () => {
  const { github, init, kept } = await newcomer();
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('logged-in'));
  expect(code).toBe(0);
  for (const name of ['production', 'certificates', 'plan'])
    expect(github.environments.get(name)).toMatchObject({
      body: { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } },
      policies: [{ name: 'main', type: 'branch' }],
    });
  expect([...github.secrets.keys()].sort()).toEqual([
    'certificates/CLUSTER_SECRET',
    'certificates/DIGITALOCEAN_TOKEN',
    'plan/DIGITALOCEAN_TOKEN',
    'plan/PLAN_SSH_KEY',
    'production/CLUSTER_SECRET',
    'production/DIGITALOCEAN_TOKEN',
    'production/MAIL_PASSWORD',
  ]);
  expect(of(github, 'CLUSTER_SECRET')).toBe(kept());
  expect(github.secrets.get('certificates/CLUSTER_SECRET')).toBe(kept());
});

it('the same person a second time: nothing changes', async () => {
  const { github, init } = await newcomer();
  await init();
  const before = structuredClone([github.environments, github.secrets, github.variables]);
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('second-time'));
  expect(code).toBe(0);
  expect([github.environments, github.secrets, github.variables]).toEqual(before);
});

it('someone logged out, who then logs in: no secret is created on a guess', async () => {
  const { github, init, initWith, kept } = await newcomer();
  github.hold(OTHER);
  const out = await initWith({ GH_LOGIN: '/nowhere' });
  await expect(out.log).toMatchFileSnapshot(seen('logged-out'));
  expect([out.code, kept()]).toEqual([1, undefined]);
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('secret-elsewhere'));
  expect([code, kept(), github.writes]).toEqual([1, undefined, []]);
});

it('someone who created a secret while logged out: it does not replace the stored one', async () => {
  const { github, init, initWith, kept } = await newcomer();
  const out = await initWith({ GH_LOGIN: '/nowhere' }, '--new-cluster-secret');
  await expect(out.log).toMatchFileSnapshot(seen('new-while-logged-out'));
  expect(out.code).toBe(0);
  github.hold(OTHER);
  const unknown = await init();
  await expect(unknown.log).toMatchFileSnapshot(seen('not-known-to-be-the-same'));
  expect([unknown.code, of(github, 'CLUSTER_SECRET')]).toEqual([1, OTHER]);
  expect(github.secrets.has('plan/PLAN_SSH_KEY')).toBe(false);
  expect((await init('--replace-cluster-secret')).code).toBe(0);
  expect(of(github, 'CLUSTER_SECRET')).toBe(kept());
});

it('someone offline, or with an error from GitHub: "unknown" is not "none"', async () => {
  const { github, server, init, kept } = await newcomer();
  github.fault = (_, path) => (path.endsWith('/secrets') ? [502, { message: 'Bad Gateway' }] : undefined);
  const broken = await init();
  await expect(broken.log).toMatchFileSnapshot(seen('github-fails'));
  server.close();
  const offline = await init();
  await expect(offline.log).toMatchFileSnapshot(seen('offline'));
  expect([broken.code, offline.code, kept(), github.writes]).toEqual([1, 1, undefined, []]);
});

it('a second administrator: the right secret is kept, another is refused', async () => {
  const first = await newcomer();
  await first.init();
  const clone = first.clone();
  const wrong = await first.initIn(clone, { CLUSTER_SECRET: OTHER }, []);
  await expect(wrong.log).toMatchFileSnapshot(seen('second-administrator-wrong-secret'));
  expect([wrong.code, first.kept(clone)]).toEqual([1, undefined]);
  const secret = first.kept() ?? '';
  const right = await first.initIn(clone, { CLUSTER_SECRET: secret }, []);
  expect(right.code).toBe(0);
  expect([first.kept(clone), of(first.github, 'CLUSTER_SECRET')]).toEqual([secret, secret]);
});

it('someone with a running cluster that was created with another secret', async () => {
  const { cloud, github, init, kept } = await newcomer();
  const { sha256 } = deriveSecrets(new Secret(OTHER), { cluster: 'example', generation: 1 }).hostKey('sql');
  await makeDroplet(cloud, 'sql', { tags: ['cluster:example', `hostkey-sha256:${sha256}`] });
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('another-cluster'));
  expect([code, kept(), github.writes]).toEqual([1, undefined, []]);
});

it('someone who may not administer the repository', async () => {
  const { github, init, kept } = await newcomer();
  github.repository = { ...github.repository, permissions: { admin: false } };
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('no-administrator'));
  expect([code, kept(), github.writes]).toEqual([1, undefined, []]);
});

it('someone with a fork in an organisation that forbids pull requests by workflows', async () => {
  const { github, init } = await newcomer();
  github.repository = { ...github.repository, fork: true };
  github.fault = (_, path) =>
    path === 'actions/permissions/workflow'
      ? [409, { message: 'Conflict: the organization forbids it' }]
      : undefined;
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('fork-in-an-organisation'));
  expect(code).toBe(0);
});

it('someone with reviewers and a waiting time on production: both stay', async () => {
  const { github, init } = await newcomer();
  const reviewer = { type: 'User', reviewer: { id: 7 } };
  const rules = [
    { type: 'wait_timer', wait_timer: 30 },
    { type: 'required_reviewers', prevent_self_review: true, reviewers: [reviewer] },
  ];
  const body = { protection_rules: rules, deployment_branch_policy: null, can_admins_bypass: false };
  github.environments.set('production', { body, policies: [] });
  expect((await init()).code).toBe(0);
  expect(github.environments.get('production')).toEqual({
    body: {
      ...body,
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    },
    policies: [{ name: 'main', type: 'branch' }],
  });
  expect(github.environments.get('certificates')?.body.protection_rules).toEqual([]);
});

it('someone with production open to more branches: it gets no secret', async () => {
  const { github, init } = await newcomer();
  const body = { protection_rules: [], deployment_branch_policy: { custom_branch_policies: true } };
  const policies = [{ name: '*', type: 'branch' }];
  github.environments.set('production', { body, policies });
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('open-to-other-branches'));
  expect([code, of(github, 'CLUSTER_SECRET')]).toEqual([1, undefined]);
});

it.each([403, 404, 422])(
  'someone with a private repository on the plan Free, which answers %i: the output says what works there',
  async (status) => {
    const { github, init, kept } = await newcomer();
    github.repository = { ...github.repository, private: true };
    github.fault = (_, path) =>
      path.startsWith('environments/')
        ? [
            status,
            { message: 'Upgrade to GitHub Pro or make this repository public to enable this feature.' },
          ]
        : undefined;
    const { code, log } = await init();
    await expect(log).toMatchFileSnapshot(seen(`private-on-free-${status}`));
    expect([code, github.secrets.size]).toEqual([1, 0]);
    expect(log).not.toContain('FAIL');
    const shared = await init('--repository-secrets');
    expect(shared.code).toBe(0);
    expect(github.secrets.get('repository/CLUSTER_SECRET')).toBe(kept());
    expect([...github.secrets.keys()].sort()).toEqual([
      'repository/CLUSTER_SECRET',
      'repository/DIGITALOCEAN_TOKEN',
      'repository/MAIL_PASSWORD',
      'repository/PLAN_SSH_KEY',
    ]);
  },
);

it('someone without gh: the output says where to get it', async () => {
  const { folder, init } = await newcomer({ programs: ['node', 'git'] });
  const { code, log } = await init();
  await expect(log).toMatchFileSnapshot(seen('without-gh'));
  expect([code, existsSync(join(folder, '.secrets'))]).toEqual([1, false]);
});

it('someone who lost .secrets: the stored secret stays, and no second one is created', async () => {
  const { folder, github, init, kept } = await newcomer();
  await init();
  const stored = of(github, 'CLUSTER_SECRET');
  rmSync(join(folder, '.secrets'), { recursive: true });
  const { code } = await init();
  expect([code, kept(), of(github, 'CLUSTER_SECRET')]).toEqual([1, undefined, stored]);
});
