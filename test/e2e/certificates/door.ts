import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { cloudPaths } from '../../cloud/runtime/paths.ts';
import { addresses, api, apply, CLOUD_NAME, cloud, DOMAIN, onHost, PRIMARY, plain, WEB } from '../cluster.ts';

export const SHARE = '/srv/flotilla/tls';

interface Renewal {
  readonly code: number | null;
  readonly said: string;
}

/** Runs the action like the workflow does. `before` precedes the command, e.g. `timeout`. */
export async function renew(
  inputs: Record<string, string> = {},
  before: readonly string[] = [],
): Promise<Renewal> {
  const env = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const command = [...before, 'node', 'actions/dist/renew-certificates.cjs'];
  const { code, stdout, stderr } = await (await cloud()).run(command, { env });
  return { code, said: plain(stdout + stderr) };
}

/**
 * Inputs for a declaration with an additional name. It was never proven, so the authority asks for a proof instead of reusing an
 * earlier one.
 */
export function withUnprovenName(): Record<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'flotilla-names-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  cpSync('cluster', join(directory, 'cluster'), { recursive: true });
  const name = `n${Date.now()}.${DOMAIN}`;
  appendFileSync(join(directory, 'cluster/cluster.yml'), `certificate: { names: [${name}] }\n`);
  return { directory };
}

export const FORCE = { force: 'true' };

/** An answer to give instead of the authority's. */
export interface Answer {
  /** The beginning of the request's path. */
  readonly path: string;
  readonly status?: number;
  /** Give no answer at all. */
  readonly hold?: boolean;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** Replaces answers of the authority from now on. */
export const authorityAnswers = async (...answers: readonly Answer[]) =>
  (await cloud()).control('PUT', '/local/authority/answers', answers);

/** The number of requests that the authority leaves unanswered. */
export const heldByAuthority = async (): Promise<number> =>
  ((await (await cloud()).control('GET', '/local/authority/held')) as { held: number }).held;

/** Makes DigitalOcean's API fail, until `withoutTraces`. */
export const apiFails = async (order: object) => (await cloud()).control('POST', '/local/faults', order);

/** The serial of the certificate at an address, verified like in a browser; '' if it is not trusted. */
async function serialAt(address: string): Promise<string> {
  const ask = `openssl s_client -connect "$AT" -servername ${DOMAIN} -verify_hostname ${DOMAIN} \
    -verify_return_error -CAfile "$NODE_EXTRA_CA_CERTS" </dev/null | openssl x509 -noout -serial`;
  const env = { AT: `${address}:443` };
  const { stdout } = await (await cloud()).run(['bash', '-o', 'pipefail', '-c', ask], { env });
  return stdout.trim().replace('serial=', '').toLowerCase();
}

/** The distinct serials that these hosts serve at all their addresses. */
export async function serials(hosts: readonly string[] = WEB): Promise<string[]> {
  const known = await addresses();
  const at = hosts.flatMap((host) => [known[host]?.ipv4 ?? '', `[${known[host]?.ipv6}]`]);
  return [...new Set(await Promise.all(at.map(serialAt)))];
}

/** Asserts that all hosts serve one certificate at all their addresses, and returns its serial. */
export async function theSerial(): Promise<string> {
  const [serial = '', ...others] = await serials();
  expect(serial).toMatch(/^[0-9a-f]+$/);
  expect(others).toEqual([]);
  return serial;
}

interface TextRecord {
  readonly id: number;
  readonly name: string;
  readonly data: string;
}

export async function challenges(): Promise<TextRecord[]> {
  const { domain_records } = await api<{ domain_records: TextRecord[] }>(
    'GET',
    '/domains/example.com/records?type=TXT&per_page=200',
  );
  return domain_records.filter(({ name }) => name.startsWith('_acme-challenge'));
}

const asked = (path: string): number =>
  readFileSync(`${cloudPaths(CLOUD_NAME).logs}/pebble.log`, 'utf8').split(path).length - 1;

/** The number of orders since the cloud was started. */
export const orders = (): number => asked('POST /order-plz');

/** The number of accounts that the authority has created. */
export const accounts = (): number => asked('accounts in memory');

/** Sets up a renewed certificate, independent of earlier tests. */
export async function withCertificate(): Promise<void> {
  await withoutTraces();
  const { code, said } = await renew();
  expect(code, said).toBe(0);
}

/** Restores the state before the first order. */
export async function withoutCertificate(): Promise<void> {
  await withoutTraces();
  if ((await serials()).join() === '') return;
  await onHost(PRIMARY, `rm -rf ${SHARE}/live ${SHARE}/versions`);
  await Promise.all(WEB.map((host) => onHost(host, 'rm -rf /etc/flotilla/tls/*')));
  expect((await apply()).code).toBe(0);
}

/** Removes faults and the record of failed orders, which would affect the next test. */
export async function withoutTraces(): Promise<void> {
  await authorityAnswers();
  await (await cloud()).control('DELETE', '/local/faults');
  await onHost(PRIMARY, `rm -f ${SHARE}/back-off.json`);
}
