import { mailRecords } from '../cloud/record/mail.ts';
import type { Observed } from '../cloud/resource.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { policyOf } from '../declaration/mail-policy.ts';

type Found = Pick<Observed<'record'>, 'spec'>;

/**
 * What of the zone keeps the relay's mail from being believed. DKIM's records have names that the relay chooses, so only
 * it can tell whether they are there. A sender outside the zone is another zone's affair.
 */
export function mailRecordNotes(
  { mail, zone, dns }: Pick<Declaration, 'mail' | 'zone' | 'dns'>,
  observed: readonly Found[],
): string[] {
  const records = [...observed, ...missingIn(mailRecords({ mail, dns }), observed)];
  const sender = mail?.from.split('@')[1]?.toLowerCase() ?? '';
  if (sender !== zone && !sender.endsWith(`.${zone}`)) return [];
  const policies = policiesAt(records, [sender], 'SPF');
  const missing = [
    ...(policies.length === 0 ? ['SPF'] : []),
    // A domain without its own has that of the domain above (RFC 7489, section 6.6.3).
    ...(policiesAt(records, [`_dmarc.${sender}`, `_dmarc.${zone}`], 'DMARC').length === 0 ? ['DMARC'] : []),
  ];
  return [
    ...(policies.length > 1 ? [tooMany(sender, policies.length)] : []),
    ...(missing.length > 0
      ? [
          `Mail from ${sender} may be taken for spam: it has no ${missing.join(' and no ')} record. Declare what the relay names under \`mail.records\`.`,
        ]
      : []),
  ];
}

/** What this plan adds to the zone. */
const missingIn = (wanted: readonly Found[], observed: readonly Found[]): readonly Found[] =>
  wanted.filter(({ spec }) =>
    observed.every((other) => other.spec.name !== spec.name || other.spec.value !== spec.value),
  );

const policiesAt = (records: readonly Found[], names: readonly string[], policy: string): readonly Found[] =>
  records.filter(({ spec }) => names.includes(spec.name) && policyOf(spec) === policy);

/** RFC 7208, section 4.5: more than one is an error, as good as none. */
const tooMany = (sender: string, count: number): string =>
  `${sender} has ${count} SPF records, so receivers heed none of them. Merge them into one TXT record that begins with \`v=spf1\`.`;
