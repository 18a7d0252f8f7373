import { attachCloud, type LocalCloud, startCloud } from '../../cloud/cloud.ts';
import { poll } from '../../cloud/runtime/poll.ts';
import { addressesOf } from '../api.ts';
import type { Ran } from '../cluster.ts';
import { clusterOf, TWO_HOSTS } from '../own-cloud.ts';

const NAME = process.env.LOCAL_CLOUD ?? 'e2e-kernel';

export const DOMAIN = 'test.example.com';
export const PRIMARY = 'sql';
export const WEB = 'host-01';
export const BOTH = [PRIMARY, WEB] as const;
/** The primary's address in the VPN. */
export const PRIMARY_VPN = '10.8.0.1';

/** The cloud of these tests, and what ends it unless it was up already. */
export async function openCloud(): Promise<{ cloud: LocalCloud; end: () => Promise<void> }> {
  if (process.env.LOCAL_CLOUD) return { cloud: await attachCloud(NAME), end: async () => {} };
  const cloud = await startCloud({ name: NAME, attached: true, vms: 'all' });
  return { cloud, end: () => cloud.stop() };
}

const DIRECTORY = clusterOf(TWO_HOSTS);

export const applyTwo = (cloud: LocalCloud): Promise<Ran> =>
  cloud.run(['node', 'actions/dist/apply.cjs'], { env: { INPUT_DIRECTORY: DIRECTORY } });

export const apply = async (): Promise<Ran> => applyTwo(await attachCloud(NAME));

export const inCloud = async (...command: string[]): Promise<Ran> => (await attachCloud(NAME)).run(command);

/** What a shell line prints that root runs on a host. Fails the test if it fails. */
export async function onHost(host: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await (await attachCloud(NAME)).exec(host, ['sh', '-c', line]);
  if (code !== 0) throw new Error(`${host}: ${line}: exit ${code}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** The exit code of a shell line. */
export const codeOn = async (host: string, line: string): Promise<number | null> =>
  (await (await attachCloud(NAME)).exec(host, ['sh', '-c', line])).code;

export const control = async (method: string, path: string, body?: unknown): Promise<unknown> =>
  (await attachCloud(NAME)).control(method, `/local/${path}`, body);

/** A loop that a processor here runs in about a fifth of a second. */
const LOOP =
  "python3 -c 'import time; t = time.perf_counter(); sum(range(4_000_000)); print(time.perf_counter() - t)'";
let measured: Promise<number> | undefined;

/** How many times slower a virtual machine is than this machine, at least 1. */
const slowness = (): Promise<number> => {
  measured ??= Promise.all([onHost(WEB, LOOP), inCloud('sh', '-c', LOOP)]).then(([there, here]) =>
    Math.max(1, Number(there) / Number(here.stdout)),
  );
  return measured;
};

/** Milliseconds to wait for what takes a droplet `seconds`. */
export const patience = async (seconds: number): Promise<number> => seconds * 1000 * (await slowness());

/** Waits for a shell line on a host to succeed. `seconds`: a droplet's. */
export async function awaitOn(host: string, line: string, seconds: number): Promise<void> {
  const timeoutMs = await patience(seconds);
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
  const address = (await addressesOf(await attachCloud(NAME)))[WEB]?.ipv4 ?? '';
  const { stdout } = await inCloud(
    ...['curl', '-sSk', '--max-time', '60', '--connect-to', `::${address}:`],
    ...['-w', '\n%{http_code} %{time_starttransfer} %header{x-cache}', `https://${DOMAIN}/${path}`],
  );
  const [last = '', ...lines] = stdout.split('\n').reverse();
  const [status, seconds, cache = ''] = last.split(' ');
  return { status: Number(status), seconds: Number(seconds), cache, body: lines.reverse().join('\n') };
}
