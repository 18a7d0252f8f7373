import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptSettings } from './apt-settings.ts';
import { runApart } from './command.ts';
import { SUITE } from './packages.ts';
import type { Progress } from './progress.ts';

const RECIPE = join(import.meta.dirname, 'kernel.sh');
const MIRROR = 'http://deb.debian.org/debian';

/** The agent runs commands for the cloud's `exec`. */
const PACKAGES = ['linux-image-cloud-amd64', 'initramfs-tools', 'zstd', 'e2fsprogs', 'qemu-guest-agent'];

/** What decides what `buildKernel` makes, besides the layers below. */
export const KERNEL_SOURCES: readonly string[] = [RECIPE, import.meta.filename];

/** Fills `directory` with a layer for virtual machines, over `layers`: Debian's kernel for clouds. Takes about 15 seconds. */
export async function buildKernel(
  directory: string,
  layers: readonly string[],
  progress: Progress,
): Promise<void> {
  progress('Adding a kernel, for virtual machines');
  const settings = join(directory, 'settings.conf');
  await writeFile(settings, await aptSettings());
  const origin = process.env.FLOTILLA_DEBIAN_MIRROR || MIRROR;
  await runApart(RECIPE, [directory, settings, origin, SUITE, layers.join(':'), ...PACKAGES]);
  await rm(settings);
}
