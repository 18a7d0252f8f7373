import { describe, expect, it } from 'vitest';
import type { CloudChange } from '../../../actions/src/cloud/change.ts';
import type { Observed, ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import {
  arrivalTimeoutMs,
  canRetire,
  canWriteName,
  olderDuplicate,
} from '../../../actions/src/plan/policy/cloud-tasks.ts';
import {
  ipv6Fault,
  mayPoint,
  servingVerdict,
  siteState,
  webTurns,
} from '../../../actions/src/plan/policy/serving.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-03-01T12:00:00Z');
const born = (minutesAgo: number) => new Date(NOW - minutesAgo * MINUTE).toISOString();
const spec = { name: 'host-01', region: 'nyc1', size: 's-1vcpu-1gb', image: 'debian-13-x64', tags: [] };
const droplet: ObservedDroplet = {
  ...{ type: 'droplet', id: '1', status: 'active', spec },
  ...{ ipv4: '192.0.2.1', ipv6: '2001:db8::1' },
};

it.each([
  ['created 4 minutes ago by an earlier run', { createdAt: born(4) }, false, 6],
  ['created an hour ago', { createdAt: born(60) }, false, 1],
  ['created by this run', { createdAt: born(4) }, true, 10],
  ['switched on by this run', { createdAt: born(60), status: 'off' as const }, false, 10],
])('how long apply waits for a droplet %s', (_, more, isCreatedByThisRun, minutes) => {
  const arrival = { arrivalMs: 10 * MINUTE, isCreatedByThisRun, now: NOW };
  expect(arrivalTimeoutMs({ ...droplet, ...more }, arrival)).toBe(minutes * MINUTE);
});

describe('of two droplets with one name', () => {
  const withId = (id: string, more = {}) => ({ ...droplet, id, spec: { ...spec, ...more } });
  const mine: Observed<'droplet'> = { type: 'droplet', id: '20', spec };

  it('the older one stays, by its numeric id', () => {
    expect(olderDuplicate(mine, [withId('9'), withId('10'), withId('20')])?.id).toBe('9');
    expect(olderDuplicate(mine, [withId('20'), withId('100')])).toBeUndefined();
  });

  it('one in another region is no duplicate', () => {
    expect(olderDuplicate(mine, [withId('9', { region: 'sfo3' })])).toBeUndefined();
  });
});

const record = (type: 'A' | 'AAAA' | 'TXT', value: string, action = 'create') =>
  ({
    subject: { type: 'record', name: `${type} www.example.com`, host: 'host-01' },
    ...{ action, desired: { type: 'record', spec: { type, name: 'www.example.com', value, ttl: 300 } } },
  }) as unknown as CloudChange;

it.each([
  ['the mark of a cluster without a primary', record('TXT', 'mark'), false],
  ['the name of a host that failed', record('A', '⟦fact:host-01/ipv4⟧'), false],
  ['the name of a host with a known address', record('A', '192.0.2.1'), true],
])('whether apply writes %s', (_, task, expected) => {
  expect(canWriteName(task, { hasPrimary: false, hasFailed: () => true })).toBe(expected);
});

it.each([
  ['that serves', record('A', '192.0.2.1'), true, false, true],
  ['that does not serve', record('A', '192.0.2.1'), false, false, false],
  ['with broken IPv6, by IPv4', record('A', '192.0.2.1'), true, true, true],
  ['with broken IPv6, by IPv6', record('AAAA', '2001:db8::1'), true, true, false],
])('whether a record may point to a host %s', (_, task, serves, isFaulty, expected) => {
  const may = mayPoint(
    task,
    () => serves,
    () => isFaulty,
  );
  expect(may).toBe(expected);
});

it('a droplet keeps the tag of its earlier host key until the new one is proven', () => {
  const task = { action: 'update', observed: droplet } as unknown as CloudChange;
  expect([true, false].map((proven) => canRetire(task, () => proven))).toEqual([true, false]);
});

const WELL = { title: 'A site' };
const BAD = { wrong: 'HTTP 500 at 192.0.2.1' };
const CERTIFICATE = { wrong: 'self-signed', isCertificate: true };

it.each([
  ['both answers are good', WELL, WELL, true, true],
  ['it cannot be asked from inside', WELL, undefined, true, true],
  ['it fails inside', WELL, BAD, true, false],
  ['it fails outside, and its facts are unknown', BAD, undefined, false, false],
  ['its certificate is rejected', CERTIFICATE, undefined, true, false],
  ['its certificate is rejected, and its facts are unknown', CERTIFICATE, undefined, false, undefined],
  ['there is no route to it', undefined, WELL, true, undefined],
])('whether a host serves when %s', (_, outside, inside, hasFacts, expected) => {
  expect(servingVerdict(outside, inside, hasFacts).serves).toBe(expected);
});

it.each([
  ['that serves', WELL, false, undefined],
  ['that fails', BAD, true, BAD.wrong],
  ['without a route, published', undefined, true, undefined],
  ['without a route, not published', undefined, false, expect.stringContaining('route')],
])('why no record may point to an IPv6 address %s', (_, answer, isPublished, expected) => {
  expect(ipv6Fault(answer, isPublished)).toEqual(expected);
});

describe('the site', () => {
  const facts = (stored: boolean, seen: boolean) =>
    ({ sql: { site: { stored, seen } } }) as unknown as Readonly<Record<string, Facts>>;
  const ASKED = { losses: [{ kind: 'site', address: '', what: '' }] } as const;

  it.each([
    ['was never seen', facts(false, false), { losses: [] }, 'leave', []],
    ['exists', facts(true, true), { losses: [] }, 'set', []],
    ['is missing', facts(false, true), { losses: [] }, 'set', ['sql']],
    ['is missing, and a new one was confirmed', facts(false, true), ASKED, 'clear', []],
  ])('%s', (_, known, plan, marks, missing) => {
    expect(siteState(plan, 'sql', known)).toEqual({ marks, missing });
  });
});

describe('web hosts', () => {
  const web = (name: string, more = {}) => ({
    ...{ name, isInRotation: true, hasFailed: false, hasDroplet: true, ...more },
  });
  const changes = ['host-01', 'host-02', 'host-03', 'host-05'].map((host) => ({
    ...{ host, kind: 'converge', roles: [{ role: 'base' }] },
  }));
  const plan = {
    hosts: [...changes, { host: 'host-04', kind: 'converge', roles: [] }],
    cloud: [],
  } as unknown as Plan;

  it('are changed in batches when they serve visitors, and together otherwise', () => {
    const { together, inBatches } = webTurns(plan, [
      web('host-01'),
      web('host-02', { isInRotation: false }),
      web('host-03', { hasFailed: true }),
      web('host-04'),
      web('host-05', { hasDroplet: false, isInRotation: false }),
    ]);
    expect(inBatches.map(({ name }) => name)).toEqual(['host-01']);
    expect(together.map(({ name }) => name)).toEqual(['host-02', 'host-03', 'host-04']);
  });
});
