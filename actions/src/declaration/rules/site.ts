import { mostAlertDays } from '../../lib/thresholds.ts';
import { type Problem, show } from '../problem.ts';
import { isInZone } from '../site-names.ts';
import type { Draft } from './draft.ts';

/**
 * DigitalOcean's zone must be able to answer for the site's name and every other name of its certificate. A promise to
 * browsers must meet the conditions of their preload list.
 */
export const siteProblems = (draft: Draft): Problem[] => [
  ...domainProblems(draft),
  ...redirectProblems(draft),
  ...certificateProblems(draft),
  ...alertProblems(draft),
  ...preloadProblems(draft),
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

const notIn = (zone: string): string => `is not in the zone ${show(zone)}`;

/** A name redirects, serves the site or belongs to a host, and does only one of these. */
const redirectProblems = ({ cluster, hosts }: Draft): Problem[] => {
  const domain = cluster?.sound(['domain']);
  const zone = cluster?.sound(['zone']);
  const names = cluster?.sound(['redirect-from']);
  if (!cluster || typeof domain !== 'string' || !Array.isArray(names)) return [];
  const ofHosts = hosts.map(({ name }) => `${name}.${domain}`);
  return names.flatMap((_, index) => {
    const name = cluster.sound(['redirect-from', index]);
    if (typeof name !== 'string') return [];
    const what =
      (name === domain && 'is the domain itself') ||
      (name === `www.${domain}` && 'redirects to the domain already') ||
      (ofHosts.includes(name) && 'is the name of a host') ||
      (names.indexOf(name) < index && 'is listed twice') ||
      (typeof zone === 'string' && !isInZone(name, { zone }) && notIn(zone));
    if (!what) return [];
    const path = ['redirect-from', index];
    const message = `redirect-from[${index}]: ${show(name)} ${what}`;
    return cluster.file.problemAtValue(path, message, 'remove it from the list');
  });
};

/** A challenge is answered in the zone, so a name outside it cannot be proven. */
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

/** An alert for more days than a renewal leaves would never end. */
const alertProblems = ({ cluster }: Draft): Problem[] => {
  const days = cluster?.sound(['alerts', 'days']);
  const profile = cluster?.sound(['certificate', 'profile']);
  const most = mostAlertDays(typeof profile === 'string' ? profile : undefined);
  if (!cluster || typeof days !== 'number' || days <= most) return [];
  return [
    cluster.file.problemAtValue(
      ['alerts', 'days'],
      `alerts.days: ${days} would raise the alert while renewals still work`,
      `write ${most} or less, since a certificate${profile === undefined ? '' : ` of this profile`} can have fewer than ${days} days left before it is renewed`,
    ),
  ];
};

/** The conditions of https://hstspreload.org. */
const PRELOAD_SECONDS = 31_536_000;

const preloadProblems = ({ cluster }: Draft): Problem[] => {
  if (cluster?.sound(['https', 'hsts', 'preload']) !== true) return [];
  const subdomains = cluster.sound(['https', 'hsts', 'subdomains']) === true;
  const maxAge = cluster.sound(['https', 'hsts', 'max-age']);
  if (subdomains && typeof maxAge === 'number' && maxAge >= PRELOAD_SECONDS) return [];
  return [
    cluster.file.problemAtValue(
      ['https', 'hsts', 'preload'],
      "https.hsts.preload: the browsers' preload list requires a `max-age` of at least a year, and `subdomains`",
      `write \`subdomains: true\` and \`max-age: ${PRELOAD_SECONDS}\` or more next to it, or remove \`preload\``,
    ),
  ];
};

/** A plugin or a theme has one directory, named by its slug, so there can be only one version of it. */
export const packageProblems = (draft: Draft): Problem[] =>
  ['plugins', 'themes'].flatMap((kind) => duplicates(draft, kind));

function duplicates({ cluster }: Draft, kind: string): Problem[] {
  const all = cluster?.sound(['wordpress', kind]);
  if (!cluster || !Array.isArray(all)) return [];
  const slugs = all.map((_, index) => cluster.sound(['wordpress', kind, index, 'slug']));
  return slugs.flatMap((slug, index) =>
    typeof slug === 'string' && slugs.indexOf(slug) < index
      ? [
          cluster.file.problemAtValue(
            ['wordpress', kind, index, 'slug'],
            `wordpress.${kind}[${index}].slug: ${show(slug)} is declared twice`,
            'keep one of them',
          ),
        ]
      : [],
  );
}
