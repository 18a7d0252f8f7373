import { allHosts, type Declaration } from '../declaration/declaration.ts';
import { ownNames, rotationNames } from '../declaration/site-names.ts';
import { fact, redact, type Template } from '../lib/template.ts';
import { type Action, type CloudChange, type Difference, type Draft, field, type Wave } from './change.ts';
import type { CloudContext, Kind } from './kind.ts';
import { hostName, markName, markValue } from './ownership.ts';
import { mailRecords } from './record/mail.ts';
import { matchRecords } from './record/match.ts';
import { recordNotes } from './record/notes.ts';
import { caaValue } from './record/ownership.ts';
import type { Desired, Observed, ObservedDroplet, Subject } from './resource.ts';
import type { RecordSpec } from './specs.ts';

export const record: Kind<'record'> = {
  desired: desiredRecords,
  observed: ({ records }) => records,
  match: matchRecords,
  compare: compareRecord,
  wave: waveOfRecord,
  risk: ({ adopts }) => (adopts ? 'takes-away' : 'none'),
  rank: rankOf,
  summary: ({ value, ttl }) => `${redact(value)}, ttl ${ttl} s`,
  monthly: () => 0,
  essence: (spec) => spec,
  display: { rows: 'folded', isValues: true },
  secretFields: [],
  meanwhile: () => undefined,
  warnings: (changes) => changes.filter(({ adopts }) => adopts).flatMap(adoption),
  notes: recordNotes,
  dnsName: ({ name }) => name,
};

/** Describes what the plan does to a record that this cluster did not create. */
function adoption({ action, desired, observed }: CloudChange): string[] {
  if (observed?.type !== 'record') return [];
  const { type, name, value } = observed.spec;
  const what = `The record ${type} ${name} (${value}), which this cluster did not create,`;
  if (action === 'delete') return [`${what} is deleted.`];
  if (desired?.type !== 'record') return [];
  const next =
    desired.host === undefined ? `become ${redact(desired.spec.value)}` : `point to ${desired.host}`;
  return [`${what} is taken over: it will ${next}.`];
}

/** For each own name the ownership mark and CAA; then the hosts' own names, the rotation and the mail records. */
function desiredRecords(declaration: Declaration, { droplets }: CloudContext): Desired<'record'>[] {
  const { domain, dns, web } = declaration;
  const known = new Map(droplets.map((droplet) => [droplet.spec.name, droplet]));
  const pointers = (name: string, host: string) => pointersTo(name, host, dns.ttl, known.get(host));
  return [
    ...ownNames(declaration).flatMap((name) => recordsOfName(name, declaration)),
    ...allHosts(declaration).flatMap(({ name }) => pointers(hostName(name, domain), name)),
    ...rotationNames(declaration).flatMap((name) => web.flatMap((host) => pointers(name, host.name))),
    ...mailRecords(declaration),
  ];
}

const recordsOfName = (name: string, { cluster, dns: { ttl, caa } }: Declaration): Desired<'record'>[] => [
  recordAt(
    { name: `TXT ${markName(name)}` },
    {
      type: 'TXT',
      name: markName(name),
      value: markValue(cluster),
      ttl,
    },
  ),
  ...caa.map((authority) =>
    recordAt({ name: `CAA ${name} ${authority}` }, { type: 'CAA', name, value: caaValue(authority), ttl }),
  ),
];

function pointersTo(
  name: string,
  host: string,
  ttl: number,
  droplet: ObservedDroplet | undefined,
): Desired<'record'>[] {
  const pointer = (type: 'A' | 'AAAA', value: Template) =>
    recordAt({ name: `${type} ${name}`, host }, { type, name, value, ttl });
  return [
    pointer('A', droplet?.ipv4 ?? fact(host, 'ipv4')),
    pointer('AAAA', droplet?.ipv6 ?? fact(host, 'ipv6')),
  ];
}

const recordAt = (subject: Omit<Subject, 'type'>, spec: RecordSpec): Desired<'record'> => ({
  type: 'record',
  ...subject,
  spec,
});

function compareRecord(desired: RecordSpec, { spec }: Observed<'record'>): Difference {
  return {
    fields: [
      ...field('value', spec.value, redact(desired.value)),
      ...field('ttl', `${spec.ttl} s`, `${desired.ttl} s`),
    ],
    replaces: false,
  };
}

/** The ownership mark is created first and deleted last, so whatever a killed run leaves is known as ours. */
function rankOf({ type }: RecordSpec, action: Action): number {
  if (type !== 'TXT') return 2;
  return action === 'delete' ? Number.POSITIVE_INFINITY : -1;
}

function waveOfRecord({ action }: Draft, { type, name }: RecordSpec, declaration: Declaration): Wave {
  const pointer = type === 'A' || type === 'AAAA';
  if (pointer && rotationNames(declaration).includes(name)) return 'rotation';
  // A host's own name stays as long as the host; a former name's records stay until nothing points there.
  const stays = !pointer && ownNames(declaration).some((own) => name === own || name === markName(own));
  return action === 'delete' && !stays ? 'retire' : 'names';
}
