import type { Draft } from '../../cloud/change.ts';
import type { ObservedDroplet } from '../../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../../declaration/declaration.ts';
import { hostChange } from '../droplets.ts';

/** A droplet that a plan asks DigitalOcean for. */
export interface Asked {
  readonly host: HostDeclaration;
  /** The droplet that is resized; absent where one is made. */
  readonly resized?: ObservedDroplet;
}

/** Only these are compared with what DigitalOcean offers: a droplet that stays as it is needs no offer. */
export function askedBy(
  drafts: readonly Draft[],
  declaration: Declaration,
  droplets: readonly ObservedDroplet[],
): Asked[] {
  return allHosts(declaration).flatMap((host) => {
    const draft = hostChange(drafts, host.name);
    if (draft?.action === 'create' || draft?.action === 'replace') return [{ host }];
    if (!draft?.fields.some(({ key }) => key === 'size')) return [];
    return [{ host, resized: droplets.find(({ id }) => id === draft.observed?.id) }];
  });
}
