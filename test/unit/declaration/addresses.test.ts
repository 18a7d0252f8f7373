import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allHosts } from '../../../actions/src/declaration/declaration.ts';
import { readDeclaration } from '../../../actions/src/declaration/read.ts';
import { Subnet } from '../../../actions/src/declaration/subnet.ts';
import { addressOf, numberOf } from '../../../actions/src/lib/addresses.ts';
import { GOOD, TOR1 } from './good.ts';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]([a-z0-9-]{0,12}[a-z0-9])?$/), {
  minLength: 1,
  maxLength: 8,
});

/** Name -> VPN address; undefined if two collide, which is reported separately. */
const addresses = (hosts: readonly string[]): Map<string, string> | undefined => {
  const region = `hosts:\n${hosts.map((name) => `  x-${name}:\n`).join('')}`;
  const reading = readDeclaration(new Map(Object.entries({ ...GOOD, [TOR1]: region })));
  if ('problems' in reading) return undefined;
  return new Map(allHosts(reading.declaration).map((host) => [host.name, host.vpnAddress]));
};

describe('VPN addresses', () => {
  it('stay the same when other hosts are added and removed', () => {
    const property = fc.property(names, fc.nat(7), (hosts, gone) => {
      const before = addresses(hosts);
      const after = addresses([
        ...hosts.filter((_, index) => index !== gone % hosts.length).reverse(),
        'new-host',
      ]);
      fc.pre(before !== undefined && after !== undefined);
      for (const [name, address] of after ?? []) {
        if (before?.has(name)) expect(before.get(name)).toBe(address);
      }
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('are never the network, the primary or the broadcast address, whatever the subnet', () => {
    const property = fc.property(fc.string(), fc.integer({ min: 16, max: 30 }), (name, prefix) => {
      const subnet = new Subnet(`10.8.0.0/${prefix}`);
      const address = subnet.addressFor(name);
      expect(subnet.offers(address)).toBe(true);
      expect(numberOf(address)).toBeGreaterThan(numberOf(subnet.primaryAddress));
      expect(numberOf(address)).toBeLessThan(numberOf('10.8.0.0') + 2 ** (32 - prefix) - 1);
    });
    fc.assert(property);
  });

  it('are spread over the whole subnet', () => {
    const subnet = new Subnet('10.8.0.0/29');
    const found = new Set(Array.from({ length: 200 }, (_, index) => subnet.addressFor(`host-${index}`)));
    expect([...found].sort()).toEqual(['10.8.0.2', '10.8.0.3', '10.8.0.4', '10.8.0.5', '10.8.0.6']);
  });

  it('are suggested from the free ones, continuing at the start of the subnet', () => {
    const subnet = new Subnet('10.8.0.0/29');
    expect(subnet.freeAddress('10.8.0.5', new Set(['10.8.0.5', '10.8.0.6']))).toBe('10.8.0.2');
    expect(
      subnet.freeAddress('10.8.0.2', new Set([2, 3, 4, 5, 6].map((last) => `10.8.0.${last}`))),
    ).toBeUndefined();
  });

  it('are the same after writing and reading', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => addressOf(numberOf(address)) === address));
  });
});
