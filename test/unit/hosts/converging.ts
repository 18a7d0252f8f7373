import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { convergeHost } from '../../../actions/src/hosts/converge.ts';
import { diffHost } from '../../../actions/src/hosts/diff.ts';
import { observeHost } from '../../../actions/src/hosts/observe.ts';
import { emptyRole, type RoleDesired } from '../../../actions/src/hosts/role.ts';
import { type LocalHost, localHost, own } from './local-host.ts';

/** For each test a host of its own, really observed and converged below a temporary root. */
export const PASSWORD = 'pass"word\\with$odd`signs';
export const lookup = (kind: string, name: string) => (kind === 'secret' ? PASSWORD : `value-of-${name}`);

export const by = 'octocat';

export let host: LocalHost;
/** Called by each file of tests: they share this module. */
export function useHost(): void {
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => host.remove());
}

export const at = (path: string) => join(host.root, path);
export const read = (path: string) => readFileSync(at(path), 'utf8');
export const put = (path: string, content: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
};
export const file = (path: string, content: string, more: object = {}) => ({
  path,
  content,
  mode: '0640',
  ...own,
  ...more,
});
export const web = (role: Partial<RoleDesired>): RoleDesired => ({ ...emptyRole('web'), ...role });
export const diff = async (...desired: RoleDesired[]) =>
  diffHost('host-01', desired, await observeHost(host));
export const addresses = async (...desired: RoleDesired[]) =>
  (await diff(...desired)).flatMap(({ changes }) =>
    changes.map(({ address, reason }) => `${address}: ${reason}`),
  );
export const converge = async (...desired: RoleDesired[]) =>
  convergeHost({ connection: host, changes: await diff(...desired), desired, lookup, by });
