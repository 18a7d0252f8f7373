import Rsync from 'rsync';
import { CONTENT, CONTENT_LIVE } from '../../hosts/roles/shared.ts';
import { Failure } from '../../lib/failure.ts';

/**
 * How rsync recognizes a changed file: `quick` by size and time, `thorough` by its content. `repair` is thorough and writes into
 * the existing files, which also repairs earlier releases that share a corrupt file.
 */
type Mode = 'quick' | 'thorough' | 'repair';

export interface Sending {
  /** Folder of the staged release. */
  readonly from: string;
  readonly host: string;
  /** Folder on the host. */
  readonly to: string;
  /** Folder on the host with an earlier release. Unchanged files are linked to it instead of sent. */
  readonly base: string | null;
  readonly mode: Mode;
  /** The ssh command from `openSshFiles`. */
  readonly ssh: string;
}

/** As reported by rsync: complete files, bytes of their contents, bytes on the wire in both directions. */
export interface Sent {
  readonly files: number;
  readonly contentBytes: number;
  readonly wireBytes: number;
}

const SILENCE_SECONDS = 60;

/** Makes the folder on the host equal to the local one. */
export async function send({ from, host, to, base, mode, ssh }: Sending): Promise<Sent> {
  const command = commandWith(ssh).set('chmod', 'D0755,Fgo=rX').delete().set('stats');
  if (base !== null && base !== to) command.set('link-dest', base);
  if (mode !== 'quick') command.set('checksum');
  if (mode === 'repair') command.set('inplace');
  return sentOf(await execute(command.source(`${from}/`).destination(`${host}:${to}/`)));
}

/** Copies a release from a host, exactly as it was once staged. */
export async function fetchRelease({
  host,
  release,
  to,
  ssh,
}: Fetching & { release: string }): Promise<void> {
  const from = `${host}:${CONTENT}/releases/${release}/wp-content/`;
  await execute(commandWith(ssh).source(from).destination(`${to}/`));
}

/** Copies one folder of the `wp-content/` that a host serves, such as `plugins/akismet`. */
export async function fetchFolder({ host, folder, to, ssh }: Fetching & { folder: string }): Promise<void> {
  const from = `${host}:${CONTENT_LIVE}/wp-content/${folder}/`;
  await execute(baseCommand(ssh).source(from).destination(`${to}/`));
}

interface Fetching {
  readonly host: string;
  readonly to: string;
  readonly ssh: string;
}

type Command = ReturnType<typeof commandWith>;

/**
 * Recursive, links as links, permissions, times. The files belong to root on the host. The host's link to the uploads is not
 * part of a release: it is neither copied nor deleted.
 */
const commandWith = (ssh: string) => baseCommand(ssh).exclude('/uploads');

const baseCommand = (ssh: string) =>
  new Rsync().shell(ssh).flags('rlptzO').set('timeout', String(SILENCE_SECONDS));

/** Returns rsync's output. */
async function execute(command: Command): Promise<string> {
  const printed: Record<'out' | 'err', string> = { out: '', err: '' };
  // Exclude variables such as RSYNC_RSH, and locales with other digits. The library's types do not declare `env`.
  const typed = command as Command & { env(variables: NodeJS.ProcessEnv): void };
  typed.env({ PATH: process.env.PATH, LC_ALL: 'C' });
  const code = await new Promise<number>((resolve) => {
    command.execute(
      (_, status) => resolve(status),
      (chunk: Buffer) => {
        printed.out += chunk;
      },
      (chunk: Buffer) => {
        printed.err += chunk;
      },
    );
  });
  if (code === WRITE_FAILED) throw new WriteFailed(failure(code, printed.err));
  if (code !== 0) throw new Failure(failure(code, printed.err));
  return printed.out;
}

/** rsync(1), EXIT VALUES: error in file I/O. The other end prints the reason, which may be lost when it exits. */
const WRITE_FAILED = 11;
export class WriteFailed extends Failure {}

function sentOf(stats: string): Sent {
  const count = (label: string) =>
    Number(new RegExp(`^${label}: ([\\d,]+)`, 'm').exec(stats)?.[1]?.replaceAll(',', ''));
  return {
    files: count('Number of regular files transferred'),
    contentBytes: count('Literal data'),
    wireBytes: count('Total bytes sent') + count('Total bytes received'),
  };
}

const failure = (code: number, printed: string) => ({
  what: `rsync exited with status ${code}`,
  cause: printed.trim().split('\n').slice(-2).join(' ') || 'no further output',
  remedy: `Check that the host is up and has rsync. Then sync again: the files that have arrived are kept.`,
});
