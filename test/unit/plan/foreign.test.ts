import { describe, expect, it } from 'vitest';
import type { Observed, ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import { EMPTY_CLOUD, EXAMPLE, KEY, plan } from './example.ts';
import { simulate } from './simulate.ts';

const WATCHED = { ...EXAMPLE, alerts: { certificate: true, days: 7, down: true } };
const built = simulate(plan(WATCHED, EMPTY_CLOUD), EMPTY_CLOUD);

const firewall = (tags: string[]): Observed<'firewall'> => ({
  type: 'firewall',
  id: 'f-1',
  spec: { name: 'example-web', tags, inbound: [], outbound: [] },
});
const key = (publicKey: string): Observed<'ssh-key'> => ({
  type: 'ssh-key',
  id: '77',
  spec: { name: 'example-deploy-g1', publicKey },
});
const check = (target: string, id = 'c-1'): Observed<'uptime-check'> => ({
  type: 'uptime-check',
  id,
  spec: { name: 'example-certificate', target, enabled: true, down: true },
});
const touched = (id: string, { cloud }: ReturnType<typeof plan>) =>
  cloud.filter(({ observed }) => observed?.id === id);

describe('a resource with our name but without our mark is refused and not changed', () => {
  it.each<[string, Partial<ObservedCloud>, string, RegExp]>([
    [
      'a firewall with other tags',
      { firewalls: [firewall(['shop'])] },
      'f-1',
      /firewall example-web \(id f-1\) has the tags shop, so it does not belong to cluster example\. .*tag cluster:example:web/,
    ],
    ['a firewall without tags', { firewalls: [firewall([])] }, 'f-1', /has no tags/],
    [
      "another cluster's firewall",
      { firewalls: [firewall(['cluster:example-2:web'])] },
      'f-1',
      /cluster:example-2:web/,
    ],
    [
      'an SSH key with other content',
      { keys: [key(`${KEY}x`)] },
      '77',
      /SSH key example-deploy-g1 \(id 77\) .* CLUSTER_SECRET/,
    ],
    [
      'a check of another site',
      { uptimeChecks: [check('https://shop.example.net')] },
      'c-1',
      /watches https:\/\/shop\.example\.net, which is not a site of cluster example/,
    ],
  ])('%s', (_, more, id, refusal) => {
    for (const cloud of [
      { ...EMPTY_CLOUD, ...more },
      { ...built, ...more },
    ]) {
      const made = plan(WATCHED, cloud);
      expect(made.refusals).toEqual([expect.stringMatching(refusal)]);
      expect(touched(id, made)).toEqual([]);
    }
  });
});

describe('a resource with our mark is repaired', () => {
  it.each<[string, Partial<ObservedCloud>, string]>([
    [
      'a firewall with an extra tag',
      { firewalls: [...built.firewalls.slice(0, 1), firewall(['cluster:example:web', 'shop'])] },
      'f-1',
    ],
    ['a key under another name', { keys: [{ ...key(KEY), spec: { name: 'mine', publicKey: KEY } }] }, '77'],
    [
      'a paused check',
      {
        uptimeChecks: [
          {
            ...check('https://test.example.com'),
            spec: { ...check('https://test.example.com').spec, enabled: false },
          },
        ],
      },
      'c-1',
    ],
  ])('%s', (_, more, id) => {
    const made = plan(WATCHED, { ...built, ...more });
    expect(made.refusals).toEqual([]);
    expect(touched(id, made)).toMatchObject([{ action: 'update' }]);
  });

  it('a check of the previous domain, recognised by its mark', () => {
    const mark = {
      type: 'record',
      id: 'm',
      spec: { type: 'TXT', name: '_flotilla.old.example.com', value: 'cluster:example', ttl: 300 },
    } as const;
    const made = plan(WATCHED, {
      ...built,
      records: [...built.records, mark],
      uptimeChecks: [check('https://old.example.com')],
    });
    expect(made.refusals).toEqual([]);
    expect(touched('c-1', made)).toMatchObject([{ action: 'update' }]);
  });

  it('a check of another owner with the same name stays unchanged next to ours', () => {
    const made = plan(WATCHED, {
      ...built,
      uptimeChecks: [...built.uptimeChecks, check('https://shop.example.net', 'c-2')],
    });
    expect(made).toMatchObject({ refusals: [], cloud: [] });
  });
});
