import { mkdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addresses, DOMAIN, inCloud, WEB } from './cluster.ts';

const PICTURES = '.cloud/pictures';

test('a person reads the site, logs in, publishes on one host and reads the post on the others', async () => {
  mkdirSync(PICTURES, { recursive: true });
  const known = await addresses();
  const hosts = WEB.map((host) => known[host]?.ipv4 ?? '');
  const { code, stdout, stderr } = await inCloud(
    'npx',
    'tsx',
    'test/e2e/browser-session.ts',
    DOMAIN,
    PICTURES,
    ...hosts,
  );
  expect(code, stderr).toBe(0);
  const seen = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  expect(seen.front).toContain('A small fleet');
  expect(seen.post).toBe('Hello world!');
  expect(seen.admin).toContain('Dashboard');
  expect(seen.readers).toEqual(['Published through the first host', 'Published through the first host']);
  expect(statSync(`${PICTURES}/front-page.png`).size).toBeGreaterThan(20_000);
});
