import type { Plan } from '../plan.ts';

/** What a person reads of the change of names: what it is, and its steps in their order. */
export function passageLines({ passage, domain }: Plan): readonly [string, ...string[]] | undefined {
  if (!passage) return undefined;
  const { from, leaving, uncertified } = passage;
  const first =
    uncertified.length > 0
      ? [`A certificate that includes ${uncertified.join(', ')} is ordered, and every web host takes it.`]
      : [];
  const gone = [
    `The records of ${leaving.join(', ')} go; when resolvers have forgotten them, the web hosts no longer answer to it.`,
  ];
  if (from.length === 0)
    return leaving.length > 0
      ? [`${leaving.join(', ')} no longer leads to ${domain}`, ...first, ...gone]
      : [
          `More names lead to ${domain}`,
          ...first,
          'Then the web hosts redirect them, and their records are made.',
        ];
  const old = from.join(', ');
  const kept = from.filter((name) => !leaving.includes(name));
  return [
    `The site moves from ${old} to ${domain}`,
    ...first,
    `The web hosts, a few at a time, give the site under ${old} and ${domain} alike, and enter the rotation of ${domain}.`,
    `The web hosts, a few at a time, redirect ${old} to ${domain}; siteurl and home in the database follow.`,
    ...(kept.length > 0
      ? [`${kept.join(', ')} redirects as long as redirect-from lists it; the host names below it go.`]
      : []),
    ...(leaving.length > 0 ? gone : []),
  ];
}
