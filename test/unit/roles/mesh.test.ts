import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import { emptyEntry } from '../../../actions/src/hosts/model/manifest.ts';
import { isKnownToPeers, lastAddresses } from '../../../actions/src/hosts/roles/identity.ts';
import { clustered, fileAt, rolesOn, withFingerprint } from './cluster.ts';

const CONFIG = '/etc/wireguard/wg-flotilla.conf';
const config = (...more: [facts?: Record<string, Facts>, away?: Set<string>]) =>
  fileAt(CONFIG, rolesOn('host-01', clustered, ...more)).content;

const withKey = (wireguard: string, more: Partial<Facts> = {}): Facts => ({
  ...withFingerprint(''),
  identities: { wireguard },
  ...more,
});
const remembering = (text: string): Partial<Facts> => ({
  manifest: {
    version: 1,
    roles: { mesh: { ...emptyEntry, files: { [CONFIG]: { template: '', content: '', text } } } },
  },
});
const KNOWN = `
[Peer]
# sql
PublicKey = sqlkey=
Endpoint = 192.0.2.1:51820
AllowedIPs = 10.8.0.1/32
`;

describe('the mesh', () => {
  test('has a link to every other host, and routes its address to that host alone', () => {
    const text = config({ sql: withKey('sqlkey='), 'host-01': withKey('ownkey=') });
    expect(text).toContain('[Peer]\n# sql\nPublicKey = sqlkey=\n');
    expect(text).toContain('[Peer]\n# host-02\nPublicKey = ⟦fact:host-02/wireguard⟧\n');
    expect(text.match(/AllowedIPs = .*/g)).toEqual(['AllowedIPs = 10.8.0.1/32', 'AllowedIPs = 10.8.0.12/32']);
    expect(text).not.toContain('ownkey=');
  });

  test('has no private key in its configuration', () => {
    expect(config()).not.toMatch(/^PrivateKey/m);
  });

  test('keeps the key of a host that is away, as the others have it', () => {
    const facts = { 'host-02': withKey('two=', remembering(KNOWN)) };
    expect(config(facts, new Set(['sql']))).toContain('PublicKey = sqlkey=');
    expect(config(facts)).toContain('PublicKey = ⟦fact:sql/wireguard⟧');
  });

  test('does not believe a public key whose private key is gone', () => {
    const facts = { sql: withKey('sqlkey=', { commands: { 'mesh/key': false } }) };
    expect(config(facts)).toContain('PublicKey = ⟦fact:sql/wireguard⟧');
  });

  test('is evidence of the hosts that were in it, and of their addresses', () => {
    const facts = { 'host-02': withKey('two=', remembering(KNOWN)) };
    expect(isKnownToPeers('sql', 'sql', facts)).toBe(true);
    expect(isKnownToPeers('host-03', 'sql', facts)).toBe(false);
    expect(lastAddresses('sql', facts)).toEqual(['192.0.2.1']);
  });
});
