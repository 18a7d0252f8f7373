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

/** Why the topology cannot be changed now. */
export function topologyRefusals(observed: Observed, passage?: Passage): string[] {
  if (!isConverting(observed.declaration, observed.facts)) return [];
  return [...silentHosts(observed), ...(passage ? [ONE_AT_A_TIME] : [])];
}

const ONE_AT_A_TIME =
  'The topology and the names of the site change. Change one of them, and the other after that is applied.';

/** A host that misses the change would keep using a database that the others left. */
function silentHosts({ declaration, facts, droplets }: Observed): string[] {
  const exists = (name: string) => droplets.some(({ spec }) => spec.name === name);
  const names = allHosts(declaration).map(({ name }) => name);
  const silent = names.filter((name) => exists(name) && facts[name] === undefined);
  if (silent.length === 0) return [];
  const [does, remedy] =
    silent.length === 1
      ? ['does', 'Switch it on, or delete its droplet.']
      : ['do', 'Switch them on, or delete their droplets.'];
  return [
    `The topology changes to \`${declaration.database.topology}\` only while every host answers, and ${some(silent)} ${does} not. ${remedy}`,
  ];
}

/** What a person should know about a change of the topology. */
export function conversionNotes(declaration: Declaration, facts: Observed['facts']): string[] {
  if (!isConverting(declaration, facts)) return [];
  return [
    'While the topology changes, readers are served, and a write waits for the restart of the database, about 10 s. The next run ' +
      'continues one that failed or was killed.',
    ...(declaration.database.topology === 'single'
      ? [
          'Afterwards only the primary has the current database and uploads. If its disk is lost, they are lost.',
        ]
      : []),
  ];
}
