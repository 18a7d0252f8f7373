import { join } from 'node:path';
import { aptSettings } from './apt-settings.ts';
import { run } from './command.ts';
import { SUITE } from './packages.ts';

/** What decides what `buildPebble` makes. */
export const PEBBLE_SOURCES: readonly string[] = [import.meta.filename];

/** The program, below the directory that `buildPebble` filled. */
export const pebbleProgram = (directory: string): string => join(directory, 'usr/bin/pebble');

/** Unpacks Let's Encrypt's own test authority from Debian 13, whose version offers renewal information; 12's does not. */
export async function buildPebble(directory: string): Promise<void> {
  const settings = (await aptSettings()).split('\n').filter((line) => line !== '');
  const origin = process.env.FLOTILLA_DEBIAN_MIRROR;
  await run('mmdebstrap', [
    ...['--mode=root', '--format=directory', '--variant=extract', '--include=pebble'],
    ...settings.map((line) => `--aptopt=${line}`),
    ...[SUITE, directory, ...(origin ? [origin] : [])],
  ]);
}
