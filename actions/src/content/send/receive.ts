import type { Declaration } from '../../declaration/declaration.ts';
import { ask, type ContentHost, type HostState } from '../content-host.ts';
import { beginSound } from '../core.ts';
import type { Release } from '../release.ts';
import { type Sending, type Sent, send, WriteFailed } from './send.ts';

const NOTHING: Sent = { files: 0, contentBytes: 0, wireBytes: 0 };

export interface Received {
  readonly sent: Sent;
  /** Whether the host serves the release already, and was seen to serve it well. */
  readonly live: boolean;
  /** As it was found. */
  readonly state: HostState;
}

/**
 * The first phase on one host: it has the release, whole by the digest that it computed itself. Nothing is live by it. A
 * release that was there and no longer is what it was (somebody changed a file) is mended in its place.
 */
export async function receive(
  host: ContentHost,
  release: Pick<Release, 'id' | 'core' | 'staged'>,
  ssh: string,
  declaration: Declaration,
): Promise<Received> {
  const begun = await beginSound(host, declaration, release.id, release.core);
  const { whole, present, tree, base, ...state } = begun;
  // Only what was kept counts: a run may have ended between the switch and the look at the pages.
  const live = state.live === release.id && state.history[0]?.release === release.id;
  if (whole) return { sent: NOTHING, live, state };
  const sending = { from: await release.staged(), host: host.name, to: tree, base, ssh };
  const sent = await sendTo(host, { ...sending, manner: present ? 'mend' : 'quick' });
  if (await isWhole(host, release)) return { sent, live, state };
  // Two contents of one size can share a time: rare, and then told by the contents themselves.
  const again = await sendTo(host, { ...sending, manner: present ? 'mend' : 'thorough' });
  if (await isWhole(host, release)) return { sent: again, live, state };
  throw new Error(
    `What ${host.name} holds is not release ${release.id} although rsync sent all of it. ` +
      'Is its disk failing, or is another run at work? Look at its journal, then sync again.',
  );
}

const isWhole = async (host: ContentHost, { id }: Pick<Release, 'id'>): Promise<boolean> =>
  (await ask(host, 'accept', id)).id === id;

async function sendTo(host: ContentHost, sending: Sending): Promise<Sent> {
  try {
    return await send(sending);
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error;
    const { freeMiB } = await ask(host, 'room');
    throw new Error(
      `${error.message} Its disk has ${freeMiB} MiB left: make room there. A resize leaves the disk as it is; a ` +
        'new host of a larger size has more.',
    );
  }
}
