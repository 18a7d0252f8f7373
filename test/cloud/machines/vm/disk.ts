import { existsSync } from 'node:fs';
import { copyFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../../runtime/command.ts';
import { createDisk, trust } from '../container/disk.ts';
import { DISK } from './qemu.ts';

/** What the virtual machines of a cloud share. */
export interface Base {
  /** A raw image of one ext4 file system, below the disk of each machine. */
  readonly image: string;
  readonly kernel: string;
  readonly initrd: string;
}

const BASE_BYTES = 4 * 1024 ** 3;

/** Makes one file system of the image's layers. Takes about six seconds. */
export async function buildBase(
  directory: string,
  layers: readonly string[],
  trusted: readonly string[],
): Promise<Base> {
  const at = (name: string) => join(directory, name);
  const base = { image: at('base.raw'), kernel: at('vmlinuz'), initrd: at('initrd.img') };
  const tree = createDisk(at('tree'), layers);
  await tree.mount();
  try {
    await trust(tree.root, trusted);
    await Promise.all(['vmlinuz', 'initrd.img'].map((name) => copyFile(join(tree.root, name), at(name))));
    await writeFile(base.image, '');
    await truncate(base.image, BASE_BYTES);
    await command('mke2fs', ['-q', '-t', 'ext4', '-d', tree.root, base.image]);
  } finally {
    await tree.unmount();
  }
  await rm(at('tree'), { recursive: true });
  return base;
}

/** Creates the machine's disk, or enlarges it. cloud-init enlarges the file system, as on a droplet. */
export async function makeDisk(directory: string, { image }: Base, gib: number): Promise<void> {
  const disk = join(directory, DISK);
  if (!existsSync(disk))
    await command('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', image, '-F', 'raw', disk]);
  await command('qemu-img', ['resize', '-q', disk, `${gib}G`]);
}
