import type { Plan } from '../plan.ts';
import type { Passage } from '../rotation/passage.ts';

type Stages = readonly [title: string, ...steps: string[]];

/** A change that apply makes in stages: a title, then its steps in order. */
export function stageLines({ isConverting, topology, passage, domain }: Plan): Stages | undefined {
  if (isConverting) return topology === 'cluster' ? TO_CLUSTER : TO_SINGLE;
  return passage && passageLines(passage, domain);
}

const TO_CLUSTER: Stages = [
  'The database moves from the primary alone to every member, and each host gets its own uploads',
  'Every host gets the links of the mesh, which carry nothing yet.',
  "The primary's MariaDB restarts as the first member. The other members copy the database, and every host the uploads. WordPress uses neither copy yet.",
  'The web hosts, a few at a time, change over to their own database and uploads.',
  'OpenVPN and the share of the uploads are removed.',
];

const TO_SINGLE: Stages = [
  'The database moves back to the primary alone, and the uploads to its share',
  'OpenVPN and the share of the uploads are set up again. WordPress uses neither yet.',
  "The web hosts, a few at a time, change over to the primary's database and the share.",
  "The primary's MariaDB restarts alone, and the web hosts stop theirs.",
  'The mesh is removed.',
];

function passageLines(passage: Passage, domain: string): Stages {
  const { from, leaving, uncertified } = passage;
  const first =
    uncertified.length > 0
      ? [`A certificate that includes ${uncertified.join(', ')} is ordered and installed on every web host.`]
      : [];
  const gone = [
    `The records of ${leaving.join(', ')} are deleted. Once resolver caches have expired, the web hosts stop answering to it.`,
  ];
  if (from.length === 0)
    return leaving.length > 0
      ? [`${leaving.join(', ')} stops leading to ${domain}`, ...first, ...gone]
      : [
          `Additional names lead to ${domain}`,
          ...first,
          'The web hosts start to redirect them, then their records are created.',
        ];
  const old = from.join(', ');
  const kept = from.filter((name) => !leaving.includes(name));
  return [
    `The site moves from ${old} to ${domain}`,
    ...first,
    `The web hosts, a few at a time, serve the site under both ${old} and ${domain}, and join the rotation of ${domain}.`,
    `The web hosts, a few at a time, redirect ${old} to ${domain}. siteurl and home in the database follow.`,
    ...(kept.length > 0
      ? [`${kept.join(', ')} redirects while redirect-from lists it. The host names below it are deleted.`]
      : []),
    ...(leaving.length > 0 ? gone : []),
  ];
}
