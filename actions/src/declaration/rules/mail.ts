import type { MailRecord } from '../declaration.ts';
import { excludeEachOther, policyOf } from '../mail-policy.ts';
import { type Problem, show } from '../problem.ts';
import { isInZone, rotationNames } from '../site-names.ts';
import type { Draft } from './draft.ts';

const SMTP = 25;

/** Mistakes that would keep mail from leaving the hosts or receivers from trusting it. */
export const mailProblems = (draft: Draft): Problem[] => [...portProblems(draft), ...recordProblems(draft)];

const portProblems = ({ cluster }: Draft): Problem[] =>
  cluster?.sound(['mail', 'port']) === SMTP
    ? [
        cluster.file.problemAtValue(
          ['mail', 'port'],
          `mail.port: DigitalOcean blocks port ${SMTP}, so no mail would leave the hosts`,
          "write 2525, or another port that your relay's provider names",
        ),
      ]
    : [];

function recordProblems(draft: Draft): Problem[] {
  const { cluster } = draft;
  const records = cluster?.sound(['mail', 'records']);
  if (!cluster || !Array.isArray(records)) return [];
  const zone = cluster.sound(['zone']);
  const taken = takenNames(draft);
  return records.flatMap((record: MailRecord, index) => {
    const problem = (what: string, remedy: string) =>
      cluster.file.problemAtValue(
        ['mail', 'records', index, 'name'],
        `mail.records[${index}].name: ${what}`,
        remedy,
      );
    const rival = records.slice(0, index).find((earlier: MailRecord) => isRival(earlier, record));
    return [
      ...(typeof zone === 'string' && !isInZone(record.name, { zone })
        ? [
            problem(
              `${show(record.name)} is not in the zone ${show(zone)}`,
              `write a name that ends with ${show(`.${zone}`)}`,
            ),
          ]
        : []),
      ...(record.type === 'CNAME' && taken.includes(record.name)
        ? [
            problem(
              `${show(record.name)} has other records, and a CNAME cannot stand next to other records`,
              "write the name that your relay's provider gives, e.g. `mail._domainkey.example.com`",
            ),
          ]
        : []),
      ...(rival
        ? [
            problem(
              `${show(record.name)} has a second ${policyOf(record) ?? record.type} record`,
              'merge them into one',
            ),
          ]
        : []),
    ];
  });
}

const isRival = (one: MailRecord, other: MailRecord): boolean =>
  one.name === other.name && (one.value === other.value || excludeEachOther(one, other));

/** The names at which the cluster or the zone itself has records. */
function takenNames({ cluster, hosts }: Draft): readonly string[] {
  const [domain, zone, former] = ['domain', 'zone', 'redirect-from'].map((key) => cluster?.sound([key]));
  if (typeof domain !== 'string') return [];
  const redirectFrom = Array.isArray(former) ? former.filter((name) => typeof name === 'string') : [];
  return [
    ...rotationNames({ domain, redirectFrom }),
    ...hosts.map(({ name }) => `${name}.${domain}`),
    ...(typeof zone === 'string' ? [zone] : []),
  ];
}
