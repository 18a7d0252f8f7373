import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command } from '../../runtime/command.ts';
import { poll } from '../../runtime/poll.ts';

/** The machine's layer on top of the image's. */
interface Disk {
  /** The mount point of the whole tree. */
  readonly root: string;
  /** What the machine has written. */
  readonly upper: string;
  mount(): Promise<void>;
  unmount(): Promise<void>;
}

/** `layers`: the image, top first. */
export function createDisk(directory: string, layers: readonly string[]): Disk {
  const root = join(directory, 'root');
  const upper = join(directory, 'upper');
  const work = join(directory, 'work');
  return {
    ...{ root, upper },
    async mount() {
      await Promise.all([root, upper, work].map((path) => mkdir(path, { recursive: true })));
      await command('mount', ['-t', 'overlay', 'overlay', '-o', overlayOptions(layers, upper, work), root]);
    },
    // The last mounts of a killed machine disappear a moment later.
    unmount: async () => {
      await poll(() => command('umount', [root]).then(done, () => undefined), {
        what: `${root} to be let go`,
        timeoutMs: 10_000,
      });
    },
  };
}

const done = () => true as const;

const overlayOptions = (layers: readonly string[], upper: string, work: string): string => {
  const lower = layers.map((layer) => layer.replaceAll(':', '\\:')).join(':');
  return `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
};

/** Writes files, by absolute path, into a mounted tree. */
export async function writeInto(
  root: string,
  files: ReadonlyMap<string, { readonly content: string; readonly mode: number }>,
): Promise<void> {
  for (const [path, { content, mode }] of files) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode });
  }
}

const TRUST_ANCHORS = '/usr/local/share/ca-certificates';

/** Makes a layer over `layers` that adds `certificates`, as `trust` does, and returns its path. */
export async function buildTrust(
  directory: string,
  layers: readonly string[],
  certificates: readonly string[],
): Promise<string> {
  const disk = createDisk(directory, layers);
  await disk.mount();
  await trust(disk.root, certificates).finally(disk.unmount);
  return disk.upper;
}

/** Adds authorities' certificates (paths of PEM files) to the tree's trust store, as an administrator would. */
export async function trust(root: string, certificates: readonly string[]): Promise<void> {
  for (const [index, certificate] of certificates.entries())
    await copyFile(certificate, join(root, TRUST_ANCHORS, `local-cloud-${index}.crt`));
  await command('chroot', [root, 'update-ca-certificates']);
}
