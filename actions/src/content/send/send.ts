import Rsync from 'rsync';
import { CONTENT, CONTENT_LIVE } from '../../hosts/roles/shared.ts';

/**
 * `quick` tells a changed file by size and time, `thorough` by its content. `mend` is thorough and writes into the files
 * that are there: an earlier release that shares a spoilt file is mended by it too.
 */
type Manner = 'quick' | 'thorough' | 'mend';

export interface Sending {
  /** Folder of the staged release. */
  readonly from: string;
  readonly host: string;
  /** Folder on the host. */
  readonly to: string;
  /** Folder on the host with an earlier release: what is the same there is linked, not sent. */
  readonly base: string | null;
  readonly manner: Manner;
  /** What reaches the host, from `openSshFiles`. */
  readonly ssh: string;
}

/** What rsync says it sent: whole files, bytes of their contents, bytes on the wire in both directions. */
export interface Sent {
  readonly files: number;
  readonly contentBytes: number;
  readonly wireBytes: number;
}

const SILENCE_SECONDS = 60;

/** Makes the folder on the host equal to ours. Throws with rsync's own last line. */
export async function send({ from, host, to, base, manner, ssh }: Sending): Promise<Sent> {
  const command = commandWith(ssh).set('chmod', 'D0755,Fgo=rX').delete().set('stats');
  if (base !== null && base !== to) command.set('link-dest', base);
  if (manner !== 'quick') command.set('checksum');
  if (manner === 'mend') command.set('inplace');
  return sentOf(await execute(command.source(`${from}/`).destination(`${host}:${to}/`)));
}

/** Takes a release from a host that holds it, as it was staged once. */
export async function fetchRelease({
  host,
  release,
  to,
  ssh,
}: Fetching & { release: string }): Promise<void> {
  const from = `${host}:${CONTENT}/releases/${release}/wp-content/`;
  await execute(commandWith(ssh).source(from).destination(`${to}/`));
}

/** Takes one folder of the `wp-content/` that a host serves, such as `plugins/akismet`. */
export async function fetchFolder({ host, folder, to, ssh }: Fetching & { folder: string }): Promise<void> {
  const from = `${host}:${CONTENT_LIVE}/wp-content/${folder}/`;
  await execute(bare(ssh).source(from).destination(`${to}/`));
}

interface Fetching {
  readonly host: string;
  readonly to: string;
  readonly ssh: string;
}

type Command = ReturnType<typeof commandWith>;

/**
 * Recursive, links as links, permissions, times; whoever had the files here, there they are root's. A host's link to the
 * uploads is of no release: not taken, and not deleted either.
 */
const commandWith = (ssh: string) => bare(ssh).exclude('/uploads');

const bare = (ssh: string) => new Rsync().shell(ssh).flags('rlptzO').set('timeout', String(SILENCE_SECONDS));

/** Gives what rsync printed. */
async function execute(command: Command): Promise<string> {
  const said: Record<'out' | 'err', string> = { out: '', err: '' };
  // Variables such as RSYNC_RSH, or a locale with other digits, are not ours. The library's types lack `env`.
  const typed = command as Command & { env(variables: NodeJS.ProcessEnv): void };
  typed.env({ PATH: process.env.PATH, LC_ALL: 'C' });
  const code = await new Promise<number>((resolve) => {
    command.execute(
      (_, status) => resolve(status),
      (chunk: Buffer) => {
        said.out += chunk;
      },
      (chunk: Buffer) => {
        said.err += chunk;
      },
    );
  });
  if (code === WRITE_FAILED) throw new WriteFailed(failure(code, said.err));
  if (code !== 0) throw new Error(failure(code, said.err));
  return said.out;
}

/** rsync(1), EXIT VALUES: error in file I/O. What it was is said by the other end, and may be lost when that ends. */
const WRITE_FAILED = 11;
export class WriteFailed extends Error {}

function sentOf(stats: string): Sent {
  const count = (label: string) =>
    Number(new RegExp(`^${label}: ([\\d,]+)`, 'm').exec(stats)?.[1]?.replaceAll(',', ''));
  return {
    files: count('Number of regular files transferred'),
    contentBytes: count('Literal data'),
    wireBytes: count('Total bytes sent') + count('Total bytes received'),
  };
}

function failure(code: number, said: string): string {
  const last = said.trim().split('\n').slice(-2).join(' ') || '(it says no more)';
  const remedy = code === WRITE_FAILED ? '' : 'Is the host up, and rsync installed on both ends? ';
  return `rsync ended with status ${code}: ${last}. ${remedy}What has arrived is kept: sync again.`;
}
