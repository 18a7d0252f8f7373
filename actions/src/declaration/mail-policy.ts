interface MailText {
  readonly type: string;
  readonly name: string;
  readonly value: string;
}

/** Receivers accept one record of each policy at a name (RFC 7208, section 4.5; RFC 7489, section 6.6.3). */
const POLICIES: readonly (readonly [string, RegExp])[] = [
  ['SPF', /^v=spf1( |$)/i],
  ['DMARC', /^v=DMARC1 *;/i],
  ['DKIM', /^v=DKIM1 *;/i],
];

/** The mail policy that a record publishes: `SPF`, `DMARC` or `DKIM`. A CNAME's follows from its name. */
export function policyOf({ type, name, value }: MailText): string | undefined {
  if (type === 'TXT') return POLICIES.find(([, pattern]) => pattern.test(value))?.[0];
  if (type !== 'CNAME') return undefined;
  if (name.startsWith('_dmarc.')) return 'DMARC';
  return name.includes('._domainkey.') ? 'DKIM' : undefined;
}

/** Whether two records at one name exclude each other: a CNAME excludes all others (RFC 1034, section 3.6.2). */
export const excludeEachOther = (one: MailText, other: MailText): boolean =>
  [one.type, other.type].includes('CNAME') ||
  (policyOf(one) !== undefined && policyOf(one) === policyOf(other));
