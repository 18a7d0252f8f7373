import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Issued } from '../mirror/ca.ts';
import { ROUTER } from '../network/addresses.ts';
import { poll } from '../runtime/poll.ts';

interface PebbleOptions {
  readonly program: string;
  /** A directory for Pebble's use. It must exist. */
  readonly folder: string;
  readonly log: string;
  /** The certificate that it shows to clients. */
  readonly certificate: Issued;
}

/** Pebble's ACME address, which only the front uses. */
export const PEBBLE = { host: '127.0.0.1', port: 14000 } as const;
const MANAGEMENT = { host: '127.0.0.1', port: 15000 } as const;
const NINETY_DAYS = 90 * 86_400;

/**
 * Starts Pebble, which validates at the local DNS. It refuses one nonce in twenty and reuses one authorisation in two,
 * which are its defaults and which clients must handle. Resolves to its root certificate (PEM), which is new at every start.
 */
export async function startPebble({ program, folder, log, certificate }: PebbleOptions): Promise<string> {
  const config = join(folder, 'pebble.json');
  await writeFile(join(folder, 'cert.pem'), certificate.cert);
  await writeFile(join(folder, 'key.pem'), certificate.key, { mode: 0o600 });
  await writeFile(config, JSON.stringify({ pebble: settings(folder) }));
  const output = openSync(log, 'a');
  spawn(program, ['-strict', '-config', config, '-dnsserver', `${ROUTER.ipv4}:53`], {
    stdio: ['ignore', output, output],
    env: { ...process.env, PEBBLE_VA_NOSLEEP: '1' },
  });
  return poll(() => rootOf().catch(() => undefined), {
    what: `Pebble to answer; see ${log}`,
    timeoutMs: 20_000,
  });
}

const settings = (folder: string) => ({
  listenAddress: `${PEBBLE.host}:${PEBBLE.port}`,
  managementListenAddress: `${MANAGEMENT.host}:${MANAGEMENT.port}`,
  certificate: join(folder, 'cert.pem'),
  privateKey: join(folder, 'key.pem'),
  httpPort: 80,
  tlsPort: 443,
  ocspResponderURL: '',
  certificateValidityPeriod: NINETY_DAYS,
  retryAfter: { authz: 1, order: 1 },
});

/** On loopback in this cloud's namespace, where no other process can answer. */
const rootOf = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({ ...MANAGEMENT, path: '/roots/0', rejectUnauthorized: false }, (answer) => {
      text(answer).then(resolve, reject);
    });
    asked.once('error', reject).end();
  });
