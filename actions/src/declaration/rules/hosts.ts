import { type Problem, show } from '../problem.ts';
import { HOST_NAME } from '../schema/names.ts';
import { mistakeIn } from '../schema/text.ts';
import type { Draft, HostDraft, RegionDraft } from './draft.ts';

/** Rules for names, and for the primary. */
export const hostProblems = (draft: Draft): Problem[] => [
  ...draft.regions.flatMap(emptyRegion),
  ...draft.hosts.flatMap(badName),
  ...duplicates(draft.hosts),
  ...primaryProblems(draft),
];

export const problemAtHost = (host: HostDraft, message: string, remedy: string): Problem =>
  host.region.checked.file.problemAtKey(host.path, message, remedy);

export const placeOf = (host: HostDraft): string => host.region.checked.file.placeOfKey(host.path);

const emptyRegion = ({ checked }: RegionDraft): Problem[] => {
  if (checked.value === undefined || Object.keys(checked.value.hosts).length > 0) return [];
  return [
    checked.file.problemAtKey(
      ['hosts'],
      'no host is listed',
      'list one, e.g. `host-04:`, or delete the file',
    ),
  ];
};

const badName = (host: HostDraft): Problem[] => {
  const mistake = mistakeIn(host.name, HOST_NAME);
  return mistake ? [problemAtHost(host, mistake.message, mistake.remedy)] : [];
};

const duplicates = (hosts: readonly HostDraft[]): Problem[] => {
  const firsts = new Map<string, HostDraft>();
  return hosts.flatMap((host) => {
    const first = firsts.get(host.name.toLowerCase());
    if (first) return [duplicate(host, first)];
    firsts.set(host.name.toLowerCase(), host);
    return [];
  });
};

const duplicate = (host: HostDraft, first: HostDraft): Problem => {
  const as = first.name === host.name ? '' : ` as ${show(first.name)}, and names are not case-sensitive`;
  const message = `${show(host.name)} is listed twice; the first is at ${placeOf(first)}${as}`;
  return problemAtHost(host, message, 'remove one of the two, or rename it');
};

const primaryProblems = (draft: Draft): Problem[] => {
  const [first, ...more] = draft.hosts.filter((host) => host.primary);
  const second = first ? more.map((host) => secondPrimary(host, first)) : [];
  return [...second, ...(draft.complete ? missingHosts(draft) : [])];
};

const secondPrimary = (host: HostDraft, first: HostDraft): Problem =>
  host.region.checked.file.problemAtKey(
    [...host.path, 'primary'],
    `${show(host.name)} is a second primary; the first is ${show(first.name)} at ${placeOf(first)}`,
    'remove `primary: true` from one of the two',
  );

/** Reported at the first region's list, because a missing host has no location. */
const missingHosts = ({ hosts, regions: [region] }: Draft): Problem[] => {
  const list = region?.checked.file;
  if (!list || hosts.length === 0) return [];
  const primary = hosts.some((host) => host.primary);
  const web = hosts.some((host) => !host.primary);
  return [
    ...(primary
      ? []
      : [list.problemAtKey(['hosts'], 'no host is the primary', 'write `primary: true` under one host')]),
    ...(web
      ? []
      : [
          list.problemAtKey(['hosts'], 'there is no web host', 'list one without `primary`, e.g. `host-01:`'),
        ]),
  ];
};
