import * as z from 'zod';
import { BUILT_IN, EXTENSIONS, FEWEST_WORKERS, VISITOR_SECONDS } from '../php.ts';
import { nearest, show } from '../problem.ts';
import { about, type Mistake, type TextRule, text } from './text.ts';

const EXTENSION: TextRule = {
  description: 'A PHP extension, named as in its Debian package: `redis` for `php8.4-redis`.',
  example: 'redis',
  pattern: new RegExp(`^(${EXTENSIONS.join('|')})$`),
  noun: 'a PHP extension that Debian packages',
  remedy: 'a name that https://packages.debian.org/trixie/php/ lists, without `php8.4-`',
  judge: (name) => builtIn(name) ?? misspelt(name),
};

const builtIn = (name: string): Mistake | undefined =>
  BUILT_IN.includes(name.toLowerCase())
    ? { message: `${show(name)} is part of PHP on every host`, remedy: 'remove it from the list' }
    : undefined;

function misspelt(name: string): Mistake | undefined {
  if (EXTENSIONS.includes(name)) return undefined;
  const bare = name.toLowerCase().replace(/^php([0-9.]+)?-/, '');
  const meant = EXTENSIONS.includes(bare) ? bare : nearest(bare, EXTENSIONS);
  if (meant === undefined) return undefined;
  return { message: `${show(name)} is not ${EXTENSION.noun}`, remedy: `did you mean ${show(meant)}?` };
}

/** How PHP runs on the web hosts. */
export const php = z
  .strictObject({
    memory: z
      .int()
      .min(64)
      .max(4096)
      .default(128)
      .meta(about('MiB of memory that one request may use. WordPress allows wp-admin at least 256.', 256)),
    upload: z
      .int()
      .min(1)
      .max(2048)
      .default(64)
      .meta(about('Size limit of an uploaded file in MiB, as the media library shows it.', 64)),
    time: z
      .int()
      .min(VISITOR_SECONDS)
      .max(3600)
      .default(300)
      .meta(
        about(
          `Time limit in seconds for a request of a logged-in user. A visitor's limit is ${VISITOR_SECONDS}.`,
          300,
        ),
      ),
    workers: z
      .int()
      .min(FEWEST_WORKERS)
      .max(1000)
      .optional()
      .meta(about('PHP requests that a web host handles at once. Default: as many as fit its memory.', 8)),
    extensions: z
      .array(text(EXTENSION))
      .default([])
      .meta(
        about(
          'More PHP extensions, by the names of their Debian packages. Common ones are always installed.',
          [EXTENSION.example],
        ),
      ),
  })
  .prefault({})
  .meta({ description: 'How PHP runs on the web hosts.' });
