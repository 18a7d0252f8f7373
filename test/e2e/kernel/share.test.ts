import { describe, expect, test } from 'vitest';
import { addressesOf } from '../api.ts';
import { cloud, codeOn, inCloud, onHost, PRIMARY, PRIMARY_VPN, visit, WEB } from './cluster.ts';

const UPLOADS = '/srv/flotilla/uploads';
const TLS = '/srv/flotilla/tls';
const addressOf = async (host: string) => (await addressesOf(await cloud()))[host]?.ipv4 ?? '';
const mountOf = (folder: string) =>
  onHost(
    WEB,
    `ls ${folder} >/dev/null && findmnt --noheadings --types nfs4 --output SOURCE,OPTIONS ${folder}`,
  );

describe("the kernel's NFS", () => {
  test('is mounted on the web host by version 4.2, over the VPN', async () => {
    for (const folder of [UPLOADS, TLS]) {
      const mount = await mountOf(folder);
      expect(mount).toContain(`${PRIMARY_VPN}:${folder}`);
      expect(mount).toMatch(/vers=4\.2.*\bsoft\b.*addr=10\.8\.0\.1/);
    }
    expect(await onHost(WEB, `ip -o route get ${PRIMARY_VPN}`)).toContain('dev tun-flotilla');
  });

  test('is refused outside the VPN, to a web host and to everybody else', async () => {
    const address = await addressOf(PRIMARY);
    const connect = `timeout 5 bash -c 'exec 3<>/dev/tcp/${address}/2049'`;
    expect(await codeOn(WEB, connect)).not.toBe(0);
    expect((await inCloud('sh', '-c', connect)).code).not.toBe(0);
    // Even if a packet came through, the server listens on the VPN's address alone.
    expect(await onHost(PRIMARY, "ss -Hltn 'sport = 2049' | awk '{print $4}'")).toBe(`${PRIMARY_VPN}:2049`);
    expect(await onHost(PRIMARY, 'ss -Hltnup | grep -E "rpc|mountd" || true')).toBe('');
  });

  test('keeps certificates from every writer on a web host, and from PHP', async () => {
    await onHost(WEB, `ls ${TLS}`);
    expect(await codeOn(WEB, `touch ${TLS}/forged`)).not.toBe(0);
    const writable = `mkdir -p /mnt/tls && mount -t nfs4 -o rw,soft ${PRIMARY_VPN}:${TLS} /mnt/tls`;
    const forge = `${writable} && { touch /mnt/tls/forged; code=$?; umount /mnt/tls; exit $code; }`;
    expect(await codeOn(WEB, forge)).not.toBe(0);
    expect(await codeOn(WEB, `runuser -u www-data -- ls ${TLS}`)).not.toBe(0);
    expect(await codeOn(PRIMARY, `test -e ${TLS}/forged`)).not.toBe(0);
  });

  test('stores every upload as a file of www-data, even one that root wrote', async () => {
    for (const [user, name] of [
      ['root', 'by-root.txt'],
      ['www-data', 'by-php.txt'],
    ])
      await onHost(WEB, `runuser -u ${user} -- sh -c 'echo ${user} > ${UPLOADS}/${name}'`);
    const owners = await onHost(PRIMARY, `stat -c '%u:%g' ${UPLOADS}/by-root.txt ${UPLOADS}/by-php.txt`);
    expect(owners).toBe('33:33\n33:33');
  });

  test('shows an upload of one host to the readers of another', async () => {
    await onHost(PRIMARY, `runuser -u www-data -- sh -c 'echo near > ${UPLOADS}/from-afar.txt'`);
    expect(await visit('wp-content/uploads/from-afar.txt')).toMatchObject({ status: 200, body: 'near\n' });
    expect(await onHost(PRIMARY, `cat ${UPLOADS}/by-php.txt`)).toBe('www-data');
  });

  test('hands out no file above the folder, even by a guessed handle', async () => {
    expect(await codeOn(WEB, `mount -t nfs4 -o soft ${PRIMARY_VPN}:/etc /mnt`)).not.toBe(0);
    expect(await codeOn(WEB, `ls ${UPLOADS}/../../../etc/shadow && mountpoint ${UPLOADS}/..`)).not.toBe(0);
  });
});
