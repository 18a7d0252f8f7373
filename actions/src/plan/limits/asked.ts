import type { Draft } from '../../cloud/change.ts';
import type { ObservedDroplet } from '../../cloud/resource.ts';
import { allHosts, type Declaration, type HostDeclaration } from '../../declaration/declaration.ts';

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
  const byAddress = new Map(drafts.map((draft) => [draft.address, draft]));
  return allHosts(declaration).flatMap((host) => {
    const draft = byAddress.get(`droplet/${host.name}`);
    if (draft?.action === 'create' || draft?.action === 'replace') return [{ host }];
    if (!draft?.fields.some(({ field }) => field === 'size')) return [];
    return [{ host, resized: droplets.find(({ id }) => id === idOf(draft)) }];
  });
}

const idOf = ({ observed }: Draft): string | undefined =>
  observed?.type === 'droplet' ? observed.id : undefined;
