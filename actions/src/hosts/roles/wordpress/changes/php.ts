import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(`./${name}.php`, import.meta.url), 'utf8');

/**
 * The PHP files beside this module, as text. A bundle is built with the condition `bundle` and gets `php.bundled.ts` instead
 * (`imports` in package.json).
 */
export const affected = read('affected');
export const everywhere = read('everywhere');
export const feed = read('feed');
export const follow = read('follow');
export const follower = read('follower');
export const note = read('note');
export const noted = read('noted');
export const pageFile = read('page-file');
export const renew = read('renew');
export const row = read('row');
export const stored = read('stored');
export const systemd = read('systemd');
