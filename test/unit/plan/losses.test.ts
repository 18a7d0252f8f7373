import { describe, expect, it } from 'vitest';
import { addressOf, type ObservedCloud } from '../../../actions/src/cloud/resource.ts';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import type { Facts, Manifest } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { clientConfig } from '../../../actions/src/hosts/roles/vpn/client.ts';
import { wpConfig } from '../../../actions/src/hosts/roles/wordpress/config.ts';
import { isApproved, shownOf } from '../../../actions/src/plan/consent/approval.ts';
import { mayApply } from '../../../actions/src/plan/consent/permission.ts';
import { renderMarkdown } from '../../../actions/src/plan/render/markdown.ts';
import { renderText } from '../../../actions/src/plan/render/text.ts';
import { withFingerprint } from '../roles/cluster.ts';
import { EMPTY_CLOUD, EXAMPLE, hostPlans, plan } from './example.ts';
import { simulate } from './simulate.ts';

const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const without = (...names: string[]): ObservedCloud => ({
  ...built,
  droplets: built.droplets.filter(({ spec }) => !names.includes(spec.name)),
});
const unmarked = (cloud: ObservedCloud): ObservedCloud => ({ ...cloud, records: [] });

const applied = (files: Record<string, string>): Manifest['roles'][string] => ({
  ...emptyEntry,
  files: Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, { template: '', content: '', text }]),
  ),
});
/** A web host that was converged with a primary. */
const web = (more: Partial<Facts> = {}, declaration: Declaration = EXAMPLE): Facts => ({
  ...withFingerprint('AA:01'),
  manifest: {
    version: 1,
    roles: {
      vpn: applied({
        '/etc/openvpn/client/flotilla.conf': clientConfig({ address: '192.0.2.1', fingerprint: 'AB:CD' }),
      }),
      wordpress: applied({ '/srv/www/core/wp-config.php': wpConfig(declaration) }),
    },
  },
  ...more,
});
const SEEN = { seen: true, tables: null, stored: null, dumps: [] };
const primary = (site: Partial<NonNullable<Facts['site']>>, more: Partial<Facts> = {}): Facts => ({
  ...withFingerprint('AB:CD'),
  manifest: { version: 1, roles: {} },
  site: { seen: false, tables: 'wp_* in wordpress', stored: false, dumps: [], ...site },
  ...more,
});
const WEB = { 'host-01': web({ site: SEEN }), 'host-02': web(), 'host-03': web() };

describe('a missing primary', () => {
  const planned = (cloud: ObservedCloud, facts = {}) => plan(EXAMPLE, cloud, { facts });
  it.each<[string, ObservedCloud, Record<string, Facts>]>([
    ['the mark of the cluster', without('sql'), {}],
    ['the mark, of a cluster without any droplet left', { ...built, droplets: [] }, {}],
    ['a web host that was set up with it', unmarked(without('sql')), { 'host-02': web() }],
    [
      'a web host that has seen the site',
      unmarked(without('sql')),
      { 'host-02': web({ site: SEEN, manifest: null }) },
    ],
  ])('is data at risk, by %s', (_, cloud, facts) => {
    const made = planned(cloud, facts);
    expect(made.cloud.find(({ subject }) => addressOf(subject) === 'droplet/sql')).toMatchObject({
      action: 'create',
      risk: 'data',
      reason: 'its droplet is gone',
    });
    expect(made.dangers).toEqual([
      expect.stringMatching(/^sql, the primary, is gone, .* backup or a snapshot/),
    ]);
    expect(() => mayApply(made, '')).toThrow('needs your confirmation');
    expect(() => mayApply(made, made.fingerprint)).not.toThrow();
    expect(renderText(made, { color: false })).toContain('puts data at risk');
  });
  it.each<[string, ObservedCloud, Record<string, Facts>]>([
    ['nothing was ever created', EMPTY_CLOUD, {}],
    [
      'a first run failed before it had one',
      unmarked(without('sql')),
      { 'host-01': web({ manifest: { version: 1, roles: {} } }) },
    ],
  ])('is created without a confirmation if %s', (_, cloud, facts) => {
    expect(planned(cloud, facts)).toMatchObject({ dangers: [], losses: [] });
  });
  it('is not the case if only a web host is gone', () => {
    const made = planned(without('host-02'));
    expect(made.dangers).toEqual([]);
    expect(made.cloud.find(({ subject }) => addressOf(subject) === 'droplet/host-02')?.reason).toBe(
      'its droplet is gone',
    );
  });
});

describe('a primary of a clustered database', () => {
  const clustered: Declaration = {
    ...EXAMPLE,
    protectPrimary: false,
    database: { ...EXAMPLE.database, topology: 'cluster', members: ['sql', 'host-01', 'host-02', 'host-03'] },
  };
  const member = (size: number | null) =>
    web({ galera: { hasData: true, position: 7, isSafeToStart: false, state: 'Synced', size } });
  const kept = 'host-01 and host-02 have its database and uploads';
  const planned = (cloud: ObservedCloud, size: number | null, declaration = clustered) =>
    plan(declaration, cloud, { facts: { 'host-01': member(size), 'host-02': member(size) } });

  it('that is gone is created without a confirmation, and the plan says what survives', () => {
    const made = planned(without('sql'), 2);
    expect(made.dangers).toEqual([]);
    const text = renderText(made, { color: false });
    expect(text).toMatch(new RegExp(`\\+ droplet/sql +its droplet is gone; ${kept}: s-1vcpu-1gb`));
    expect(renderMarkdown(made)).toContain(kept);
  });
  it('is data at risk if no member in a majority answers, or the database was on the primary alone', () => {
    expect(planned(without('sql'), null).dangers).toEqual([
      expect.stringMatching(/^sql, the primary, is gone/),
    ]);
    expect(planned(without('sql'), 2, EXAMPLE).dangers).toHaveLength(1);
  });
  it.each<[string, Declaration]>([
    ['moves to another host', { ...clustered, primary: { ...EXAMPLE.primary, name: 'sql-2' } }],
    ['moves to another region', { ...clustered, primary: { ...EXAMPLE.primary, region: 'sfo3' } }],
  ])('that %s is destroyed after a confirmation, and the plan says what survives', (_, declaration) => {
    const made = planned(built, 2, declaration);
    expect(made.cloud).toContainEqual(
      expect.objectContaining({ risk: 'takes-away', reason: expect.stringContaining(kept) }),
    );
    expect(made.dangers.join()).toMatch(/sql is (recreated|destroyed)/);
    expect(made.dangers.join()).not.toContain('lost permanently');
    expect(planned(built, null, declaration).dangers.join()).toContain('lost permanently');
  });
});

