import { ASK_FOR_MORE, type Offers } from '../cloud/allowance.ts';
import { REGIONS, SIZE } from '../declaration/digitalocean.ts';
import { nearest, show, showAll } from '../declaration/problem.ts';

/** A request to add web hosts in a region. */
export interface RegionRequest {
  readonly region: string;
  readonly hosts: number;
  readonly size: string;
}

const MOST_HOSTS = 50;

/** Checks each input as a person wrote it, before it is used for anything. Returns what is wrong, or undefined. */
export const REQUEST_RULES: Readonly<Record<keyof RegionRequest, (value: string) => string | undefined>> = {
  region: (value) =>
    REGIONS.includes(value)
      ? undefined
      : `is ${show(value)}, which is not a region of DigitalOcean: ${suggestion(value)}`,
  hosts: (value) =>
    /^[1-9]\d?$/.test(value) && Number(value) <= MOST_HOSTS
      ? undefined
      : `is ${show(value)}: enter a number from 1 to ${MOST_HOSTS}.`,
  size: (value) =>
    SIZE.test(value)
      ? undefined
      : `is ${show(value)}, which is not a droplet size: enter one, e.g. s-1vcpu-1gb.`,
};

function suggestion(region: string): string {
  const guess = nearest(region, REGIONS);
  return guess === undefined ? `enter one of ${showAll(REGIONS)}.` : `did you mean ${show(guess)}?`;
}

/** Why the account cannot have these hosts now, each with a remedy. `declared` are the hosts already declared. */
export function refusalsOf(request: RegionRequest, offers: Offers, declared: readonly string[]): string[] {
  return [...regionRefusals(request, offers), ...limitRefusals(request, offers, declared)];
}

function regionRefusals({ region, size }: RegionRequest, { regions, sizes }: Offers): string[] {
  const open = regions.filter(({ available, ipv6 }) => available && ipv6).map(({ slug }) => slug);
  if (!open.includes(region)) {
    const closed = regions.find(({ slug }) => slug === region)?.available !== true;
    const what = closed ? 'takes no new droplets now' : 'offers no IPv6, which every host needs';
    return [`${region} ${what}. Choose one of these regions: ${open.join(', ')}.`];
  }
  if (sizes.some((offered) => offered.slug === size && offered.regions.includes(region))) return [];
  const there = sizes.filter((offered) => offered.regions.includes(region)).map(({ slug }) => slug);
  return [`${size} is not offered in ${region} now. Choose one of these sizes: ${there.join(', ')}.`];
}

function limitRefusals(
  { hosts }: RegionRequest,
  { droplets, dropletLimit }: Offers,
  declared: readonly string[],
): string[] {
  const coming = declared.filter((name) => !droplets.includes(name)).length;
  const sum = droplets.length + coming + hosts;
  if (sum <= dropletLimit) return [];
  return [
    `The account may have ${dropletLimit} droplets, but would have ${sum}. Request a higher limit at ${ASK_FOR_MORE}, or ` +
      'add fewer hosts.',
  ];
}
