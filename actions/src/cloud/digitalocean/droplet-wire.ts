import type { modules } from 'dots-wrapper';
import { canonicalAddress } from '../../lib/addresses.ts';
import { HOST_KEY_TAG } from '../ownership.ts';
import type { ObservedDroplet } from '../resource.ts';

export type WireDroplet = modules.droplet.IDroplet;

export function toDroplet(droplet: WireDroplet): ObservedDroplet {
  const { name, size_slug: size, networks } = droplet;
  const all = [...droplet.tags].sort();
  const tags = all.filter((tag) => !tag.startsWith(HOST_KEY_TAG));
  const hostKeys = all.filter((tag) => !tags.includes(tag)).map((tag) => tag.slice(HOST_KEY_TAG.length));
  return {
    type: 'droplet',
    id: String(droplet.id),
    spec: { name, region: slugOf(droplet.region), size, image: imageOf(droplet), tags, hostKeys },
    status: statusOf(droplet.status),
    ipv4: publicAddress(networks.v4),
    ipv6: publicAddress(networks.v6),
    createdAt: droplet.created_at,
    diskGiB: droplet.disk,
    memoryMiB: droplet.memory,
  };
}

const slugOf = (region: WireDroplet['region']): string => (typeof region === 'string' ? region : region.slug);

/** A snapshot has no slug, only an id. */
const imageOf = ({ image }: WireDroplet): string =>
  typeof image === 'object' ? (image.slug ?? String(image.id)) : String(image);

const STATUSES = ['new', 'active', 'off', 'archive'] as const;

const statusOf = (status: string): ObservedDroplet['status'] =>
  STATUSES.find((known) => known === status) ?? 'new';

/** A droplet also has an address in the region's private network. */
function publicAddress(interfaces: WireDroplet['networks']['v4']): string | undefined {
  const address = interfaces.find(({ type }) => type === 'public')?.ip_address;
  return address && canonicalAddress(address);
}
