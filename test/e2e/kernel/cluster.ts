import { expect, inject } from 'vitest';
import { attachCloud, type LocalCloud, startCloud } from '../../cloud/cloud.ts';
import { poll } from '../../cloud/runtime/poll.ts';
import { addressesOf, call, dropletsOf } from '../api.ts';
import { DOMAIN, inWordpress, PRIMARY, type Ran } from '../cluster.ts';
import { clusterOf, TWO_HOSTS } from '../own-cloud.ts';

export { DOMAIN, PRIMARY };

const NAME = process.env.LOCAL_CLOUD ?? 'e2e-kernel';

export const WEB = 'host-01';
export const BOTH = [PRIMARY, WEB] as const;
/** The primary's address in the VPN. */
export const PRIMARY_VPN = '10.8.0.1';

/** Starts the cloud of these tests unless it is up already. Resolves to what ends it. */
export async function openCloud(): Promise<() => Promise<void>> {
  if (process.env.LOCAL_CLOUD) return async () => {};
  const { stop } = await startCloud({ name: NAME, attached: true, vms: 'all' });
  return stop;
}

export const cloud = (): Promise<LocalCloud> => attachCloud(NAME);

const DIRECTORY = clusterOf(TWO_HOSTS);

/** Runs a command for the two hosts. */
export const inCluster = async (...command: string[]): Promise<Ran> =>
  (await cloud()).run(command, { env: { INPUT_DIRECTORY: DIRECTORY } });

export const apply = (): Promise<Ran> => inCluster('node', 'actions/dist/apply.cjs');

export const inCloud = async (...command: string[]): Promise<Ran> => (await cloud()).run(command);

/** What a shell line prints that root runs on a host. Fails the test if it fails. */
export async function onHost(host: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await (await cloud()).exec(host, ['sh', '-c', line]);
  if (code !== 0) throw new Error(`${host}: ${line}: exit ${code}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** The exit code of a shell line; null while the host is off. */
export const codeOn = async (host: string, line: string): Promise<number | null> => {
  const exec = (await cloud()).exec(host, ['sh', '-c', line]);
  return exec.then(
    ({ code }) => code,
    () => null,
  );
};

export const control = async (method: string, path: string, body?: unknown): Promise<unknown> =>
  (await cloud()).control(method, `/local/${path}`, body);

/** A loop that a processor here runs in about a fifth of a second. */
const LOOP =
  "python3 -c 'import time; t = time.perf_counter(); sum(range(4_000_000)); print(time.perf_counter() - t)'";

/** How many times slower a virtual machine is than this machine, at least 1. */
export async function measureSlowness(): Promise<number> {
  const [there, here] = [await onHost(WEB, LOOP), (await inCloud('sh', '-c', LOOP)).stdout];
  return Math.max(1, Number(there) / Number(here));
}

declare module 'vitest' {
  interface ProvidedContext {
    slowness: number;
  }
}

/** Milliseconds to wait for what takes a droplet `seconds`. */
export const patience = (seconds: number): number => seconds * 1000 * inject('slowness');

/** Waits for a shell line on a host to succeed. `seconds`: a droplet's. */
export async function awaitOn(host: string, line: string, seconds: number): Promise<void> {
  const timeoutMs = patience(seconds);
  const look = async () => ((await codeOn(host, line)) === 0 ? true : undefined);
  await poll(look, { what: `${host}: ${line}`, timeoutMs, everyMs: 1000 });
}

export interface Visit {
  readonly status: number;
  /** nginx's word for it: MISS, HIT, STALE. */
  readonly cache: string;
  readonly body: string;
  /** Until the first byte. */
  readonly seconds: number;
}

/** What a visitor gets from the web host. A page with a new query is in no cache. Status 0: no answer. */
export async function visit(path = ''): Promise<Visit> {
  const address = (await addressesOf(await cloud()))[WEB]?.ipv4 ?? '';
  const { stdout } = await inCloud(
    ...['curl', '-sSk', '--max-time', '60', '--connect-to', `::${address}:`],
    ...['-w', '\n%{http_code} %{time_starttransfer} %header{x-cache}', `https://${DOMAIN}/${path}`],
  );
  const [last = '', ...lines] = stdout.split('\n').reverse();
  const [status, seconds, cache = ''] = last.split(' ');
  return { status: Number(status), seconds: Number(seconds), cache, body: lines.reverse().join('\n') };
}

export const wordpress = (code: string): Promise<string> => onHost(WEB, inWordpress(code));

/** Units, tunnel, mounts and site of the web host, in the order in which each needs the one before it. */
const SIGNS = [
  `systemctl is-active openvpn-client@flotilla`,
  `ping -c 1 -W 5 ${PRIMARY_VPN}`,
  'ls /srv/flotilla/uploads && findmnt --types nfs4 /srv/flotilla/uploads',
  'ls /srv/flotilla/tls && findmnt --types nfs4 /srv/flotilla/tls',
  `test -z "$(systemctl --failed --no-legend)"`,
];

/** Seconds that a droplet and its services may take to come back. */
const BACK_SECONDS = 25;

/** Waits until the cluster works again without help. */
export async function expectAllBack(): Promise<void> {
  for (const sign of SIGNS) await awaitOn(WEB, sign, BACK_SECONDS);
  const fresh = async () => ((await visit(`?back=${Date.now()}`)).status === 200 ? true : undefined);
  await poll(fresh, {
    what: 'a page that no cache has',
    timeoutMs: patience(BACK_SECONDS),
    everyMs: 1000,
  });
  expect(await onHost(PRIMARY, 'systemctl --failed --no-legend')).toBe('');
}

export const act = async (host: string, type: 'reboot' | 'power_on'): Promise<void> => {
  const account = await cloud();
  const id = (await dropletsOf(account)).find(({ name }) => name === host)?.id;
  await call(account, 'POST', `/droplets/${id}/actions`, { type });
};

export const cutPower = (host: string): Promise<unknown> => control('POST', `machines/${host}/power-off`);

/** When the host's kernel started, in seconds since 1970. */
export const bootedAt = (host: string): Promise<string> =>
  onHost(host, "awk '/^btime/ {print $2}' /proc/stat");
