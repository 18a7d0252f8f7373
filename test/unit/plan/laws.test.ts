import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WAVES } from '../../../actions/src/cloud/change.ts';
import type { Observed, ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { RecordSpec } from '../../../actions/src/cloud/specs.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { isEmpty } from '../../../actions/src/plan/plan.ts';
import { tasksInWave } from '../../../actions/src/plan/waves.ts';
import { EMPTY_CLOUD, EXAMPLE, host, plan, SIZES } from './example.ts';
import { simulate } from './simulate.ts';

const NAMES = ['host-01', 'host-02', 'host-03', 'host-04', 'host-05'];
const REGIONS = ['nyc1', 'sfo3', 'tor1', 'fra1'];

const webHosts = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...NAMES),
      region: fc.constantFrom(...REGIONS),
      size: fc.constantFrom(...SIZES.map(({ slug }) => slug)),
    }),
    { minLength: 1, selector: ({ name }) => name },
  )
  .map((hosts) => hosts.map(({ name, region, size }) => host(name, region, 'web', size)));

const declarations: fc.Arbitrary<Declaration> = fc
  .record({
    web: webHosts,
    primary: fc.constantFrom('sql', 'db').map((name) => host(name, 'nyc1', 'primary')),
    domain: fc.constantFrom('test.example.com', 'example.com'),
    ttl: fc.constantFrom(60, 300),
    from: fc.constantFrom(['0.0.0.0/0', '::/0'], ['198.51.100.0/24']),
    generation: fc.constantFrom(1, 2),
    protectPrimary: fc.boolean(),
    alerts: fc.record({
      ...{ certificate: fc.boolean(), days: fc.constantFrom(1, 7), down: fc.boolean() },
      hosts: fc.constantFrom(undefined, { disk: 85, memory: 90, load: 4 }),
    }),
    caa: fc.constantFrom([], ['letsencrypt.org'], ['letsencrypt.org', 'pki.goog']),
  })
  .map(({ ttl, caa, from, ...rest }) => ({ ...EXAMPLE, ...rest, dns: { ttl, caa }, ssh: { from } }));

/** Records of other owners in the same zone, next to our names. */
const strangers: fc.Arbitrary<Observed<'record'>[]> = fc.array(
  fc
    .record({
      type: fc.constantFrom<RecordSpec['type']>('A', 'AAAA', 'TXT'),
      name: fc.constantFrom(
        'blog.example.com',
        'a.test.example.com',
        'mail.example.com',
        '_acme.example.com',
      ),
      value: fc.constantFrom('198.51.100.1', '192.0.2.3', 'text'),
    })
    .map(({ type, name, value }, index = 0) => ({
      type: 'record',
      name: `${type} ${name} = ${value}`,
      id: `stranger-${index}-${type}-${name}-${value}`,
      spec: { type, name, value, ttl: 1800 },
    })),
);

const kept = (cloud: ObservedCloud) => cloud.records.filter(({ id }) => id.startsWith('stranger'));
const after = (declaration: Declaration, cloud: ObservedCloud) => simulate(plan(declaration, cloud), cloud);

it('a plan leaves nothing to do after it is applied, from an empty account and from any other declaration', () => {
  fc.assert(
    fc.property(declarations, declarations, strangers, (first, second, records) => {
      const domain = first.domain;
      const built = after(first, { ...EMPTY_CLOUD, records });
      expect(isEmpty(plan(first, built))).toBe(true);
      const changed = after({ ...second, domain }, built);
      expect(plan({ ...second, domain }, changed).cloud).toEqual([]);
    }),
  );
});

it("never changes other owners' resources", () => {
  fc.assert(
    fc.property(declarations, declarations, strangers, (first, second, records) => {
      const built = after(first, { ...EMPTY_CLOUD, records });
      expect(kept(after(second, built))).toEqual(records);
    }),
  );
});

it('reaches the same state if a run is killed after any step', () => {
  fc.assert(
    fc.property(declarations, declarations, fc.nat(), (first, second, steps) => {
      const wanted = { ...second, domain: first.domain };
      const built = after(first, EMPTY_CLOUD);
      const whole = plan(wanted, built);
      const tasks = WAVES.flatMap((wave) => tasksInWave(whole, wave));
      const cut = { ...whole, cloud: tasks.slice(0, steps % (tasks.length + 1)) };
      const resumed = after(wanted, simulate(cut, built));
      expect(plan(wanted, resumed).cloud).toEqual([]);
      const names = resumed.droplets.map(({ spec }) => spec.name);
      expect(new Set(names).size).toBe(names.length);
      expect(resumed.records.length).toBe(after(wanted, EMPTY_CLOUD).records.length);
    }),
  );
});

it('a plan puts every change in its wave, in order, and additions before removals', () => {
  fc.assert(
    fc.property(declarations, declarations, (first, second) => {
      const { cloud } = plan(second, after(first, EMPTY_CLOUD));
      const waves = cloud.map(({ wave }) => WAVES.indexOf(wave));
      expect(waves).toEqual(waves.toSorted((a, b) => a - b));
      const rotation = cloud
        .filter(({ wave }) => wave === 'rotation')
        .map(({ action }) => action === 'delete');
      expect(rotation).toEqual(rotation.toSorted((a, b) => Number(a) - Number(b)));
      for (const { action, subject, wave } of cloud) {
        if (subject.type === 'droplet')
          expect(wave).toMatch(action === 'delete' ? /^retire$/ : /^(droplets|resize)$/);
      }
    }),
  );
});

it('a plan keeps a protected primary or is refused', () => {
  fc.assert(
    fc.property(declarations, declarations, (first, second) => {
      const built = after({ ...first, protectPrimary: true }, EMPTY_CLOUD);
      const { cloud, refusals } = plan(second, built);
      const ended = cloud.some(({ risk }) => risk === 'data');
      expect(refusals.some((line) => line.includes('the primary'))).toBe(ended);
    }),
  );
});

it('the same input gives the same plan', () => {
  fc.assert(
    fc.property(declarations, declarations, (first, second) => {
      const built = after(first, EMPTY_CLOUD);
      const shuffled = { ...built, records: built.records.toReversed(), keys: built.keys.toReversed() };
      expect(plan(second, shuffled)).toEqual(plan(second, built));
    }),
  );
});
