import * as z from 'zod';
import { about, text } from './text.ts';
import {
  ADMIN_EMAIL,
  ADMIN_USER,
  PACKAGE_SHA256,
  PACKAGE_VERSION,
  SHA256,
  SLUG,
  SOURCE,
  TABLE_PREFIX,
  TITLE,
  VERSION,
} from './wordpress.ts';

const packages = (kind: string) =>
  z
    .array(
      z
        .strictObject({ slug: text(SLUG), version: text(PACKAGE_VERSION), sha256: text(PACKAGE_SHA256) })
        .meta({ description: `One of the ${kind.toLowerCase()}.` }),
    )
    .default([])
    .meta(
      about(`${kind} from wordpress.org, synced together with the files in wp-content/.`, [
        { slug: SLUG.example, version: PACKAGE_VERSION.example, sha256: PACKAGE_SHA256.example },
      ]),
    );

export const wordpress = z
  .strictObject({
    version: text(VERSION),
    sha256: text(SHA256).optional(),
    source: text(SOURCE).default('https://wordpress.org'),
    title: text(TITLE),
    admin: z
      .strictObject({ user: text(ADMIN_USER), email: text(ADMIN_EMAIL) })
      .meta(about('The first administrator.', { user: 'admin', email: 'admin@example.com' })),
    'table-prefix': text(TABLE_PREFIX).default('wp_'),
    plugins: packages('Plugins'),
    themes: packages('Themes'),
  })
  .meta(
    about('The site.', {
      version: '6.8.3',
      title: 'A small fleet',
      admin: { user: 'admin', email: 'admin@example.com' },
    }),
  );
