import { ask, type ContentHost } from './content-host.ts';
import type { Release } from './release.ts';
import { type Sent, send } from './send.ts';

const NOTHING: Sent = { files: 0, contentBytes: 0, wireBytes: 0 };

/**
 * The first phase on one host: it has the release, whole by the digest that it computed itself. Nothing is live by it. A
 * release that was there and no longer is what it was (somebody changed a file) is mended in its place.
 */
export async function receive(
  host: ContentHost,
  release: Pick<Release, 'id' | 'folder'>,
  ssh: string,
): Promise<Sent> {
  const { present, tree, base } = await ask(host, 'begin', release.id);
  if (present && (await isWhole(host, release))) return NOTHING;
  const sending = { from: release.folder, host: host.name, to: tree, base, ssh };
  const sent = await send({ ...sending, manner: present ? 'mend' : 'quick' });
  if (await isWhole(host, release)) return sent;
  // Two contents of one size can share a time: rare, and then told by the contents themselves.
  const again = await send({ ...sending, manner: present ? 'mend' : 'thorough' });
  if (await isWhole(host, release)) return again;
  throw new Error(
    `What ${host.name} holds is not release ${release.id} although rsync sent all of it. ` +
      'Is its disk failing, or is another run at work? Look at its journal, then sync again.',
  );
}

const isWhole = async (host: ContentHost, { id }: Pick<Release, 'id'>): Promise<boolean> =>
  (await ask(host, 'accept', id)).id === id;
