import * as z from 'zod';
import { text } from './text.ts';
import { ADMIN_EMAIL } from './wordpress.ts';

const ALERT_EMAIL = {
  ...ADMIN_EMAIL,
  description:
    "Where DigitalOcean sends the e-mails: a verified address of your account or team. Default: the account's own.",
  example: 'ops@example.com',
};

const percent = (value: number, description: string) =>
  z
    .int()
    .min(1)
    .max(99)
    .default(value)
    .meta({ description, examples: [value] });

/** Alerts that work even if none of our workflows run: GitHub stops the schedules of an inactive repository. */
export const alerts = z
  .strictObject({
    certificate: z
      .boolean()
      .default(true)
      .meta({
        description: "Whether DigitalOcean Uptime checks the site's certificate, for a dollar a month.",
        examples: [true],
      }),
    days: z
      .int()
      .min(1)
      .max(30)
      .optional()
      .meta({
        description:
          'Warn when the certificate has fewer days left. Default: 7; 1 with the profile `shortlived`.',
        examples: [7],
      }),
    down: z
      .boolean()
      .default(true)
      .meta({
        description: 'Whether the same check also warns when the site is down.',
        examples: [true],
      }),
    hosts: z
      .boolean()
      .default(true)
      .meta({
        description: "Whether DigitalOcean monitors the hosts' disks, memory and load, free of charge.",
        examples: [true],
      }),
    disk: percent(85, "Warn when a host's disk usage stays above this percentage."),
    memory: percent(90, "Warn when a host's memory usage stays above this percentage for half an hour."),
    load: z
      .number()
      .min(0.1)
      .max(1000)
      .default(4)
      .meta({
        description:
          "Warn when a host's 15-minute load average stays above this. A host is busy at 1 per vCPU.",
        examples: [4],
      }),
    email: text(ALERT_EMAIL).optional(),
  })
  .prefault({})
  .meta({ description: 'The alerts that DigitalOcean sends by e-mail.' });
