import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalCloud, startCloud } from '../cloud/cloud.ts';
import { clusterOf, TWO_HOSTS } from './own-cloud.ts';

/** A primary and one web host from an image that, like DigitalOcean's, has none of the packages. */
let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startCloud({ name: 'e2e-bare', attached: true, bare: true });
});
afterAll(() => cloud.stop());

test('roles install what they need with apt', { timeout: 600_000 }, async () => {
  const env = { INPUT_DIRECTORY: clusterOf(TWO_HOSTS) };
  const applied = await cloud.run(['node', 'actions/dist/apply.cjs'], { env });
  expect(applied.code, applied.stdout + applied.stderr).toBe(0);
  const nginx = await cloud.exec('host-01', ['sh', '-c', 'grep -c "install nginx:" /var/log/dpkg.log']);
  expect(nginx.stdout.trim()).toBe('1');
  const page = await cloud.exec('host-01', [
    'curl',
    '-sSk',
    '--resolve',
    'test.example.com:443:127.0.0.1',
    'https://test.example.com/',
  ]);
  expect(page.stdout).toContain('<title>A small fleet</title>');
});
