import type { Problem } from '../problem.ts';
import { show } from '../words.ts';
import type { Draft } from './draft.ts';

/** The site's name must be one that DigitalOcean's zone can answer for. */
export const siteProblems = ({ cluster }: Draft): Problem[] => {
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
