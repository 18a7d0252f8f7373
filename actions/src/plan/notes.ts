import type { ObservedDroplet } from '../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration, imageOf } from '../declaration/declaration.ts';
import { CHECK_SECONDS, unendedChecks } from '../hosts/model/checks.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { distributionByImage, distributionByOs } from '../hosts/roles/distribution.ts';
import { CLOCK_OFF_SECONDS, isClockOff, isDiskLow, LOW_DISK_PERCENT } from '../lib/thresholds.ts';
import { some } from '../lib/words.ts';
import { savingNotes } from './round-trips.ts';

/** Notes about what the plan does not change. */
export function notesOn(
  declaration: Declaration,
  facts: Readonly<Record<string, Facts | undefined>>,
  /** Seconds that each host's clock is ahead. */
  clocks: Readonly<Record<string, number>> = {},
): string[] {
  const notes: string[] = [];
  const placeholders = declaration.web.filter(({ name }) => facts[name]?.certificate?.placeholder ?? true);
  if (placeholders.length > 0) {
    notes.push(
      `Browsers will show a warning: ${names(placeholders)} will serve a self-signed placeholder until a certificate is issued for ${declaration.domain}.`,
    );
  }
  for (const [host, known] of Object.entries(facts)) {
    if (known && isDiskLow(known.disk)) {
      notes.push(
        // Without the number, which changes with every observation.
        `${host} has less than ${LOW_DISK_PERCENT} % of its disk left: free some space. A resize does not grow the disk; a new host of a larger size has more.`,
      );
    }
  }
  return [
    ...notes,
    ...busyNotes(facts),
    ...unendedNotes(facts),
    ...savingNotes(declaration, facts),
    ...Object.entries(clocks).flatMap(clockNote),
  ];
}

const busyNotes = (facts: Readonly<Record<string, Facts | undefined>>): string[] =>
  Object.entries(facts).flatMap(([host, known]) =>
    known?.converging
      ? [`${host} is being changed right now (${known.converging}), so this plan may be out of date.`]
      : [],
  );

const unendedNotes = (facts: Readonly<Record<string, Facts | undefined>>): string[] =>
  Object.entries(facts).flatMap(([host, known]) => {
    const unended = known ? unendedChecks(known) : [];
    if (unended.length === 0) return [];
    return [
      `${host} did not end ${unended.join(', ')} within ${CHECK_SECONDS} s, which this plan therefore leaves out. It is busy: plan again later.`,
    ];
  });

function clockNote([host, ahead]: [string, number]): string[] {
  if (!isClockOff(ahead)) return [];
  // Without the number, which changes with every observation.
  const off = `more than ${CLOCK_OFF_SECONDS} s ${ahead > 0 ? 'ahead' : 'behind'}`;
  return [
    `${host}'s clock is ${off}, which affects certificates and logs. See \`timedatectl timesync-status\` there.`,
  ];
}

const names = (hosts: readonly { readonly name: string }[]): string =>
  hosts.map(({ name }) => name).join(', ');

interface Known {
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  readonly droplets: readonly ObservedDroplet[];
}

/** Notes about hosts that run another system than a new droplet would: a declared image does not change existing hosts. */
export function imageNotes(declaration: Declaration, known: Known): string[] {
  const behind = new Map<string, HostDeclaration[]>();
  for (const host of allHosts(declaration)) {
    const runs = systemOf(host, known);
    const image = imageOf(declaration, host);
    if (runs === undefined || runs === distributionByImage(image)?.name) continue;
    const key = `${runs}, but ${image} is declared`;
    behind.set(key, [...(behind.get(key) ?? []), host]);
  }
  return [...behind].flatMap(([what, hosts]) => notesOf(what, hosts));
}

/** The system that the host reports; without facts, the system of the image that its droplet was created from. */
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
          `${some(web)} ${web.length > 1 ? 'run' : 'runs'} ${what}. The plan does not change that. To replace one, add a host ` +
            'under a new name and apply. Once it serves, remove the old one in a second change.',
        ]
      : []),
    ...primaries.map(
      (name) =>
        `${name}, the primary, runs ${what}. The plan does not change that. Its disk holds the database and the uploads, so ` +
        'upgrade Debian on it in place, or keep its image by declaring `image` for this host.',
    ),
  ];
}

/** DigitalOcean's documentation names 25; accounts also report these. */
const OFTEN_BLOCKED = [465, 587];

/** Notes about where the site's mail goes. */
export function mailNotes({ mail }: Pick<Declaration, 'mail'>): string[] {
  if (mail === undefined)
    return [
      'Mail goes nowhere: without `mail` in cluster.yml, WordPress cannot send password resets and notifications. Declare a relay.',
    ];
  if (!OFTEN_BLOCKED.includes(mail.port)) return [];
  return [
    `DigitalOcean often blocks port ${mail.port}, which mail to ${mail.host} uses. If mail stays queued on the hosts, use port 2525.`,
  ];
}
