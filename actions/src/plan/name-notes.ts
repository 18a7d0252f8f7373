import type { CloudChange } from '../cloud/change.ts';
import type { Declaration } from '../declaration/declaration.ts';

/** What a name does beyond what its owner may expect, said when the plan makes its records. */
export function nameNotes(
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
