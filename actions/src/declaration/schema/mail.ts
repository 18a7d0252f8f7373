import * as z from 'zod';
import { about } from './about.ts';
import { MAIL_RECORD_NAME, MAIL_RECORD_VALUE, MAIL_RELAY, MAIL_SENDER, MAIL_USER } from './mail-names.ts';
import { text } from './text.ts';

const HIGHEST_PORT = 65_535;

const record = z
  .strictObject({
    type: z.enum(['TXT', 'CNAME']).meta(about("The record's type.", 'TXT')),
    name: text(MAIL_RECORD_NAME),
    value: text(MAIL_RECORD_VALUE),
  })
  .meta(
    about('A DNS record of the zone.', {
      type: 'TXT',
      name: MAIL_RECORD_NAME.example,
      value: MAIL_RECORD_VALUE.example,
    }),
  );

/** Optional: without it, mail goes nowhere, and the plan, `status` and wp-admin say so. */
export const mail = z
  .strictObject({
    host: text(MAIL_RELAY),
    port: z
      .int()
      .min(1)
      .max(HIGHEST_PORT)
      .default(2525)
      .meta(about("The relay's port. DigitalOcean blocks port 25, and often 465 and 587 too.", 2525)),
    user: text(MAIL_USER),
    from: text(MAIL_SENDER),
    generation: z
      .int()
      .min(1)
      .default(1)
      .meta(about('Raise it by one after you change the secret MAIL_PASSWORD, to send it to the hosts.', 1)),
    records: z
      .array(record)
      .default([])
      .meta(
        about(
          "SPF, DKIM and DMARC records, as the relay's provider lists them. Missing ones are created; existing records never change.",
          [{ type: 'TXT', name: 'example.com', value: MAIL_RECORD_VALUE.example }],
        ),
      ),
  })
  .optional()
  .meta(
    about("The SMTP relay that WordPress's mail goes through. Its password is the secret MAIL_PASSWORD.", {
      host: MAIL_RELAY.example,
      user: MAIL_USER.example,
      from: MAIL_SENDER.example,
    }),
  );
