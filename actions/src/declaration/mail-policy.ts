interface MailText {
  readonly type: string;
  readonly value: string;
}

/** Of each of these, receivers accept one at a name (RFC 7208, section 4.5; RFC 7489, section 6.6.3). */
const POLICIES: readonly (readonly [string, RegExp])[] = [
  ['SPF', /^v=spf1( |$)/i],
  ['DMARC', /^v=DMARC1 *;/i],
  ['DKIM', /^v=DKIM1 *;/i],
];

/** What a record says of the domain's mail: `SPF`, `DMARC` or `DKIM`; undefined for another text. */
export const policyOf = ({ type, value }: MailText) =>
  type === 'CNAME' ? 'DKIM' : POLICIES.find(([, pattern]) => type === 'TXT' && pattern.test(value))?.[0];

/** Whether two records at one name cannot both be there: a CNAME stands alone (RFC 1034, section 3.6.2). */
export const excludeEachOther = (one: MailText, other: MailText): boolean =>
  [one.type, other.type].includes('CNAME') ||
  (policyOf(one) !== undefined && policyOf(one) === policyOf(other));
