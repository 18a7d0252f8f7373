import { domainMistake } from './domain.ts';
import type { TextRule } from './text.ts';
import { ADMIN_EMAIL } from './wordpress.ts';

/** Its certificate must hold for this name, so an address does not do. */
export const MAIL_RELAY: TextRule = {
  description: "The relay's name, as in its certificate.",
  example: 'smtp.example.net',
  pattern: /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  noun: 'the name of a host',
  remedy: "the relay's name as its provider writes it, without a port",
  judge: domainMistake,
};

/** Postfix separates user and password by the first colon. */
export const MAIL_USER: TextRule = {
  description: 'The login name at the relay.',
  example: 'postmaster@mail.example.com',
  pattern: /^[\x21-\x39\x3b-\x7e]{1,200}$/,
  noun: 'a login name',
  remedy: '1 to 200 printable characters without blanks and colons',
};

export const MAIL_SENDER: TextRule = {
  ...ADMIN_EMAIL,
  description: "The sender of the site's mail, unless a plugin sets another; bounces go there too.",
  example: 'wordpress@example.com',
};
