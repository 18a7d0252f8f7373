import type { ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { some } from '../lib/words.ts';
import { isConverting } from './conversion.ts';
import type { Passage } from './rotation/passage.ts';

interface Observed {
  readonly declaration: Declaration;
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  readonly droplets: readonly ObservedDroplet[];
}

/** Why the topology cannot be changed now. A host that misses the change would go on with a database that the others left. */
export function topologyRefusals({ declaration, facts, droplets }: Observed, passage?: Passage): string[] {
  if (!isConverting(declaration, facts)) return [];
  const exists = (name: string) => droplets.some(({ spec }) => spec.name === name);
  const missing = allHosts(declaration)
    .map(({ name }) => name)
    .filter((name) => exists(name) && facts[name] === undefined);
  const { topology } = declaration.database;
  return [
    ...(missing.length > 0
      ? [
          `The topology changes to \`${topology}\` only while every host answers, and ${some(missing)} ` +
            `${missing.length === 1 ? 'does' : 'do'} not. Switch them on, or delete their droplets.`,
        ]
      : []),
    ...(passage
      ? [
          'The topology and the names of the site change. Change one of them, and the other when that is applied.',
        ]
      : []),
  ];
}

/** The change of the topology: a title, then its steps in order. */
export function conversionLines({
  topology,
}: {
  readonly topology: Declaration['database']['topology'];
}): readonly [string, ...string[]] {
  const network = 'The second network is set up on every host, beside the one in use.';
  const both = (what: string) => `${what} Nothing uses them yet.`;
  if (topology === 'cluster')
    return [
      'The database moves from the primary alone to every member, and each host gets its own uploads',
      network,
      both(
        'The primary\u2019s MariaDB restarts as the first member, and every host copies the database and the uploads.',
      ),
      'The web hosts, a few at a time, change over to their own database and uploads.',
      'OpenVPN and the share of the uploads are removed.',
      'Readers are served throughout. A write waits for the restart, about 10 s. A failed or killed run continues with the next one.',
    ];
  return [
    'The database moves back to the primary alone, and the uploads to its share',
    both('OpenVPN and the share of the uploads are set up again.'),
    'The web hosts, a few at a time, change over to the primary\u2019s database and the share.',
    'The primary\u2019s MariaDB restarts alone, and the web hosts stop theirs.',
    'The mesh is removed.',
    'Readers are served throughout. A write waits for the restart, about 10 s. A failed or killed run continues with the next one.',
    'Afterwards the loss of the primary loses what was written since the last dump.',
  ];
}
