import { attachCloud, type LocalCloud } from '../cloud/cloud.ts';
import { addressesOf, call } from './api.ts';

/** Files run in parallel lanes. Each lane has a cluster in its own cloud. */
export const cloudOfLane = (lane: number | string): string => process.env.LOCAL_CLOUD ?? `e2e-${lane}`;

export const CLOUD_NAME = cloudOfLane(process.env.VITEST_POOL_ID ?? 1);
export const DOMAIN = 'test.example.com';
export const WEB = ['host-01', 'host-02', 'host-03'];
export const PRIMARY = 'sql';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let attached: Promise<LocalCloud> | undefined;

/** The local cloud that `set-up.ts` made ready. */
export const cloud = (): Promise<LocalCloud> => {
  const found = attached ?? attachCloud(CLOUD_NAME);
  attached = found;
  return found;
};

/** Runs a command where the cluster can be reached. */
export const inCloud = async (...command: string[]): Promise<Ran> => (await cloud()).run(command);

/** Runs a shell line as root on a host. Fails the test if it fails. */
export async function onHost(host: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await (await cloud()).exec(host, ['sh', '-c', line]);
  if (code !== 0) throw new Error(`${host}: ${line}: exit ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** Calls a verb of a program on a host, as a run does, and returns its last event. */
export async function callProgram(host: string, source: string, request: object): Promise<unknown> {
  const input = Buffer.from(`${Buffer.byteLength(source)}\n${source}${JSON.stringify(request)}\n`);
  const run = 'import sys; i = sys.stdin.buffer; exec(i.read(int(i.readline())))';
  const output = await onHost(host, `echo ${input.toString('base64')} | base64 -d | python3 -IS -c "${run}"`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

export const plan = (): Promise<Ran> => inCloud('node', 'actions/dist/plan.cjs');
export const apply = (): Promise<Ran> => inCloud('node', 'actions/dist/apply.cjs');

/** From the bundle, which starts ten times faster than the sources. */
export const askStatus = (): Promise<Ran> =>
  inCloud('node', '-e', "require('./actions/dist/commands.cjs').command('status')");

/** Runs a command on a host as PHP's user. */
export const AS_PHP = 'setpriv --reuid=www-data --regid=www-data --clear-groups';

/** A shell line that runs PHP within a host's WordPress, as its PHP does. */
export const inWordpress = (code: string): string =>
  `${AS_PHP} php -d display_errors=stderr <<'PHP'
<?php
$_SERVER["HTTP_HOST"] = "${DOMAIN}";
require "/srv/www/content/current/core/wp-load.php";
${code}
PHP`;

/** Calls the local DigitalOcean's API as the account's owner. */
export const api = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
  call(await cloud(), method, path, body);

/** Public addresses by host name, from the API. */
export const addresses = async () => addressesOf(await cloud());

/** A plan's headline if apply has nothing to do, even if content must be synced. */
export const AS_DECLARED =
  /^(Nothing to change|nothing to change on DigitalOcean · new content release) · \$/m;

/** Text without terminal colours. */
export const plain = (text: string): string => text.replaceAll(/\u001b\[[0-9;]*m/g, '');
