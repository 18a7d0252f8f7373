import * as z from 'zod';

const DAY_SECONDS = 86_400;

/**
 * A promise of HTTPS that browsers keep for as long as it says, whatever happens to the site: half a year and the
 * site's own names alone by default, since names below it may be of machines that are not ours.
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
