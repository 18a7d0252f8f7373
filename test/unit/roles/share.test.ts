import { expect, test } from 'vitest';
import { unitName } from '../../../actions/src/hosts/roles/share.ts';
import { clustered, fileAt, role, rolesOn } from './cluster.ts';

test('uploads are written as www-data, certificates are read-only, and neither leaves the VPN', () => {
  const { content } = fileAt('/etc/exports.d/flotilla.exports', rolesOn('sql'));
  const exported = content.split('\n').filter((line) => line.startsWith('/'));
  expect(exported).toEqual([
    expect.stringMatching(
      /^\/srv\/flotilla\/uploads 10\.8\.0\.0\/24\(rw,.*all_squash,anonuid=33,anongid=33\)$/,
    ),
    expect.stringMatching(/^\/srv\/flotilla\/tls 10\.8\.0\.0\/24\(ro,/),
  ]);
});

// The output of `systemd-escape --path`.
test.each([
  ['/srv/flotilla/uploads', 'srv-flotilla-uploads'],
  ['/srv/my-site/a b', 'srv-my\\x2dsite-a\\x20b'],
])('the unit of %s is %s', (path, unit) => expect(unitName(path)).toBe(unit));

test('a web host mounts on first use, over the VPN, and never waits forever', () => {
  const roles = rolesOn('host-01');
  const mount = fileAt('/etc/systemd/system/srv-flotilla-uploads.mount', roles).content;
  expect(mount).toContain('\nWhere=/srv/flotilla/uploads\n');
  expect(mount).toContain('\nRequires=openvpn-client@flotilla.service\n');
  expect(mount).toContain('soft,');
  const certificates = fileAt('/etc/systemd/system/srv-flotilla-tls.mount', roles).content;
  expect(certificates).toContain('Options=ro,actimeo=0,');
  expect(mount).not.toContain('[Install]');
  expect(role('share', roles).units.map(({ name }) => name)).toEqual([
    'srv-flotilla-uploads.automount',
    'srv-flotilla-tls.automount',
  ]);
});

test('observing a web host touches no mount point', () => {
  const paths = role('share', rolesOn('host-01')).directories.map(({ path }) => path);
  expect(paths).not.toContain('/srv/flotilla/uploads');
  expect(paths).not.toContain('/srv/flotilla/tls');
});

test('an export ends at its folder: a forged file handle does not reach the rest of the file system', () => {
  const { content } = fileAt('/etc/exports.d/flotilla.exports', rolesOn('sql'));
  const exported = content.split('\n').filter((line) => line.startsWith('/'));
  expect(exported).toHaveLength(2);
  for (const line of exported) expect(line).toMatch(/[(,]subtree_check[,)]/);
});

test('in a cluster, only the certificates are shared, over the mesh', () => {
  const primary = rolesOn('sql', clustered);
  const { content } = fileAt('/etc/exports.d/flotilla.exports', primary);
  expect(content.split('\n').filter((line) => line.startsWith('/'))).toEqual([
    expect.stringMatching(/^\/srv\/flotilla\/tls 10\.8\.0\.0\/24\(ro,.*subtree_check/),
  ]);
  expect(fileAt('/etc/systemd/system/nfs-server.service.d/flotilla.conf', primary).content).toContain(
    '\nAfter=systemd-sysctl.service wg-quick@wg-flotilla.service\n',
  );
  const web = rolesOn('host-01', clustered);
  expect(role('share', web).units.map(({ name }) => name)).toEqual([
    'srv-flotilla-uploads.automount',
    'srv-flotilla-tls.automount',
  ]);
  expect(fileAt('/etc/systemd/system/srv-flotilla-uploads.mount', web).content).toContain(
    '\nWhat=/srv/flotilla/own-uploads\nWhere=/srv/flotilla/uploads\nType=none\nOptions=bind\n',
  );
  expect(fileAt('/etc/systemd/system/srv-flotilla-tls.mount', web).content).toContain(
    '\nRequires=wg-quick@wg-flotilla.service\nAfter=wg-quick@wg-flotilla.service\n',
  );
});
