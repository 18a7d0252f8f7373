import * as z from 'zod';
import { show } from '../problem.ts';
import { type TextRule, text } from './text.ts';

/** Let's Encrypt's two directories by a short name, or any authority's by its URL. */
const AUTHORITY: TextRule = {
  description:
    '`letsencrypt`, `letsencrypt-staging` for trials (browsers do not trust it), or the URL of an ACME directory.',
  example: 'letsencrypt',
  pattern: /^(letsencrypt|letsencrypt-staging|https:\/\/[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?\/[!-~]*)$/,
  noun: 'a certificate authority',
  remedy: '`letsencrypt`, `letsencrypt-staging` or the `https://` URL of an ACME directory',
};

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';

const NAME: TextRule = {
  description:
    'Another name in the zone that the certificate covers. `*.` in front covers every name directly below.',
  example: '*.test.example.com',
  pattern: new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})+$`),
  noun: 'a name for a certificate',
  remedy: 'lower-case letters, digits and hyphens in labels separated by dots, optionally after `*.`',
  judge: (name) =>
    /^.+\*/.test(name)
      ? {
          message: `${show(name)} has a \`*\` in the middle`,
          remedy: 'write the `*` as the whole first part',
        }
      : undefined,
};

const PROFILE: TextRule = {
  description:
    "One of the authority's certificate profiles, e.g. `shortlived`. Default: the authority's own.",
  example: 'shortlived',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  noun: 'a profile',
  remedy: 'the name of a profile that the authority offers',
};

/** The certificate of the site. It always includes the site's name and its `www.`. */
export const certificate = z
  .strictObject({
    authority: text(AUTHORITY).default(AUTHORITY.example),
    names: z
      .array(text(NAME))
      .default([])
      .meta({
        description: 'Names that the certificate covers in addition to the site and its `www.`.',
        examples: [[NAME.example]],
      }),
    profile: text(PROFILE).optional(),
  })
  .prefault({})
  .meta({ description: "The site's certificate." });

const DAY_SECONDS = 86_400;

/**
 * A promise of HTTPS that browsers enforce for the whole time, whatever happens to the site. The default is half a year
 * and only the site's own names, because names below it may belong to other machines.
 */
const hsts = z
  .strictObject({
    'max-age': z
      .int()
      .min(0)
      .max(3650 * DAY_SECONDS)
      .default(182.5 * DAY_SECONDS)
      .meta({
        description:
          'Seconds that browsers use only HTTPS after a visit. Mozilla recommends 63072000; 0 revokes the promise.',
        examples: [63_072_000],
      }),
    subdomains: z
      .boolean()
      .default(false)
      .meta({
        description: 'Whether it also covers every subdomain, including those on other machines.',
        examples: [false],
      }),
    preload: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Whether browsers may include the site in their preload list (https://hstspreload.org). Hard to undo.',
        examples: [false],
      }),
  })
  .prefault({})
  .meta({ description: 'Strict-Transport-Security: the promise that the site answers over HTTPS.' });

export const https = z
  .strictObject({ hsts })
  .prefault({})
  .meta({ description: 'How the site is served over HTTPS.' });
