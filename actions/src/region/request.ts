import { ASK_FOR_MORE, type Offers } from '../cloud/allowance.ts';
import { REGIONS, SIZE } from '../declaration/digitalocean.ts';
import { nearest, show, showAll } from '../declaration/words.ts';

/** Web hosts that are to be, in a region. */
export interface RegionRequest {
  readonly region: string;
  readonly hosts: number;
  readonly size: string;
}

const MOST_HOSTS = 50;

/** Each input as a person wrote it; what is wrong with it, or undefined. Nothing else is made of it before. */
export const REQUEST_RULES: Readonly<Record<keyof RegionRequest, (value: string) => string | undefined>> = {
  region: (value) =>
    REGIONS.includes(value) ? undefined : `is ${show(value)}, no region of DigitalOcean: ${meant(value)}`,
  hosts: (value) =>
    /^[1-9]\d?$/.test(value) && Number(value) <= MOST_HOSTS
      ? undefined
      : `is ${show(value)}: write a number from 1 to ${MOST_HOSTS}.`,
  size: (value) =>
    SIZE.test(value) ? undefined : `is ${show(value)}, no size of a droplet: write one, e.g. s-1vcpu-1gb.`,
};

function meant(region: string): string {
  const guess = nearest(region, REGIONS);
  return guess === undefined ? `write one of ${showAll(REGIONS)}.` : `did you mean ${show(guess)}?`;
}

/** Why the account cannot have them now, each with a way out. `declared` are the hosts there are to be already. */
export function refusalsOf(request: RegionRequest, offers: Offers, declared: readonly string[]): string[] {
  return [...regionRefusals(request, offers), ...limitRefusals(request, offers, declared)];
}

function regionRefusals({ region, size }: RegionRequest, { regions, sizes }: Offers): string[] {
  const open = regions.filter(({ available, ipv6 }) => available && ipv6).map(({ slug }) => slug);
  if (!open.includes(region)) {
    const closed = regions.find(({ slug }) => slug === region)?.available !== true;
    const what = closed ? 'takes no new droplets now' : 'gives droplets no IPv6, which every host needs';
    return [`${region} ${what}. These do: ${open.join(', ')}.`];
  }
  if (sizes.some((offered) => offered.slug === size && offered.regions.includes(region))) return [];
  const there = sizes.filter((offered) => offered.regions.includes(region)).map(({ slug }) => slug);
  return [`${size} is not offered in ${region} now. These are: ${there.join(', ')}.`];
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
    `The account may have ${dropletLimit} droplets; with these it would have ${sum}. Ask for a higher limit at ` +
      `${ASK_FOR_MORE}, or add fewer.`,
  ];
}
