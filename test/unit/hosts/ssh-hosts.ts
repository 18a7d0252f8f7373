import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { type SshKeyPair, sshKeyFromSeed } from '../../../actions/src/secrets/keys.ts';

/** An SSH server on a loopback port that really runs commands. */
export interface SshHost {
  readonly port: number;
  /** The signature algorithms and users of the logins that it received. */
  readonly asked: readonly string[];
  /** The number of TCP connections that it has accepted. */
  readonly connections: () => number;
  /** Cuts every connection, like a host that dies. */
  cut(): void;
  stop(): Promise<void>;
}

export const key = (seed: number): SshKeyPair => sshKeyFromSeed(Buffer.alloc(32, seed));
export const HOST_KEY = key(1);
export const DEPLOY_KEY = key(2);

/** ssh2's own server, which records the requests that it receives. */
export async function ssh2Host(port = 0): Promise<SshHost> {
  const asked: string[] = [];
  const clients = new Set<ssh2.Connection>();
  const sockets = new Set<Socket>();
  const host = new ssh2.Server({ hostKeys: [HOST_KEY.privateKey.reveal()] }, (client) => {
    clients.add(client);
    client.on('error', () => clients.delete(client)).on('close', () => clients.delete(client));
    client.on('authentication', (context) => {
      asked.push(`${context.method} ${context.username}`);
      const ours =
        context.method === 'publickey' &&
        context.key.data.toString('base64') === DEPLOY_KEY.publicKey.split(' ')[1];
      return ours ? context.accept() : context.reject(['publickey']);
    });
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _, { command }) => runFor(acceptExec(), command));
    });
  });
  // Uses its own net.Server, because ssh2 does not expose the sockets, which the test must cut.
  const listener = createServer((socket) => {
    sockets.add(socket);
    host.injectSocket(socket);
  });
  await once(listener.listen(port, '127.0.0.1'), 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    asked,
    connections: () => sockets.size,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      for (const client of clients) client.end();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function runFor(channel: ssh2.ServerChannel, command: string): void {
  const child = spawn('sh', ['-c', command]);
  channel.pipe(child.stdin);
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk) => channel.write(chunk));
  child.stderr.on('data', (chunk) => channel.stderr.write(chunk));
  channel.on('close', () => child.kill());
  child.on('close', (code, signal) => {
    if (signal) channel.exit(signal);
    else channel.exit(code ?? 0);
    channel.end();
  });
}

/** OpenSSH's sshd, as on every host. */
export async function openSshHost(): Promise<SshHost> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-sshd-'));
  const port = await freePort();
  writeFileSync(join(folder, 'host_key'), HOST_KEY.privateKey.reveal(), { mode: 0o600 });
  writeFileSync(join(folder, 'authorized_keys'), `${DEPLOY_KEY.publicKey}\n`);
  const options = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: join(folder, 'host_key'),
    AuthorizedKeysFile: join(folder, 'authorized_keys'),
    StrictModes: 'no',
    PermitRootLogin: 'prohibit-password',
    PidFile: 'none',
    LogLevel: 'VERBOSE',
  };
  writeFileSync(
    join(folder, 'config'),
    Object.entries(options)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  );
  // sshd drops its privileges here if root runs it. On a host its unit creates the directory.
  mkdirSync('/run/sshd', { recursive: true });
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    sshd.on('exit', () => reject(new Error(`sshd ended: ${log}`)));
    sshd.stderr.on('data', (chunk) => {
      log += chunk;
      if (log.includes('listening on')) resolve();
    });
  });
  const children = () =>
    execFileSync('ps', ['--ppid', String(sshd.pid), '-o', 'pid='], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
  return {
    port,
    get asked() {
      return [...log.matchAll(/publickey for (\S+)/g)].map(([, user]) => `publickey ${user}`);
    },
    connections: () => log.match(/Connection from/g)?.length ?? 0,
    cut: () => {
      for (const pid of children()) process.kill(Number(pid), 'SIGKILL');
    },
    stop: async () => {
      sshd.removeAllListeners('exit');
      sshd.kill();
      await once(sshd, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await once(probe.listen(0, '127.0.0.1'), 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
