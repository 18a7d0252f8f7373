import { expect, test } from 'vitest';
import { apply, onHost, PRIMARY, WEB } from './cluster.ts';

const fingerprint = (host: string) =>
  onHost(host, 'openssl x509 -noout -fingerprint -sha256 -in /etc/openvpn/flotilla.crt');
const database = "timeout 2 bash -c '</dev/tcp/primary.vpn/3306' && echo reached";

test.each([PRIMARY, 'host-02'])('one apply replaces the VPN key of %s, and the VPN is up', async (host) => {
  const before = await fingerprint(host);
  await onHost(host, 'rm /etc/openvpn/flotilla.key');
  const { code, stdout, stderr } = await apply();
  expect(code, stdout + stderr).toBe(0);
  expect(await Promise.all(WEB.map((web) => onHost(web, database)))).toEqual(WEB.map(() => 'reached\n'));
  expect(await fingerprint(host)).not.toBe(before);
  expect((await apply()).stdout).toContain('Nothing to change');
});
