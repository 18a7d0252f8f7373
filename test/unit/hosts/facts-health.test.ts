import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { applied, at, manifest, observe, put, useHost } from './observing.ts';

useHost();

describe('the health facts', () => {
  /**
   * The port is the database's own, so the address must be this test's: other runs may be under way, and a process that
   * another thread just forked keeps the last test's listener open until it starts its program.
   */
  let tests = 0;
  const primary = (): string => `127.${100 + tests}.${(process.pid >> 8) & 0xff}.${process.pid & 0xff}`;
  const GREETING = Buffer.from([0x4a, 0, 0, 0, 10, 0x31, 0x31]);
  const health = async () => (await observe()).health;
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Something that listens where the database would, and says this; the host knows it by its name. */
  async function database(says: Buffer | undefined): Promise<void> {
    tests += 1;
    const listener = createServer((socket) => says && socket.write(says));
    listener.listen(3306, primary());
    await once(listener, 'listening');
    closing.push(() => listener.close());
    put('/etc/hosts', `127.0.0.1 localhost\n${primary()} primary.vpn\n`);
  }

  it('describe an untouched host', async () => {
    expect(await health()).toMatchObject({
      rebootRequired: false,
      wordpress: null,
      vpn: { up: false, peers: {} },
      databaseMs: null,
      sharesMs: {},
    });
  });

  it('are read from files', async () => {
    put('/run/reboot-required', '');
    put(
      '/srv/www/content/current/core/wp-includes/version.php',
      "<?php\n$wp_version = '6.8.12';\n$wp_db_version = 6;\n",
    );
    put('/sys/class/net/tun-flotilla/ifindex', '7');
    put(
      '/run/openvpn-server/status-flotilla.log',
      'TITLE,OpenVPN\nHEADER,CLIENT_LIST,Common Name\nCLIENT_LIST,host-03,203.0.113.12:42018,10.8.235.132,,11,13,2026-11-23 07:11:08,1795417868,UNDEF,4,0,AES-256-GCM\nEND\n',
    );
    expect(await health()).toMatchObject({
      rebootRequired: true,
      wordpress: '6.8.12',
      vpn: { up: true, peers: { 'host-03': 1795417868 } },
    });
  });

  it('time a database that greets', async () => {
    await database(GREETING);
    expect((await health())?.databaseMs).toBeGreaterThan(0);
  });

  it('have no time for a database that refuses the connection', async () => {
    await database(Buffer.from([0x4a, 0, 0, 0, 0xff, 0x69, 0x04]));
    expect((await health())?.databaseMs).toBeNull();
  });

  it('have no time for a silent database, without a long wait', async () => {
    await database(undefined);
    const began = performance.now();
    expect((await health())?.databaseMs).toBeNull();
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('contain each probe that a role declares', async () => {
    put('/etc/flotilla/probes/web.json', JSON.stringify({ well: 'true', failed: 'exit 3' }));
    put('/etc/flotilla/probes/mail.json', JSON.stringify({ missing: 'no-such-program' }));
    expect((await health())?.probes).toEqual({ well: true, failed: false, missing: false });
  });

  it('have no time for a share that is not mounted', async () => {
    mkdirSync(at('/srv/share'), { recursive: true });
    const unit = '/etc/systemd/system/srv-share.automount';
    manifest({ files: { [unit]: applied('[Automount]\nWhere=/srv/share\nDirectoryMode=0755\n') } });
    expect((await health())?.sharesMs).toEqual({ '/srv/share': null });
  });
});
