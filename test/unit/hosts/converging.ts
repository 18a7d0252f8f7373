import { readFileSync } from 'node:fs';
import { convergeHost } from '../../../actions/src/hosts/converge/converge-host.ts';
import { diffHost } from '../../../actions/src/hosts/diff/diff-host.ts';
import { emptyRole, type RoleDesired } from '../../../actions/src/hosts/model/role.ts';
import { observeHost } from '../../../actions/src/hosts/observe.ts';
import { own } from './local-host.ts';
import { at, host } from './observing.ts';

export { at, host, put, useHost } from './observing.ts';

export const PASSWORD = 'pass"word\\with$odd`signs';
export const lookup = (kind: string, name: string) => (kind === 'secret' ? PASSWORD : `value-of-${name}`);

export const by = 'octocat';

export const read = (path: string) => readFileSync(at(path), 'utf8');
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
