import { attachCloud, type LocalCloud } from '../cloud/cloud.ts';

export const CLOUD_NAME = process.env.LOCAL_CLOUD ?? 'e2e';
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

/** Runs a shell line as root on a host; fails the test when it fails. */
export async function onHost(host: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await (await cloud()).exec(host, ['sh', '-c', line]);
  if (code !== 0) throw new Error(`${host}: ${line}: exit ${code}\n${stdout}${stderr}`);
  return stdout;
}

export const plan = (): Promise<Ran> => inCloud('node', 'actions/dist/plan.cjs');
export const apply = (): Promise<Ran> => inCloud('node', 'actions/dist/apply.cjs');

const CALL = `
if [ -n "$BODY" ]; then set -- "$@" -H 'Content-Type: application/json' --data "$BODY"; fi
curl -sS -H "Authorization: Bearer $DIGITALOCEAN_TOKEN" "$@"`;

/** A call of the local DigitalOcean as somebody with the console open would make it. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const { environment, run } = await cloud();
  const url = `${environment.DIGITALOCEAN_API_URL}${path}`;
  const env = { BODY: body === undefined ? '' : JSON.stringify(body) };
  const { stdout } = await run(['sh', '-c', CALL, 'call', '-X', method, url], { env });
  return (stdout === '' ? undefined : JSON.parse(stdout)) as T;
}

interface DropletAnswer {
  droplets: {
    name: string;
    networks: { v4: { ip_address: string; type: string }[]; v6: { ip_address: string }[] };
  }[];
}

/** Public addresses by host name, as the API tells them. */
export async function addresses(): Promise<Record<string, { ipv4: string; ipv6: string }>> {
  const { droplets } = await api<DropletAnswer>('GET', '/droplets?per_page=200');
  return Object.fromEntries(
    droplets.map(({ name, networks }) => [
      name,
      {
        ipv4: networks.v4.find(({ type }) => type === 'public')?.ip_address ?? '',
        ipv6: networks.v6[0]?.ip_address ?? '',
      },
    ]),
  );
}

/** Text without the colours a terminal would show. */
export const plain = (text: string): string => text.replaceAll(/\u001b\[[0-9;]*m/g, '');
