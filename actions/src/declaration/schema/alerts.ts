import * as z from 'zod';
import { text } from './text.ts';
import { ADMIN_EMAIL } from './wordpress.ts';

const ALERT_EMAIL = {
  ...ADMIN_EMAIL,
  description:
    "Whom DigitalOcean writes to: an address of your account or team there; else the account's own.",
  example: 'ops@example.com',
};

const percent = (value: number, description: string) =>
  z
    .int()
    .min(1)
    .max(99)
    .default(value)
    .meta({ description, examples: [value] });

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
    down: z
      .boolean()
      .default(true)
      .meta({
        description: 'Whether the watch on the certificate also warns when the site is down.',
        examples: [true],
      }),
    hosts: z
      .boolean()
      .default(true)
      .meta({
        description: "Whether DigitalOcean watches the hosts' disks, memory and load, free of charge.",
        examples: [true],
      }),
    disk: percent(85, "It warns when a host's disk stays fuller, in percent."),
    memory: percent(
      90,
      'It warns when a host stays above this share of its memory for half an hour, in percent.',
    ),
    load: z
      .number()
      .min(0.1)
      .max(1000)
      .default(4)
      .meta({
        description:
          "It warns when a host's load average of 15 minutes stays above; a host is busy at 1 for each vCPU.",
        examples: [4],
      }),
    email: text(ALERT_EMAIL).optional(),
  })
  .prefault({})
  .meta({ description: 'What DigitalOcean warns of by e-mail.' });
