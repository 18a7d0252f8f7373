import * as z from 'zod';
import { text } from './text.ts';
import { ADMIN_EMAIL } from './wordpress.ts';

const ALERT_EMAIL = {
  ...ADMIN_EMAIL,
  description:
    "Whom DigitalOcean writes to: an address of your account or team there; else the account's own.",
  example: 'ops@example.com',
};

/** What warns even when nothing of ours runs any more: GitHub stops the schedules of a repository that rests. */
export const alerts = z
  .strictObject({
    certificate: z
      .boolean()
      .default(true)
      .meta({
        description: "Whether DigitalOcean's Uptime watches the site's certificate, for a dollar a month.",
        examples: [true],
      }),
    days: z
      .int()
      .min(1)
      .max(30)
      .optional()
      .meta({
        description:
          'It warns when the certificate has fewer days left; 7, and 1 with the profile `shortlived`.',
        examples: [7],
      }),
    email: text(ALERT_EMAIL).optional(),
  })
  .prefault({})
  .meta({ description: 'What DigitalOcean warns of by e-mail.' });
