import { step } from '../run/progress.ts';
import { readUnlessCorrupt } from './certificate.ts';
import type { RenewInput } from './renewal.ts';
import { type Copy, copyOf, type Share, type ShareContent } from './share.ts';

/**
 * What is on the share. The primary may be a new droplet in place of one that died: then the copy of a web host that is valid
 * the longest becomes the live version first. Its key passes through this process.
 */
export async function lookOrRestore(
  share: Share,
  { observation, progress }: RenewInput,
): Promise<ShareContent> {
  const found = await share.look();
  if (found.chain !== null) return found;
  const answering = [...observation.hosts.values()].filter((seen) => seen.kind === 'observed');
  const copies = await Promise.all(answering.map(({ connection }) => copyOf(connection)));
  const [best] = copies
    .flatMap((copy) => copy ?? [])
    .filter((copy) => endOf(copy) > Date.now())
    .sort((one, other) => endOf(other) - endOf(one));
  if (!best) return found;
  await step(progress, 'certificate', 'taking back the copy of a web host', () => share.restore(best));
  return share.look();
}

const endOf = ({ chain }: Copy): number => readUnlessCorrupt(chain)?.notAfter ?? 0;
