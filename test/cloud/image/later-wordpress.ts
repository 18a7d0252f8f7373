import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptSettings } from './apt-settings.ts';
import { run } from './command.ts';
import type { Progress } from './progress.ts';

const RECIPE = join(import.meta.dirname, '../mirror/recipe/wordpress.sh');
const MIRROR = 'http://deb.debian.org/debian';
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The suite after the image's. */
const SUITE = 'forky';
/** As WORDPRESS_PACKAGES, and what is packed apart since. */
const PACKAGES: readonly string[] = [
  ...['wordpress', 'wordpress-theme-twentytwentyfive', 'php-getid3', 'libphp-phpmailer'],
  ...['libjs-cropper', 'libjs-jquery-ui', 'libjs-lodash', 'libjs-underscore'],
];

/** What decides what `buildLaterWordpress` makes. */
export const LATER_WORDPRESS_SOURCES: readonly string[] = [import.meta.filename, RECIPE];

/**
 * Puts a WordPress of a later branch than the image's into `directory/wordpress`, to upgrade to: Debian's next suite has
 * one. This machine's apt fetches it, with lists of its own. `bundle`: certificate authorities, as WordPress brings them.
 */
export async function buildLaterWordpress(
  directory: string,
  bundle: string,
  progress: Progress,
): Promise<void> {
  progress('Packing a later WordPress, to upgrade to');
  const room = join(directory, 'room');
  const at = (name: string) => join(room, name);
  await Promise.all(['lists/partial', 'debs'].map((name) => mkdir(at(name), { recursive: true })));
  const origin = process.env.FLOTILLA_DEBIAN_MIRROR || MIRROR;
  await writeFile(at('sources.list'), `deb [signed-by=${KEYS}] ${origin} ${SUITE} main\n`);
  await writeFile(at('apt.conf'), (await aptSettings()) + confined(room));
  const apt = `cd ${at('debs')} && apt-get -q update && apt-get -q download ${PACKAGES.join(' ')}`;
  await run('sh', ['-c', apt], { env: { APT_CONFIG: at('apt.conf') } });
  await run('sh', [RECIPE, at('debs'), bundle, join(directory, 'wordpress')]);
  await rm(room, { recursive: true });
}

const confined = (room: string): string => `Dir::Etc::SourceList "${room}/sources.list";
Dir::Etc::SourceParts "-";
Dir::State::Lists "${room}/lists";
Dir::Cache "${room}";
Acquire::Languages "none";
APT::Sandbox::User "root";
`;
