import { domainMistake } from './domain.ts';
import type { TextRule } from './text.ts';
import { ADMIN_EMAIL } from './wordpress.ts';

/** Its certificate must hold for this name, so an address does not do. */
export const MAIL_RELAY: TextRule = {
  description: "The relay's host name, as in its certificate.",
  example: 'smtp.example.net',
  pattern: /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  noun: 'a host name',
  remedy: "the relay's host name as its provider gives it, without a port",
  judge: domainMistake,
};

/** Postfix separates user and password by the first colon. */
export const MAIL_USER: TextRule = {
  description: 'The login name at the relay.',
  example: 'postmaster@mail.example.com',
  pattern: /^[\x21-\x39\x3b-\x7e]{1,200}$/,
  noun: 'a login name',
  remedy: '1 to 200 printable characters without spaces or colons',
};

export const MAIL_RECORD_NAME: TextRule = {
  description: "The record's full name, in the declared zone.",
  example: 'mail._domainkey.example.com',
  pattern: /^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  noun: 'the name of a record',
  remedy: 'the full name in lower case, without a dot at the end',
};

export const MAIL_RECORD_VALUE: TextRule = {
  description: 'The text of a TXT record without quotes around it, or the target of a CNAME.',
  example: 'v=spf1 include:relay.example.net ~all',
  pattern: /^[\x20-\x21\x23-\x7e]{1,1000}$/,
  noun: 'the value of a record',
  remedy: '1 to 1000 printable ASCII characters without quotation marks',
};

export const MAIL_SENDER: TextRule = {
  ...ADMIN_EMAIL,
  description: "The sender of the site's mail, unless a plugin sets another. Bounces go there too.",
  example: 'wordpress@example.com',
};
