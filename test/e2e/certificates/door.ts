import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { cloudPaths } from '../../cloud/ground/paths.ts';
import { addresses, api, apply, CLOUD_NAME, cloud, DOMAIN, onHost, PRIMARY, plain, WEB } from '../cluster.ts';

export const SHARE = '/srv/flotilla/tls';

interface Renewal {
  readonly code: number | null;
  readonly said: string;
}

/** Calls the door as the workflow does. `before` stands before the command, e.g. `timeout`. */
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
 * Inputs for a declaration with one more name. It was never proven, so the authority asks for the proof, and does not
 * remember one as it does every other time.
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

/** A request that is answered in the authority's place. */
export interface Answer {
  /** What the path of the request begins with. */
  readonly path: string;
  readonly status?: number;
  /** No answer comes. */
  readonly hold?: boolean;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** What the authority answers from now on in place of its own. */
export const authorityAnswers = async (...answers: readonly Answer[]) =>
  (await cloud()).control('PUT', '/local/authority/answers', answers);

/** How many requests it leaves without an answer. */
export const heldByAuthority = async (): Promise<number> =>
  ((await (await cloud()).control('GET', '/local/authority/held')) as { held: number }).held;

/** Makes faults of DigitalOcean's API, until `withoutTraces`. */
export const apiFails = async (order: object) => (await cloud()).control('POST', '/local/faults', order);

/** Serial of the certificate a host shows at an address of its own, verified as a browser would; '' for none. */
async function serialAt(address: string): Promise<string> {
  const ask = `openssl s_client -connect "$AT" -servername ${DOMAIN} -verify_hostname ${DOMAIN} \
    -verify_return_error -CAfile "$NODE_EXTRA_CA_CERTS" </dev/null | openssl x509 -noout -serial`;
  const env = { AT: `${address}:443` };
  const { stdout } = await (await cloud()).run(['bash', '-o', 'pipefail', '-c', ask], { env });
  return stdout.trim().replace('serial=', '').toLowerCase();
}

/** The serials that these hosts show at all their addresses, each once. */
export async function serials(hosts: readonly string[] = WEB): Promise<string[]> {
  const known = await addresses();
  const at = hosts.flatMap((host) => [known[host]?.ipv4 ?? '', `[${known[host]?.ipv6}]`]);
  return [...new Set(await Promise.all(at.map(serialAt)))];
}

/** One serial on all hosts, at all their addresses. */
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

/** How many the authority was asked for since the cloud is up. */
export const orders = (): number => asked('POST /order-plz');

/** How many accounts it has made. */
export const accounts = (): number => asked('accounts in memory');

/** So that a test may begin, whichever ran before. */
export async function withCertificate(): Promise<void> {
  await withoutTraces();
  const { code, said } = await renew();
  expect(code, said).toBe(0);
}

/** As before the first one was ever ordered. */
export async function withoutCertificate(): Promise<void> {
  await withoutTraces();
  if ((await serials()).join() === '') return;
  await onHost(PRIMARY, `rm -rf ${SHARE}/live ${SHARE}/versions`);
  await Promise.all(WEB.map((host) => onHost(host, 'rm -rf /etc/flotilla/tls/*')));
  expect((await apply()).code).toBe(0);
}

/** A test that failed orders on purpose leaves no word of it to the next. */
export async function withoutTraces(): Promise<void> {
  await authorityAnswers();
  await (await cloud()).control('DELETE', '/local/faults');
  await onHost(PRIMARY, `rm -f ${SHARE}/back-off.json`);
}
