import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** The time and traffic of one way to send a tree to all hosts. */
export interface Taken {
  readonly seconds: number;
  /** Bytes to all hosts and back, as rsync counts them; for a tar, its length. */
  readonly bytes: number;
}

export interface Place {
  /** The tree: `wp-content`. */
  readonly content: string;
  readonly hosts: readonly string[];
  /** The ssh command that reaches a host by its name. */
  readonly ssh: string;
}

/** The whole door, from nothing to hosts that were seen serving the site; and when all held the release, verified. */
export async function sync(): Promise<Taken & { readonly held: number }> {
  const door = "env 'INPUT_MAX-FILE-MIB=300' node actions/dist/sync-content.cjs";
  let held = 0;
  const began = performance.now();
  const { seconds, said } = await timed(door, (chunk) => {
    if (/received|has the release already/.test(chunk)) held = (performance.now() - began) / 1000;
  });
  const onTheWire = [...said.matchAll(/(\d+) bytes on the wire/g)];
  return { seconds, held, bytes: sum(onTheWire.map(([, bytes]) => Number(bytes))) };
}

/** The usual way today: one host after another, live during the transfer, unverified. */
export async function loop({ content, hosts, ssh }: Place): Promise<Taken> {
  const each = (host: string) => `rsync -az --delete --stats -e '${ssh}' '${content}/' ${host}:/srv/loop/`;
  const { seconds, said } = await timed(hosts.map(each).join(' && '));
  const counted = [...said.matchAll(/^Total bytes (?:sent|received): ([\d,]+)/gm)];
  return { seconds, bytes: sum(counted.map(([, bytes = '']) => Number(bytes.replaceAll(',', '')))) };
}

/** The least that could do it: who knows what differs packs just that, to all at once, and looks at nothing. */
export async function floor({ content, hosts, ssh }: Place, paths: readonly string[]): Promise<Taken> {
  const pack = `tar -C '${content}' -c ${paths.map((path) => `'${path}'`).join(' ')}`;
  const unpack = `'mkdir -p /srv/tar && tar -C /srv/tar -x'`;
  const each = (host: string) =>
    paths.length > 0 ? `${pack} | ${ssh} ${host} ${unpack} & ` : `${ssh} -n ${host} true & `;
  const { seconds } = await timed(`${hosts.map(each).join('')} wait`);
  if (paths.length === 0) return { seconds, bytes: 0 };
  const { said } = await timed(`${pack} | wc -c`);
  return { seconds, bytes: Number(said) * hosts.length };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

type Heard = (chunk: string) => void;

async function timed(line: string, heard?: Heard): Promise<{ seconds: number; said: string }> {
  const began = performance.now();
  const said = await ended(line, heard);
  return { seconds: (performance.now() - began) / 1000, said };
}

/** Flushes earlier writes, so the next measurement does not wait for them. */
export const settled = (): Promise<string> => ended('sync');

async function ended(line: string, heard: Heard = () => {}): Promise<string> {
  const child = spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (chunk) => heard(String(chunk)));
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`${line} ended with ${code}: ${said.slice(-2000)}`);
  return said;
}
