import type { Declaration } from '../declaration/declaration.ts';

/** DigitalOcean's documentation names 25; accounts also report these. */
const OFTEN_BLOCKED = [465, 587];

/** Where the site's mail goes, as far as a person should know. */
export function mailNotes({ mail }: Pick<Declaration, 'mail'>): string[] {
  if (mail === undefined)
    return [
      'Mail goes nowhere: without `mail` in cluster.yml WordPress cannot send password resets and notifications. Declare a relay.',
    ];
  if (!OFTEN_BLOCKED.includes(mail.port)) return [];
  return [
    `DigitalOcean often blocks port ${mail.port}, which mail to ${mail.host} takes. If mail waits on the hosts, use port 2525.`,
  ];
}
