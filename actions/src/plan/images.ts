import type { ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration, imageOf } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { distributionByImage, distributionByOs } from '../hosts/roles/distribution.ts';
import { some } from '../lib/words.ts';

interface Known {
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  readonly droplets: readonly ObservedDroplet[];
}

/** Notes on hosts that run another system than a new droplet would: a declared image changes none that is there. */
export function imageNotes(declaration: Declaration, known: Known): string[] {
  const behind = new Map<string, HostDeclaration[]>();
  for (const host of allHosts(declaration)) {
    const runs = systemOf(host, known);
    const image = imageOf(declaration, host);
    if (runs === undefined || runs === distributionByImage(image)?.name) continue;
    const key = `${runs}, and ${image} is declared`;
    behind.set(key, [...(behind.get(key) ?? []), host]);
  }
  return [...behind].flatMap(([what, hosts]) => notesOf(what, hosts));
}

/** What it says itself; else the image its droplet was made from. */
function systemOf({ name }: HostDeclaration, { facts, droplets }: Known): string | undefined {
  const os = facts[name]?.os;
  if (os !== undefined) return distributionByOs(os)?.name ?? os;
  const droplet = droplets.find(({ spec }) => spec.name === name);
  return droplet && distributionByImage(droplet.spec.image)?.name;
}

function notesOf(what: string, hosts: readonly HostDeclaration[]): string[] {
  const web = hosts.filter(({ kind }) => kind === 'web').map(({ name }) => name);
  const primaries = hosts.filter(({ kind }) => kind === 'primary').map(({ name }) => name);
  return [
    ...(web.length > 0
      ? [
          `${some(web)} ${web.length > 1 ? 'run' : 'runs'} ${what}: nothing changes there. To replace one, add a host ` +
            'under a new name and apply; once it serves, remove the old one in a second change.',
        ]
      : []),
    ...primaries.map(
      (name) =>
        `${name}, the primary, runs ${what}: nothing changes there. Its disk holds the database and the uploads, so ` +
        'upgrade Debian on it in place, or keep its image by declaring `image` for this host.',
    ),
  ];
}