describe('a primary with an empty disk', () => {
  const hosts = hostPlans(EXAMPLE, built).map((host) =>
    host.host === 'sql' ? ({ host: 'sql', kind: 'after-create', roles: ['base'] } as const) : host,
  );
  const rebuilt = { ...withFingerprint('x'), vpnFingerprint: null, manifest: null };
  const planned = (cloud: ObservedCloud, facts: Record<string, Facts>) =>
    plan(EXAMPLE, cloud, { hosts, facts });
  it.each<[string, ObservedCloud, Record<string, Facts>]>([
    ['web hosts that were set up with it', unmarked(built), WEB],
    ['the rotation', built, {}],
  ])('needs a confirmation, by %s', (_, cloud, facts) => {
    const made = planned(cloud, { ...facts, sql: rebuilt });
    expect(made.dangers).toEqual([
      expect.stringMatching(/^sql, the primary, has an empty disk, although host-01/),
    ]);
    expect(isApproved(made, shownOf(made))).toBe(true);
    expect(isApproved(made, shownOf(plan(EXAMPLE, cloud)))).toBe(false);
  });
  it('needs no confirmation while a run finishes the first setup', () => {
    const unfinished = unmarked(built);
    expect(
      planned(unfinished, { sql: rebuilt, 'host-01': web({ manifest: { version: 1, roles: {} } }) }).dangers,
    ).toEqual([]);
  });
  it('needs no confirmation if only the manifest is lost and the database still holds the site', () => {
    expect(planned(built, { ...WEB, sql: primary({ stored: true }, { manifest: null }) }).dangers).toEqual(
      [],
    );
  });
});

describe('a database without the site', () => {
  const planned = (sql: Facts, facts: Record<string, Facts> = WEB) =>
    plan(EXAMPLE, built, { facts: { ...facts, sql } });
  it('is refused if it held the site before, and the refusal lists the dumps', () => {
    const dumps = [{ path: '/var/backups/flotilla/wordpress-2026-11-25.sql.gz', bytes: 70_000 }];
    expect(planned(primary({ seen: true, dumps })).refusals).toEqual([
      expect.stringMatching(
        /is empty, although it held the site before, so nothing is installed.*wordpress-2026-11-25\.sql\.gz \(69 KiB\)/,
      ),
    ]);
  });
  it('is refused with the dumps of every host', () => {
    const dumps = [{ path: '/var/backups/flotilla/wordpress-2026-11-25.sql.gz', bytes: 1024 }];
    const others = { ...WEB, 'host-02': web({ site: { ...SEEN, dumps } }) };
    const refused = (facts = WEB) => planned(primary({ seen: true }), facts).refusals.join();
    expect(refused(others)).toContain(
      'These dumps exist: host-02: /var/backups/flotilla/wordpress-2026-11-25.sql.gz (1 KiB)',
    );
    expect(refused()).toContain('No host has a dump');
  });
  it('needs a confirmation on a primary that never held it', () => {
    expect(planned(primary({}))).toMatchObject({
      refusals: [],
      losses: [{ kind: 'site', address: 'sql/site' }],
      dangers: [expect.stringContaining('although host-01 served the site before')],
    });
  });
  it.each<[string, Facts, Record<string, Facts>]>([
    ['is the first one', primary({}), {}],
    ['holds it', primary({ stored: true, seen: true }), WEB],
    ['cannot be queried', primary({ stored: null, seen: true }), WEB],
    ['is not the declared one', primary({ tables: 'wp_* in blog', seen: true }), WEB],
  ])('causes no loss if it %s', (_, sql, facts) => {
    expect(planned(sql, facts)).toMatchObject({ refusals: [], dangers: [], losses: [] });
  });
});

describe('other tables', () => {
  it.each<[string, Declaration]>([
    ['wp_* in blog', { ...EXAMPLE, database: { ...EXAMPLE.database, name: 'blog' } }],
    ['x_* in wordpress', { ...EXAMPLE, wordpress: { ...EXAMPLE.wordpress, tablePrefix: 'x_' } }],
  ])('need a confirmation: %s', (tables, declaration) => {
    const made = plan(declaration, built, { facts: { ...WEB, sql: primary({ stored: true, seen: true }) } });
    expect(made.losses).toMatchObject([
      { kind: 'tables', address: `sql/tables/wp_* in wordpress -> ${tables}` },
    ]);
    expect(made.dangers).toEqual([
      expect.stringContaining(`moves from the tables wp_* in wordpress to ${tables}`),
    ]);
  });
  it('can be reverted without a refusal while the new ones are empty', () => {
    const facts = { ...WEB, sql: primary({ tables: 'wp_* in blog', seen: true }) };
    expect(plan(EXAMPLE, built, { facts })).toMatchObject({ refusals: [], dangers: [] });
  });
});
