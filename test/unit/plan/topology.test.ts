import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import type { RoleName } from '../../../actions/src/hosts/model/role.ts';
import { facts } from '../hosts/literals.ts';
import { EMPTY_CLOUD, EXAMPLE, plan } from './example.ts';
import { CLUSTERED } from './health/literals.ts';

const setUpWith = (role: RoleName) =>
  facts(null, { manifest: { version: 1, roles: { base: emptyEntry, [role]: emptyEntry } } });

const refusals = (declaration: Declaration, known: Record<string, RoleName | undefined>) =>
  plan(declaration, EMPTY_CLOUD, {
    facts: Object.fromEntries(
      Object.entries(known).map(([name, role]) => [name, role ? setUpWith(role) : facts(null)]),
    ),
  }).refusals;

describe('the topology of an existing cluster', () => {
  it.each<[Declaration, Record<string, RoleName | undefined>]>([
    [EXAMPLE, {}],
    [CLUSTERED, {}],
    [EXAMPLE, { sql: 'vpn', 'host-01': 'vpn' }],
    [CLUSTERED, { sql: 'mesh', 'host-01': undefined }],
  ])('is accepted if it is the declared one', (declaration, known) => {
    expect(refusals(declaration, known)).toEqual([]);
  });

  it('does not change from single to cluster', () => {
    expect(refusals(CLUSTERED, { sql: 'vpn', 'host-01': 'vpn', 'host-04': undefined })).toEqual([
      'cluster/cluster.yml declares `database.topology: cluster`, but sql and host-01 were set up with `single`. The topology ' +
        'of an existing cluster cannot be changed yet. Set `database.topology: single` again. To move the site to `cluster`, ' +
        'build a new cluster under another name than example, and bring it a dump of the database and a copy of the uploads.',
    ]);
  });

  it('does not change from cluster to single, even if only one host shows it', () => {
    expect(refusals(EXAMPLE, { 'host-01': 'mesh' })).toEqual([
      expect.stringContaining('but host-01 was set up with `cluster`'),
    ]);
  });
});
