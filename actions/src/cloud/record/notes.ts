import type { Declaration } from '../../declaration/declaration.ts';
import { policyOf } from '../../declaration/mail-policy.ts';
import type { CloudChange } from '../change.ts';
import type { Known } from '../kind.ts';
import type { Observed } from '../resource.ts';
import { mailRecords } from './mail.ts';

export const recordNotes = (
  changes: readonly CloudChange[],
  { declaration, cloud }: Pick<Known, 'declaration' | 'cloud'>,
): string[] => [...nameNotes(declaration, changes), ...mailRecordNotes(declaration, cloud.records)];

/** Side effects of a name that its owner may not expect, noted when the plan creates its records. */
function nameNotes(
  { domain, zone, redirectFrom = [] }: Declaration,
  cloud: readonly CloudChange[],
): string[] {
  const made = cloud.flatMap(({ action, desired }) =>
    action === 'create' && desired?.type === 'record' ? [desired.spec] : [],
  );
  const apex = made.filter(({ type, name }) => type === 'CAA' && name === zone);
  const authorities = apex.map(({ value }) => value.replace(/^.*"(.*)"$/, '$1')).join(', ');
  const bare = domain.replace(/^www\./, '');
  return [
    ...(apex.length > 0
      ? [
          `CAA at ${zone}, the zone itself, holds for every name in it that has none of its own: only ${authorities} may ` +
            'issue certificates for them. List other authorities that you use there under `dns.caa`.',
        ]
      : []),
    ...(bare !== domain && !redirectFrom.includes(bare) && made.some(({ name }) => name === domain)
      ? [
          `The site's name begins with \`www.\`, and ${bare} does not lead to it: write \`domain: ${bare}\`, which serves ` +
            `${domain} too, or \`redirect-from: [${bare}]\`.`,
        ]
      : []),
  ];
}

type Found = Pick<Observed<'record'>, 'spec'>;

/**
 * What in the zone may make receivers distrust the relay's mail. The relay chooses the names of DKIM records, so only
 * it can check them. A sender outside the zone is not checked.
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

/** RFC 7208, section 4.5: more than one is an error. */
const tooMany = (sender: string, count: number): string =>
  `${sender} has ${count} SPF records, so receivers ignore all of them. Merge them into one TXT record that begins with \`v=spf1\`.`;
