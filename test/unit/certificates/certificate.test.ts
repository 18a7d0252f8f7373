import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { waitAsked } from '../../../actions/src/certificates/acme/problem.ts';
import { readCertificate } from '../../../actions/src/certificates/certificate.ts';
import { certificateNames, directoryOf } from '../../../actions/src/declaration/site-names.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { ACME_ACCOUNT_KEY, deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { EXAMPLE } from '../plan/example.ts';

const directory = mkdtempSync(join(tmpdir(), 'flotilla-certificate-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A certificate with the relevant identifiers of the example in RFC 9773, section 4.1. */
function selfSigned(serial: string): string {
  const path = join(directory, `${serial}.pem`);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '6'],
      ...[
        '-keyout',
        join(directory, 'key.pem'),
        '-out',
        path,
        '-subj',
        '/CN=x',
        '-set_serial',
        `0x${serial}`,
      ],
      ...['-addext', 'subjectAltName=DNS:www.a.example,DNS:a.example'],
      ...['-addext', 'authorityKeyIdentifier=keyid:always'],
    ],
    { stdio: 'ignore' },
  );
  return readFileSync(path, 'utf8');
}

/** The extension, read by OpenSSL. */
function keyId(chain: string): string {
  const shown = execFileSync('openssl', ['x509', '-noout', '-ext', 'authorityKeyIdentifier'], {
    input: chain,
  });
  const hex = /((?:[0-9A-F]{2}:)+[0-9A-F]{2})/.exec(shown.toString())?.[1] ?? '';
  return Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url');
}

test.each([
  ['8765432100', 'AIdlQyEA'],
  ['7765432100', 'd2VDIQA'],
  ['0abc', 'Crw'],
])('reads a certificate with the serial %s', (serial, encoded) => {
  const chain = selfSigned(serial);
  const read = readCertificate(chain);
  expect(read.names).toEqual(['a.example', 'www.a.example']);
  expect(read.serial.padStart(serial.length, '0')).toBe(serial);
  expect((read.notAfter - read.notBefore) / 86_400_000).toBeCloseTo(6, 2);
  expect(read.renewalId).toBe(`${keyId(chain)}.${encoded}`);
});

test('the names are the site, its www and the declared ones, except those that a wildcard covers', () => {
  const names = (...more: string[]) =>
    certificateNames({ ...EXAMPLE, certificate: { authority: 'letsencrypt', names: more } });
  expect(names()).toEqual(['test.example.com', 'www.test.example.com']);
  expect(names('shop.example.com', 'test.example.com')).toEqual([
    'test.example.com',
    'www.test.example.com',
    'shop.example.com',
  ]);
  expect(names('*.test.example.com')).toEqual(['test.example.com', '*.test.example.com']);
});

test('an authority is declared by a short name or by its URL', () => {
  const at = (authority: string) => directoryOf({ ...EXAMPLE, certificate: { authority, names: [] } });
  expect(at('letsencrypt')).toBe('https://acme-v02.api.letsencrypt.org/directory');
  expect(at('letsencrypt-staging')).toBe('https://acme-staging-v02.api.letsencrypt.org/directory');
  expect(at('https://ca.example/acme')).toBe('https://ca.example/acme');
});

test('the account key is a P-256 key, the same on every runner and different for every cluster', () => {
  const key = (cluster: string) =>
    deriveSecrets(new Secret('ab'.repeat(32)), { cluster, generation: 1 })
      .value(ACME_ACCOUNT_KEY)
      .reveal();
  expect(createPublicKey(key('example')).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(key('example')).toBe(key('example'));
  expect(key('example')).not.toBe(key('other'));
});

test('reads Retry-After as seconds or as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(waitAsked('120', now)).toBe(120_000);
  expect(waitAsked('Thu, 01 Jan 2026 01:00:00 GMT', now)).toBe(3_600_000);
  expect(waitAsked('Wed, 31 Dec 2025 23:00:00 GMT', now)).toBeUndefined();
  expect(waitAsked(undefined, now)).toBeUndefined();
});
