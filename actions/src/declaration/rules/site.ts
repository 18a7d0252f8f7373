import type { Problem } from '../problem.ts';
import { show } from '../words.ts';
import type { Draft } from './draft.ts';

/** The site's name and every other name of its certificate must be ones that DigitalOcean's zone can answer for. */
export const siteProblems = (draft: Draft): Problem[] => [
  ...domainProblems(draft),
  ...certificateProblems(draft),
];

const domainProblems = ({ cluster }: Draft): Problem[] => {
  const domain = cluster?.sound(['domain']);
  const zone = cluster?.sound(['zone']);
  if (!cluster || typeof domain !== 'string' || typeof zone !== 'string') return [];
  if (domain === zone || domain.endsWith(`.${zone}`)) return [];
  const remedy = `write a name that ends with ${show(`.${zone}`)}, or the zone that ${show(domain)} is in`;
  return [
    cluster.file.problemAtValue(
      ['domain'],
      `domain: ${show(domain)} is not in the zone ${show(zone)}`,
      remedy,
    ),
  ];
};

/** A challenge is answered in the zone, so no name outside it can be proven. */
const certificateProblems = ({ cluster }: Draft): Problem[] => {
  const zone = cluster?.sound(['zone']);
  const names = cluster?.sound(['certificate', 'names']);
  if (!cluster || typeof zone !== 'string' || !Array.isArray(names)) return [];
  return names.flatMap((name, index) => {
    if (typeof name !== 'string' || name === zone || name.endsWith(`.${zone}`)) return [];
    const path = ['certificate', 'names', index];
    return cluster.file.problemAtValue(
      path,
      `certificate.names[${index}]: ${show(name)} is not in the zone ${show(zone)}`,
      `write a name that ends with ${show(`.${zone}`)}`,
    );
  });
};
