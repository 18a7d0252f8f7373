import { expect, it } from 'vitest';
import { hasNoRoute } from '../../../actions/src/run/site.ts';

const failed = (code: string): Error => Object.assign(new Error(code), { code });
const IPV6 = '2001:db8::1';

it.each<[string, string, boolean, boolean]>([
  ['EADDRNOTAVAIL', IPV6, true, true],
  ['ENETUNREACH', IPV6, true, true],
  ['EAFNOSUPPORT', IPV6, false, true],
  ['ENETUNREACH', '192.0.2.1', true, true],
  ['EHOSTUNREACH', IPV6, false, true],
  ['EHOSTUNREACH', IPV6, true, false],
  ['EACCES', IPV6, false, true],
  ['ECONNREFUSED', IPV6, false, false],
  ['ETIMEDOUT', IPV6, false, false],
])('%s at %s, if this machine has such an address: %s', (code, address, hasFamily, expected) => {
  expect(hasNoRoute(failed(code), address, () => hasFamily)).toBe(expected);
});
