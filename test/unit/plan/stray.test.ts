import { describe, expect, it } from 'vitest';
import type { ObservedCloud, ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import { straysOf, type Traces, withoutStrays } from '../../../actions/src/plan/stray.ts';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from './example.ts';
import { simulate } from './simulate.ts';

const keyOf = (name: string) => Buffer.from(name).toString('hex').padEnd(64, '0');
const KEYS: Traces = { hostKeysOf: (name) => [keyOf(name)] };
const made = simulate(plan(EXAMPLE, EMPTY_CLOUD, { hostKeyOf: keyOf }), EMPTY_CLOUD);

type Change = (droplet: ObservedDroplet) => ObservedDroplet;
const spec =
  (change: Partial<ObservedDroplet['spec']>): Change =>
  (droplet) => ({ ...droplet, spec: { ...droplet.spec, ...change } });

/** The cluster with one droplet changed in the control panel. */
function changed(name: string, change: Change): ObservedCloud {
  const all = made.droplets.map((droplet) => (droplet.spec.name === name ? change(droplet) : droplet));
  const isOurs = ({ spec: { tags } }: ObservedDroplet) => tags.includes('cluster:example');
  return { ...made, droplets: all.filter(isOurs), others: all.filter((droplet) => !isOurs(droplet)) };
}

const untagged = (more: Partial<ObservedDroplet['spec']> = {}) => spec({ tags: [], ...more });
const unmarked = (cloud: ObservedCloud): ObservedCloud => ({ ...cloud, records: [] });
const found = (cloud: ObservedCloud, traces: Traces = {}) =>
  straysOf(EXAMPLE, cloud, traces).map(({ host: { name }, droplet, evidence }) => [
    name,
    droplet.id,
    evidence,
  ]);
const id = (name: string) => made.droplets.find((droplet) => droplet.spec.name === name)?.id;

describe('a droplet without the cluster tag is still recognised', () => {
  it.each(['sql', 'host-02'])('%s, by its host key alone', (name) => {
    const cloud = unmarked(changed(name, untagged({ name: 'x' })));
    expect(found(cloud, KEYS)).toEqual([[name, id(name), `it carries the tag of ${name}'s host key`]]);
  });
  it.each(['sql', 'host-02'])('%s, by the record of its name', (name) => {
    const cloud = changed(name, untagged({ name: 'x', hostKeys: [] }));
    expect(found(cloud)).toEqual([[name, id(name), `${name}.test.example.com points to its address`]]);
  });
  it('by the address at which the web hosts reach it', () => {
    const cloud = unmarked(changed('sql', untagged({ name: 'x', hostKeys: [] })));
    const address = cloud.others[0]?.ipv4 ?? '';
    expect(found(cloud, { met: new Map([['sql', [address]]]) })).toEqual([
      ['sql', id('sql'), 'the other hosts reach sql at its address'],
    ]);
  });
  it('by its name, if the cluster has a mark', () => {
    const cloud = changed('sql', (droplet) =>
      untagged({ hostKeys: [] })({ ...droplet, ipv4: '198.51.100.7', ipv6: undefined }),
    );
    expect(found(cloud)).toEqual([['sql', id('sql'), 'it has its name']]);
  });
  it('by the tag of its kind', () => {
    const cloud = unmarked(
      changed('sql', spec({ tags: ['cluster:example:primary'], name: 'x', hostKeys: [] })),
    );
    expect(found(cloud)).toEqual([['sql', id('sql'), 'it has the tag cluster:example:primary']]);
  });
  it('all of them, if the tag was deleted in the account', () => {
    const all = made.droplets.map(spec({ tags: ['cluster:example:web'] }));
    const strays = straysOf(EXAMPLE, { ...made, droplets: [], others: all }, KEYS);
    expect(strays.map(({ host: { name }, droplet }) => [name, droplet.spec.name])).toEqual(
      ['sql', 'host-01', 'host-02', 'host-03'].map((name) => [name, name]),
    );
  });
});

describe('a renamed droplet', () => {
  it.each<[string, Traces]>([
    ['by its host key', KEYS],
    ['by its record', {}],
  ])('is recognised %s', (_, traces) => {
    expect(found(changed('host-02', spec({ name: 'web-2' })), traces)).toEqual([
      ['host-02', id('host-02'), expect.anything()],
    ]);
  });
  it('is not used for a newly declared host with another name', () => {
    const declaration = { ...EXAMPLE, web: [...EXAMPLE.web.slice(1), host('host-09', 'nyc1')] };
    expect(straysOf(declaration, made, KEYS)).toEqual([]);
  });
});

describe('no host is recognised in', () => {
  const stranger = (more: Partial<ObservedDroplet['spec']>): ObservedDroplet => ({
    type: 'droplet',
    id: '1',
    status: 'active',
    ipv4: '198.51.100.9',
    spec: {
      name: 'sql',
      region: 'nyc1',
      size: 's-1vcpu-1gb',
      image: 'debian-13-x64',
      tags: [],
      hostKeys: [],
      ...more,
    },
  });
  it('a droplet with the name of a host, if no cluster ever existed', () => {
    expect(found({ ...EMPTY_CLOUD, others: [stranger({})] }, KEYS)).toEqual([]);
  });
  it("another cluster's host of the same name", () => {
    const tags = ['cluster:shop', 'cluster:shop:primary'];
    const gone = {
      ...made,
      droplets: made.droplets.slice(1),
      others: [stranger({ tags, hostKeys: ['ab'] })],
    };
    expect(found(gone, KEYS)).toEqual([]);
  });
  it('a droplet if the host already has one', () => {
    expect(found({ ...made, others: [stranger({ hostKeys: ['ab'] })] }, KEYS)).toEqual([]);
  });
});

describe('a plan', () => {
  const refusalsOf = (cloud: ObservedCloud) => {
    const strays = straysOf(EXAMPLE, cloud, KEYS);
    return plan(EXAMPLE, withoutStrays(EXAMPLE, cloud, strays), { strays });
  };
  it('names the tag to restore, and creates nothing', () => {
    const { cloud, refusals } = refusalsOf(changed('sql', untagged()));
    expect(cloud.filter(({ action }) => action !== 'update')).toEqual([]);
    expect(refusals).toEqual([
      expect.stringMatching(
        new RegExp(
          `^sql, the primary, still exists, so the plan does not create it again\\. Its droplet has lost the tag cluster:example .*doctl compute droplet tag ${id('sql')} --tag-name cluster:example`,
        ),
      ),
    ]);
  });
  it('says to undo the rename, and deletes nothing', () => {
    const { cloud, refusals } = refusalsOf(changed('sql', spec({ name: 'old-sql' })));
    expect(cloud).toEqual([]);
    expect(refusals).toEqual([
      expect.stringMatching(
        /^sql, the primary, was renamed to old-sql and still exists.*Rename droplet \d+ back to sql\. Then plan again\. To use the name old-sql, declare it/,
      ),
    ]);
  });
});
