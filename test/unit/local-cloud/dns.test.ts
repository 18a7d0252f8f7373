import { describe, expect, test } from 'vitest';
import { zoneFile } from '../../cloud/dns/zone-file.ts';
import type { ZoneRecord } from '../../cloud/ports.ts';

const SERIAL = 1700000001;

const record = (type: string, data: string, more: Partial<ZoneRecord> = {}): ZoneRecord => ({
  ...{ type, data, name: '@', ttl: 60 },
  ...more,
});

/** The lines after $ORIGIN, SOA and NS. */
const lines = (...records: ZoneRecord[]): readonly string[] =>
  zoneFile('example.com', records, SERIAL).trim().split('\n').slice(5);

test('every zone has DigitalOcean’s SOA and NS', () => {
  expect(zoneFile('example.com', [], SERIAL)).toBe(`$ORIGIN example.com.
@ 1800 IN SOA ns1.digitalocean.com. hostmaster ${SERIAL} 10800 3600 604800 1800
@ 1800 IN NS ns1.digitalocean.com.
@ 1800 IN NS ns2.digitalocean.com.
@ 1800 IN NS ns3.digitalocean.com.
`);
});

test('NS records of the account replace them, and the SOA keeps only its TTL', () => {
  const own = [record('SOA', 'ignored', { ttl: 900 }), record('NS', 'ns1.digitalocean.com.', { ttl: 300 })];
  expect(zoneFile('example.com', own, SERIAL).split('\n').slice(1, 3)).toEqual([
    `@ 900 IN SOA ns1.digitalocean.com. hostmaster ${SERIAL} 10800 3600 604800 900`,
    '@ 300 IN NS ns1.digitalocean.com.',
  ]);
});

describe('data in zone file form', () => {
  test.each([
    [record('A', '203.0.113.7', { name: 'www.test' }), 'www.test 60 IN A 203.0.113.7'],
    [record('AAAA', '2001:db8:f107::7'), '@ 60 IN AAAA 2001:db8:f107::7'],
    [record('CNAME', 'example.com.', { name: '*' }), '* 60 IN CNAME example.com.'],
    [record('MX', 'mail.example.com.', { priority: 10 }), '@ 60 IN MX 10 mail.example.com.'],
    [record('SRV', '1 2 3 a.example.com.', { name: '_x._tcp' }), '_x._tcp 60 IN SRV 1 2 3 a.example.com.'],
    [record('CAA', 'letsencrypt.org', { flags: 0, tag: 'issue' }), '@ 60 IN CAA 0 issue "letsencrypt.org"'],
    [
      record('CAA', 'letsencrypt.org.', { flags: 128, tag: 'iodef' }),
      '@ 60 IN CAA 128 iodef "letsencrypt.org"',
    ],
    [record('TXT', ''), '@ 60 IN TXT ""'],
    [record('TXT', 'v=spf1 -all; x'), '@ 60 IN TXT "v=spf1 -all; x"'],
    [record('TXT', 'say "\\o/"'), '@ 60 IN TXT "say \\"\\\\o/\\""'],
    [record('TXT', 'é\n'), '@ 60 IN TXT "\\195\\169\\010"'],
  ])('%o', (given, line) => {
    expect(lines(given)).toEqual([line]);
  });

  test('a long text is split into strings of 255 bytes', () => {
    const [line = ''] = lines(record('TXT', 'x'.repeat(600)));
    expect(line.match(/"x*"/g)?.map((quoted) => quoted.length - 2)).toEqual([255, 255, 90]);
  });
});
