import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptSettings } from './apt-settings.ts';
import { runApart } from './command.ts';
import { BARE_PACKAGES, MIRROR_PACKAGES, ROLE_PACKAGES, SUITE, WORDPRESS_PACKAGES } from './packages.ts';
import type { Progress } from './progress.ts';

const recipe = (name: string) => join(import.meta.dirname, 'recipe', name);
const mirrorRecipe = (name: string) => join(import.meta.dirname, '..', 'mirror', 'recipe', name);

/** Fills `directory` with the layers `bare` and `ready`, and with `mirror`. */
export async function buildLayers(directory: string, progress: Progress): Promise<void> {
  const bare = join(directory, 'bare');
  const settings = join(directory, 'settings.conf');
  await writeFile(settings, await aptSettings());
  const onLine = milestones(progress);

  progress('Building the image of the hosts (once; about a minute and a half)');
  const origin = process.env.FLOTILLA_DEBIAN_MIRROR ?? '';
  await runApart(recipe('bare.sh'), [bare, settings, SUITE, origin, ...BARE_PACKAGES], { onLine });
  progress("Adding the roles' packages");
  const wanted = [...ROLE_PACKAGES, '--', ...MIRROR_PACKAGES, '--', ...WORDPRESS_PACKAGES];
  await runApart(recipe('ready.sh'), [directory, settings, ...wanted], { onLine });
  progress("Packing WordPress and the packages for the hosts' mirror");
  await buildMirror(directory);
  // What becomes `/` of a machine must be open to all, which a temporary directory is not.
  await Promise.all([chmod(bare, 0o755), chmod(join(directory, 'ready'), 0o755), chmod(directory, 0o755)]);
  await rm(settings);
}

async function buildMirror(directory: string): Promise<void> {
  const mirror = join(directory, 'mirror');
  const bundle = join(directory, 'bare', 'etc/ssl/certs/ca-certificates.crt');
  const debs = join(directory, 'debs');
  const wordpressDebs = join(directory, 'wordpress-debs');
  await Promise.all([
    runApart(mirrorRecipe('wordpress.sh'), [wordpressDebs, bundle, join(mirror, 'wordpress')]),
    runApart(mirrorRecipe('repository.sh'), [debs, mirror, SUITE]),
  ]);
  await Promise.all([debs, wordpressDebs].map((path) => rm(path, { recursive: true })));
}

/** apt and dpkg say hundreds of lines; people want to see that it goes on. */
function milestones(progress: Progress): (line: string) => void {
  let unpacked = 0;
  return (line) => {
    if (line.startsWith('I: ')) progress(`  ${line.slice(3)}`);
    if (line.startsWith('Need to get')) progress(`  ${line}`);
    if (line.startsWith('Setting up ') && ++unpacked % 25 === 0) progress(`  ${unpacked} packages set up`);
  };
}
