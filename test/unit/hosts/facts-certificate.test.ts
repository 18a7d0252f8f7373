import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';

import { role, rolesOn } from '../roles/cluster.ts';
import { at, observe, put, useHost } from './observing.ts';

useHost();

const VPN_KEY = '/etc/openvpn/flotilla.key';

const keyCheck = role('vpn', rolesOn('host-01')).prepare[0]?.check ?? '';

describe('a certificate', () => {
  const make = (path: string, keyPath = '/etc/key', more: readonly string[] = []) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    const subject = ['-subj', "/O=Let's Try/CN=site.example.com", '-days', '30'];
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      at(keyPath),
    ];
    execFileSync('openssl', ['req', '-x509', ...key, ...subject, ...more, '-out', at(path)], {
      stdio: 'ignore',
    });
    return new X509Certificate(readFileSync(at(path)));
  };

  it('has the fingerprint that OpenVPN compares', async () => {
    const certificate = make('/etc/openvpn/flotilla.crt', VPN_KEY);
    expect((await observe()).vpnFingerprint).toBe(certificate.fingerprint256);
    const check = keyCheck.replaceAll('/etc/', at('/etc/'));
    expect(spawnSync('sh', ['-c', check]).status).toBe(0);
  });

  it('lists every name that it is valid for', async () => {
    make('/etc/flotilla/tls/fullchain.pem', '/etc/key', [
      '-addext',
      'subjectAltName=DNS:site.example.com,DNS:*.example.com,IP:192.0.2.1',
    ]);
    expect((await observe()).certificate?.names).toEqual(['site.example.com', '*.example.com']);
  });

  it('is read even if openssl wrote text in front of it', async () => {
    const certificate = make('/etc/openvpn/flotilla.crt', VPN_KEY);
    put('/etc/openvpn/flotilla.crt', `Certificate:\n    Data:\n${certificate.toString()}`);
    expect((await observe()).vpnFingerprint).toBe(certificate.fingerprint256);
  });

  it.each<[string, () => void]>([
    ['is gone', () => rmSync(at(VPN_KEY))],
    ['is a different key', () => make('/etc/other.crt', VPN_KEY)],
    ['is empty', () => put(VPN_KEY, '')],
    [
      'is damaged, as is the certificate',
      () => [VPN_KEY, '/etc/openvpn/flotilla.crt'].map((path) => put(path, 'x')),
    ],
    ['exists without a certificate', () => rmSync(at('/etc/openvpn/flotilla.crt'))],
  ])('has no fingerprint without its key: the key %s', async (_, spoil) => {
    make('/etc/openvpn/flotilla.crt', VPN_KEY);
    spoil();
    expect((await observe()).vpnFingerprint).toBeNull();
    const check = keyCheck.replaceAll('/etc/', at('/etc/'));
    expect(spawnSync('sh', ['-c', check]).status).not.toBe(0);
  });

  it.each([true, false])('shows what nginx serves, placeholder %s', async (placeholder) => {
    const certificate = make('/etc/flotilla/tls/fullchain.pem');
    if (placeholder) put('/etc/flotilla/tls/placeholder', '');
    const fact = (await observe()).certificate;
    expect(fact).toEqual({
      sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      notBefore: new Date(certificate.validFrom).toISOString().replace('.000Z', 'Z'),
      notAfter: new Date(certificate.validTo).toISOString().replace('.000Z', 'Z'),
      issuer: "CN=site.example.com,O=Let's Try",
      placeholder,
    });
  });

  it('is reported as missing if the file is damaged', async () => {
    put('/etc/flotilla/tls/fullchain.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect((await observe()).certificate).toBeNull();
    rmSync(at('/etc/flotilla'), { recursive: true });
  });
});
