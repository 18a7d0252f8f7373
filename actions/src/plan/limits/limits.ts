import { type Allowance, ASK_FOR_MORE, lockedText, warningText } from '../../cloud/allowance.ts';
import type { Draft } from '../../cloud/change.ts';
import type { ObservedCloud } from '../../cloud/resource.ts';
import { type Declaration, imageOf } from '../../declaration/declaration.ts';
import { plural, some } from '../../lib/words.ts';
import { type Asked, askedBy, imageRefusal, regionRefusal, sizeRefusal } from './offers.ts';

/** Refusals for what DigitalOcean is known not to offer. Finding out during apply would leave the cluster half built. */
export function limitRefusals(
  drafts: readonly Draft[],
  declaration: Declaration,
  { droplets, others, sizes, allowance = {} }: ObservedCloud,
): string[] {
  const asked = askedBy(drafts, declaration, droplets);
  const refusalsOf = (one: Asked): string[] => {
    const region = regionRefusal(one, allowance);
    if (region.length > 0) return region;
    return [...sizeRefusal(one, sizes), ...imageRefusal(one, declaration, allowance, sizes)];
  };
  return [
    ...accountRefusals(asked, droplets.length + others.length, allowance),
    ...groupAlike(asked, declaration).flatMap(refusalsOf),
  ];
}

/** Groups droplets with the same region, size and image: they get the same refusal, and one line names them all. */
function groupAlike(asked: readonly Asked[], declaration: Declaration): Asked[] {
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const { name, region, size } = one.host;
    const key = one.resized ? name : `${region} ${size} ${imageOf(declaration, one.host)}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first
      ? [{ ...first, host: { ...first.host, name: some(group.map(({ host }) => host.name)) } }]
      : [];
  });
}

/** Refusals for droplets that the account cannot create. `existing` counts all droplets of the account. */
function accountRefusals(asked: readonly Asked[], existing: number, { account }: Allowance): string[] {
  if (account === undefined || asked.length === 0) return [];
  if (account.status === 'locked') return [lockedText(account)];
  const made = asked.filter(({ resized }) => resized === undefined).length;
  const over = existing + made - account.dropletLimit;
  if (made === 0 || over <= 0) return [];
  return [
    `This plan creates ${plural(made, 'droplet')}. The account has ${existing} and its limit is ${account.dropletLimit}: ` +
      `${over} too many. Request a higher limit at ${ASK_FOR_MORE}, or declare fewer hosts. Apply creates a replacement ` +
      'before it destroys the old host, so remove hosts in an earlier, separate change.',
  ];
}

/** A note about an account that works but has a warning from DigitalOcean. */
export const accountNotes = ({ account }: Allowance): string[] =>
  account?.status === 'warning' ? [warningText(account)] : [];
