import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import type { RoleChanges } from '../../../actions/src/hosts/model/steps.ts';
import type { Plan } from '../../../actions/src/plan/plan.ts';
import {
  hasEarlierSecrets,
  isPresent,
  needsPreparation,
  onlyPlanned,
  onlyPreparation,
  onlyWithdrawals,
  untilDatabase,
} from '../../../actions/src/plan/policy/host-changes.ts';
import { DECLARED } from '../declaration/declared.ts';

const ADDRESSES = {
  base: 'file/etc/hosts',
  vpn: 'prepare/key',
  web: 'packages',
  wordpress: 'command/site',
} as const;
const role = (name: keyof typeof ADDRESSES, kind: string): RoleChanges =>
  ({
    role: name,
    changes: [{ address: `host-01/${name}/${ADDRESSES[name]}`, step: { kind } }],
    handlers: ['a handler'],
    validations: ['a validation'],
  }) as unknown as RoleChanges;
const ALL = [
  role('base', 'file'),
  role('vpn', 'prepare'),
  role('web', 'packages'),
  role('wordpress', 'command'),
];
const NEW = { manifest: null } as Facts;
const OLD = { manifest: {}, vpnFingerprint: null } as Facts;
const planOf = (names: RoleChanges[], more = {}): Plan =>
  ({
    hosts: [{ host: 'host-01', kind: 'converge', roles: names, ...more }],
    cloud: [],
    losses: [],
  }) as unknown as Plan;
const rolesOf = (roles: readonly RoleChanges[]) => roles.map((one) => one.role);

describe('what apply changes on a host', () => {
  it('is what the plan named, even when more differs now', () => {
    expect(rolesOf(onlyPlanned(planOf([role('vpn', 'prepare')]), 'host-01', ALL))).toEqual(['vpn']);
  });

  it('is everything on a host that did not exist when the plan was made', () => {
    expect(onlyPlanned({ hosts: [], losses: [] }, 'host-01', ALL)).toEqual(ALL);
  });

  it('includes the installation of a new site that a person confirmed', () => {
    const plan = { ...planOf([]), losses: [{ kind: 'site', address: '', what: '' }] } as Plan;
    expect(rolesOf(onlyPlanned(plan, 'host-01', ALL))).toEqual(['wordpress']);
  });

  it('is at first only the part that needs no other host, without handlers', () => {
    const prepared = onlyPreparation(planOf([]), 'host-01', NEW, ALL);
    expect(rolesOf(prepared)).toEqual(['base', 'vpn', 'web']);
    expect(prepared.map(({ handlers }) => handlers.length)).toEqual([1, 0, 0]);
  });

  it('is at first only the key on a host that lost it and may serve visitors', () => {
    expect(rolesOf(onlyPreparation(planOf(ALL), 'host-01', OLD, ALL))).toEqual(['vpn']);
  });

  it('is only the database and what precedes it while the next member waits', () => {
    const database = { ...role('web', 'packages'), role: 'database' as const };
    const [base, vpn, ...rest] = ALL;
    const roles = [base, vpn, database, ...rest].flatMap((one) => one ?? []);
    expect(rolesOf(untilDatabase(roles))).toEqual(['base', 'vpn', 'database']);
    expect(untilDatabase(ALL)).toEqual([]);
  });

  it('is finally the withdrawals that the plan named', () => {
    const plan = planOf([], { withdraws: ['host-01/base/file/etc/hosts'] });
    expect(rolesOf(onlyWithdrawals(plan, 'host-01', ALL))).toEqual(['base']);
  });
});

it.each([
  ['is new', NEW, true],
  ['lost its key', OLD, true],
  ['has its key', { manifest: {}, vpnFingerprint: 'AA' } as Facts, false],
  ['was not observed', undefined, false],
])('a host that %s needs preparation: %#', (_, facts, expected) => {
  expect(needsPreparation(facts, DECLARED)).toBe(expected);
});

it.each([
  ['opened by an earlier deploy key', { opened: 1 }, true],
  ['tagged with an earlier host key', { tagged: ['new', 'old'] }, true],
  ['with the declared keys only', {}, false],
])('a host %s has earlier secrets: %#', (_, more, expected) => {
  const keys = { opened: 2, declared: 2, tagged: ['new'], hostKey: 'new', ...more };
  expect(hasEarlierSecrets(planOf([]), 'host-01', keys)).toBe(expected);
});

it.each([
  ['has no droplet', { hasDroplet: false, hasFailed: false }, {}, false],
  ['never came up', { hasDroplet: true, hasFailed: true }, {}, false],
  ['is up', { hasDroplet: true, hasFailed: false }, {}, true],
  ['failed after it made its key', { hasDroplet: true, hasFailed: true }, { vpnFingerprint: 'AA' }, true],
])('whether the others are configured with a host that %s', (_, state, facts, expected) => {
  expect(isPresent('host-01', state, DECLARED, { 'host-01': facts as Facts })).toBe(expected);
});
