import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secrets } from '../../../actions/src/secrets/secrets.ts';
import type { LocalCloud } from '../../cloud/cloud.ts';
import { DOMAIN } from '../cluster.ts';

/** A cluster as seen from outside Flotilla: by API, DNS, HTTPS and SSH. */
export interface Outside {
  /** Size and region by the droplet's name. */
  droplets(): Promise<Record<string, string>>;
  /** Names of the hosts to which the site's name resolves, sorted. */
  rotation(): Promise<string[]>;
  /** Status and title of each web host's front page, by host name. The certificate is verified as browsers do. */
  pages(): Promise<Record<string, string>>;
  /** Runs a shell line by SSH and verifies the host's key. @throws unless it exits with 0. */
  ssh(host: string, line: string): Promise<string>;
  /** Requests that changed the account since a time, e.g. `POST /v2/droplets`. */
  writesSince(time: number): Promise<{ method: string; path: string; body?: unknown }[]>;
  end(): void;
}

interface Droplet {
  readonly name: string;
  readonly size_slug: string;
  readonly region: { readonly slug: string };
  readonly networks: { readonly v4: { readonly ip_address: string; readonly type: string }[] };
}

const ASK = 'curl -sS -H "Authorization: Bearer $DIGITALOCEAN_TOKEN" "$DIGITALOCEAN_API_URL$1"';

const VISIT = `curl -sS --max-time 20 --cacert "$NODE_EXTRA_CA_CERTS" --connect-to "::$1:" \\
  -w '\\n%{http_code}' "https://$2/"`;

export function lookFrom(cloud: LocalCloud, secrets: Secrets): Outside {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-outside-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, secrets.deployKey.privateKey.reveal(), { mode: 0o600 });
  const run = async (...command: string[]): Promise<string> => {
    const { code, stdout, stderr } = await cloud.run(command);
    if (code !== 0) throw new Error(`${command.join(' ')}: exit ${code}\n${stdout}${stderr}`);
    return stdout;
  };
  const droplets = async (): Promise<readonly Droplet[]> =>
    JSON.parse(await run('sh', '-c', ASK, 'ask', '/droplets?per_page=200')).droplets;
  const addresses = async () => new Map((await droplets()).map((each) => [each.name, addressOf(each)]));
  return {
    droplets: async () =>
      Object.fromEntries(
        (await droplets()).map(({ name, size_slug, region }) => [name, `${size_slug} ${region.slug}`]),
      ),
    rotation: async () => {
      const answer = await run('getent', 'ahostsv4', DOMAIN);
      return [...(await addresses())]
        .filter(([, at]) => answer.includes(`${at} `))
        .map(([name]) => name)
        .sort();
    },
    pages: async () => {
      const pages: Record<string, string> = {};
      for (const [name, at] of await addresses())
        if (name.startsWith('host-')) pages[name] = await page(run, at);
      return pages;
    },
    ssh: async (host, line) => {
      const at = (await addresses()).get(host) ?? '';
      const known = join(folder, 'known_hosts');
      writeFileSync(known, `${at} ${secrets.hostKey(host).publicKey}\n`);
      const options = [`UserKnownHostsFile=${known}`, 'StrictHostKeyChecking=yes', 'BatchMode=yes'];
      return run('ssh', '-i', keyFile, ...options.flatMap((each) => ['-o', each]), `root@${at}`, line);
    },
    writesSince: async (time) =>
      (await cloud.journal()).filter((line) => line.access === 'write' && Date.parse(line.time) > time),
    end: () => rmSync(folder, { recursive: true }),
  };
}

const addressOf = ({ networks }: Droplet): string =>
  networks.v4.find(({ type }) => type === 'public')?.ip_address ?? '';

async function page(run: (...command: string[]) => Promise<string>, at: string) {
  const answer = await run('sh', '-c', VISIT, 'visit', at, DOMAIN);
  const title = /<title>(.*?)<\/title>/.exec(answer)?.[1] ?? '';
  return `${answer.split('\n').at(-1)} ${title}`;
}
