import type { Declaration } from '../../declaration/declaration.ts';
import { Failure } from '../../lib/failure.ts';
import { ask, type ContentHost, type HostState } from '../content-host.ts';
import { beginRepaired } from '../core.ts';
import type { Release } from '../release.ts';
import { type Sending, type Sent, send, WriteFailed } from './send.ts';

const NOTHING: Sent = { files: 0, contentBytes: 0, wireBytes: 0 };

export interface Received {
  readonly sent: Sent;
  /** Whether the host already serves the release, and its pages were checked. */
  readonly live: boolean;
  /** As this run found it. */
  readonly state: HostState;
}

/**
 * The first phase on one host: it gets a complete copy of the release, verified by the digest that it computes itself. It does
 * not serve the release yet. If the host already has the release but a file was changed, the copy is repaired in place.
 */
export async function receive(
  host: ContentHost,
  release: Pick<Release, 'id' | 'core' | 'staged'>,
  ssh: string,
  declaration: Declaration,
): Promise<Received> {
  const answer = await beginRepaired(host, declaration, release.id, release.core);
  const { whole, present, tree, base, ...state } = answer;
  // Only the history counts: an earlier run may have ended after the switch, before it checked the pages.
  const live = state.live === release.id && state.history[0]?.release === release.id;
  if (whole) return { sent: NOTHING, live, state };
  const sending = { from: await release.staged(), host: host.name, to: tree, base, ssh };
  const sent = await sendTo(host, { ...sending, mode: present ? 'repair' : 'quick' });
  if (await isWhole(host, release)) return { sent, live, state };
  // Rarely, two contents of the same size also share a time. Then compare the contents themselves.
  const again = await sendTo(host, { ...sending, mode: present ? 'repair' : 'thorough' });
  if (await isWhole(host, release)) return { sent: again, live, state };
  throw new Failure({
    what: `${host.name} does not have release ${release.id}, although rsync sent all of it`,
    remedy: `Check with "./scripts/ssh ${host.name} -- journalctl -k" whether its disk is failing, then sync again.`,
  });
}

const isWhole = async (host: ContentHost, { id }: Pick<Release, 'id'>): Promise<boolean> =>
  (await ask(host, 'accept', { release: id })).id === id;

async function sendTo(host: ContentHost, sending: Sending): Promise<Sent> {
  try {
    return await send(sending);
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error;
    const { freeMiB } = await ask(host, 'room', {});
    throw new Failure({
      ...error.parts,
      remedy:
        `Its disk has ${freeMiB} MiB free. Delete files there, then sync again: the files that have arrived are kept. ` +
        'A resize does not enlarge the disk; a new host of a larger size has a larger one.',
    });
  }
}
