import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectSsh } from '../../../actions/src/hosts/link/ssh.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { DEPLOY_KEY, freePort, HOST_KEY, key, openSshHost, type SshHost, ssh2Host } from './ssh-hosts.ts';

const target = { host: 'host-01', address: '127.0.0.1', hostKeys: [HOST_KEY.sha256], timeoutMs: 5_000 };
const connectTo = (port: number, more: Partial<typeof target> = {}, privateKey = DEPLOY_KEY.privateKey) =>
  connectSsh([{ privateKey }], { port })({ ...target, ...more });

// sshd accepts root only if root runs it.
const hasSshd = existsSync('/usr/sbin/sshd') && userInfo().uid === 0;
const kinds = [['ssh2', ssh2Host], ...(hasSshd ? [['OpenSSH', openSshHost] as const] : [])] as const;

describe.each(kinds)('a connection to a host that runs %s', (_, start) => {
  let host: SshHost;
  beforeEach(async () => {
    host = await start();
  });
  afterEach(() => host.stop());

  it('runs commands with input on stdin, and returns all output', async () => {
    const connection = await connectTo(host.port);
    const big = 'ünïcode '.repeat(50_000);
    const results = await Promise.all([
      connection.run('cat', { input: big }),
      connection.run('echo out; echo err >&2; exit 3'),
      connection.run('kill -TERM $$'),
    ]);
    connection.close();
    expect(results[0]?.stdout === big).toBe(true);
    expect(results.slice(1)).toEqual([
      { code: 3, stdout: 'out\n', stderr: 'err\n' },
      { code: null, stdout: '', stderr: '' },
    ]);
    expect(host.connections()).toBe(1);
    expect(host.asked[0]).toMatch(/ root$/);
  });

  it('passes on lines while the command still runs', async () => {
    const connection = await connectTo(host.port);
    const lines: string[] = [];
    let received: (line: string) => void = () => {};
    const first = new Promise((resolve) => {
      received = resolve;
    });
    const onLine = (line: string) => {
      lines.push(line);
      received(line);
    };
    const run = connection.run("printf 'one\\ntwo'; sleep 0.3; echo ' and a half'; printf three", { onLine });
    expect(await first).toBe('one');
    expect(lines).toEqual(['one']);
    await run;
    connection.close();
    expect(lines).toEqual(['one', 'two and a half', 'three']);
  });

  it('ends a command that takes too long, and stays usable', async () => {
    const connection = await connectTo(host.port);
    await expect(connection.run('sleep 60', { timeoutMs: 200 })).rejects.toThrow('did not end within 0.2 s');
    expect((await connection.run('echo still here')).stdout).toBe('still here\n');
    connection.close();
  });

  it('rejects another host key before it authenticates, and explains what that may mean', async () => {
    const began = performance.now();
    const attempt = connectTo(host.port, { hostKeys: [key(9).sha256], timeoutMs: 60_000 });
    await expect(attempt).rejects.toThrow(
      /host-01 \(127\.0\.0\.1\) shows the host key SHA256:[\w+/]{43} instead of SHA256:[\w+/]{43}; nothing was sent to it/,
    );
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(host.connections()).toBe(1);
    expect(host.asked).toEqual([]);
  });

  it('does not retry if its key is rejected', async () => {
    const attempt = connectTo(host.port, { timeoutMs: 60_000 }, key(9).privateKey);
    await expect(attempt).rejects.toThrow(
      'host-01 (127.0.0.1) does not accept our SSH key. Is this the CLUSTER_SECRET',
    );
    expect(host.connections()).toBe(1);
  });

  it('falls back to an earlier key, and reports which one was accepted', async () => {
    const identities = [
      { privateKey: key(9).privateKey, generation: 2 },
      { privateKey: DEPLOY_KEY.privateKey, generation: 1 },
    ];
    const connection = await connectSsh(identities, { port: host.port })(target);
    connection.close();
    expect(connection.generation).toBe(1);
    const newest = await connectSsh(identities.toReversed(), { port: host.port })(target);
    newest.close();
    expect(host.connections()).toBe(3);
  });

  it('accepts any of the expected host keys', async () => {
    (await connectTo(host.port, { hostKeys: [key(9).sha256, HOST_KEY.sha256] })).close();
  });

  it('reports a link that is lost during a command or after it', async () => {
    const connection = await connectTo(host.port);
    const lost = /^Lost the connection to host-01 \(127\.0\.0\.1\): .*Run again/;
    const run = connection.run('echo started; sleep 60', { onLine: () => host.cut() });
    await expect(run).rejects.toThrow(lost);
    await expect(connection.run('true')).rejects.toThrow(lost);
  });
});

describe('a connection to a host that does not answer yet', () => {
  it('is retried until it answers', async () => {
    const port = await freePort();
    const connecting = connectTo(port, { timeoutMs: 15_000 });
    await pause(700);
    const host = await ssh2Host(port);
    const connection = await connecting;
    expect((await connection.run('echo up')).stdout).toBe('up\n');
    connection.close();
    await host.stop();
  });

  it('gives up after the time limit, and says what to check', async () => {
    const began = performance.now();
    const attempt = connectTo(await freePort(), { timeoutMs: 1_200 });
    await expect(attempt).rejects.toThrow(
      /^host-01 \(127\.0\.0\.1\) did not answer within 1 s: .*ECONNREFUSED.*Is its droplet on, and does `ssh\.from`/,
    );
    expect(performance.now() - began).toBeLessThan(2_500);
  });
});

it('reports a malformed key at once', async () => {
  const attempt = connectTo(await freePort(), { timeoutMs: 60_000 }, new Secret('half a key'));
  await expect(attempt).rejects.toThrow(
    'Cannot read the SSH key for host-01 (127.0.0.1): Cannot parse privateKey',
  );
});
