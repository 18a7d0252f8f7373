import Rsync from 'rsync';

export interface Sending {
  /** Folder of the staged release. */
  readonly from: string;
  readonly host: string;
  /** Folder on the host. */
  readonly to: string;
  /** Folder on the host with an earlier release: what is the same there is linked, not sent. */
  readonly base: string | null;
  /** Compare contents instead of sizes and times. */
  readonly thoroughly: boolean;
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
export async function send(sending: Sending): Promise<Sent> {
  const said: Record<'out' | 'err', string> = { out: '', err: '' };
  const code = await new Promise<number>((resolve) => {
    commandFor(sending).execute(
      (_, status) => resolve(status),
      (chunk: Buffer) => {
        said.out += chunk;
      },
      (chunk: Buffer) => {
        said.err += chunk;
      },
    );
  });
  if (code !== 0) throw new Error(failure(code, said.err));
  return sentOf(said.out);
}

function commandFor({ from, host, to, base, thoroughly, ssh }: Sending) {
  const command = new Rsync()
    .shell(ssh)
    // Recursive, links as links, permissions, times; whoever had the files here, there they are root's.
    .flags('rlptzO')
    .set('chmod', 'D0755')
    .delete()
    .set('stats')
    .set('timeout', String(SILENCE_SECONDS))
    .source(`${from}/`)
    .destination(`${host}:${to}/`);
  if (base !== null && base !== to) command.set('link-dest', base);
  if (thoroughly) command.set('checksum');
  // Options of the caller's environment, e.g. RSYNC_RSH or a locale with other digits, are not ours.
  return Object.assign(command, { _env: { PATH: process.env.PATH, LC_ALL: 'C' } });
}

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
  const last = said.trim().split('\n').slice(-2).join(' ');
  const remedy = /No space left/.test(said)
    ? 'Its disk is full: make room or declare a larger size. '
    : 'Is the host up, and rsync installed on both ends? ';
  return `rsync ended with status ${code}: ${last}. ${remedy}Then sync again; what has arrived is kept.`;
}
