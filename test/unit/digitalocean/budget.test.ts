import pMap from 'p-map';
import { expect, it } from 'vitest';
import { createBudget } from '../../../actions/src/cloud/digitalocean/budget.ts';
import { createDigitalOcean } from '../../../actions/src/cloud/digitalocean/index.ts';
import { startCloud, WRITER } from '../local-cloud/api-setup.ts';
import { EXAMPLE } from '../plan/example.ts';
import { CREATION, droplet } from './adapter.ts';

const HOSTS = 200;
const name = (index: number) => `web-${String(index).padStart(3, '0')}`;
const record = (host: string) => ({
  type: 'record' as const,
  name: `A ${host}.example.com`,
  spec: { type: 'A' as const, name: `${host}.example.com`, value: '192.0.2.1', ttl: 60 },
});

it('creates 200 hosts within the limit of requests, and says that it waits', {
  timeout: 120_000,
}, async () => {
  const start = Date.now();
  let now = start;
  const cloud = await startCloud({ now: () => now, dropletLimit: HOSTS + 1 });
  const log: string[] = [];
  const adapter = createDigitalOcean({
    token: WRITER,
    endpoint: `${cloud.url}/v2`,
    log: (line) => log.push(line),
    clock: {
      now: () => now,
      pause: async (milliseconds) => {
        const until = now + milliseconds;
        await cloud.idle();
        now = Math.max(now, until);
      },
    },
  });
  await adapter.create({ type: 'zone', spec: { name: 'example.com' } });
  await adapter.observe(EXAMPLE);
  await pMap(
    Array.from({ length: HOSTS }, (_, index) => name(index)),
    async (host) => {
      await adapter.awaitDroplet((await adapter.create(droplet(host), CREATION)) as never, 600_000);
      await adapter.create(record(host));
    },
    { concurrency: 20 },
  );
  const answers = cloud.journal().map(({ status }) => status);
  expect(answers).not.toContain(429);
  expect(answers.length).toBeLessThan(6 * HOSTS);
  expect(log).toContainEqual(expect.stringMatching(/^waiting \d+\.\d s for DigitalOcean's request budget$/));
  expect(now - start).toBeLessThan(15 * 60_000);
});

it("waits while the hour's requests are nearly used up, except for urgent requests", () => {
  const budget = createBudget();
  const headers = { 'ratelimit-remaining': '50', 'ratelimit-reset': '1030' };
  expect(budget.take(1_000_000, false)).toBe(0);
  budget.hear(headers);
  expect(budget.take(1_000_000, false)).toBe(30_000);
  expect(budget.take(1_000_000, true)).toBe(0);
  expect(budget.take(1_030_000, false)).toBe(0);
});

it('sends no more requests per minute than DigitalOcean allows', () => {
  const budget = createBudget();
  const waits = Array.from({ length: 500 }, () => budget.take(0, false));
  expect(waits.slice(0, 240)).toEqual(waits.slice(0, 240).map(() => 0));
  expect(waits[240]).toBe(60_000);
  expect(waits[480]).toBe(120_000);
});
