import * as z from 'zod';
import { domainMistake } from './names.ts';
import { about, type TextRule, text } from './text.ts';
import { ADMIN_EMAIL } from './wordpress.ts';

/** Its certificate must be valid for this name, so an address is not sufficient. */
const MAIL_RELAY: TextRule = {
  description: "The relay's host name, as in its certificate.",
  example: 'smtp.example.net',
  pattern: /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  noun: 'a host name',
  remedy: "the relay's host name as its provider gives it, without a port",
  judge: domainMistake,
};

/** Postfix separates user and password by the first colon. */
const MAIL_USER: TextRule = {
  description: 'The login name at the relay.',
  example: 'postmaster@mail.example.com',
  pattern: /^[\x21-\x39\x3b-\x7e]{1,200}$/,
  noun: 'a login name',
  remedy: '1 to 200 printable characters without spaces or colons',
};

const MAIL_RECORD_NAME: TextRule = {
  description: "The record's full name, in the declared zone.",
  example: 'mail._domainkey.example.com',
  pattern: /^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  noun: 'the name of a record',
  remedy: 'the full name in lower case, without a dot at the end',
};

const MAIL_RECORD_VALUE: TextRule = {
  description: 'The text of a TXT record without quotes around it, or the target of a CNAME.',
  example: 'v=spf1 include:relay.example.net ~all',
  pattern: /^[\x20-\x21\x23-\x7e]{1,1000}$/,
  noun: 'the value of a record',
  remedy: '1 to 1000 printable ASCII characters without quotation marks',
};

const MAIL_SENDER: TextRule = {
  ...ADMIN_EMAIL,
  description: "The sender of the site's mail, unless a plugin sets another. Bounces go there too.",
  example: 'wordpress@example.com',
};

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
