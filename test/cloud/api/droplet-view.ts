import { ROUTER } from '../network/addresses.ts';
import type { Account } from './account.ts';
import { isBusy } from './actions.ts';
import type { Droplet } from './model.ts';
import { baseImages, diskInfo, regionBySlug, sizeBySlug, sizeView, timestamp } from './wire.ts';

/** A droplet in a response. As at DigitalOcean, it does not contain the user data. */
export function dropletView(account: Account, droplet: Droplet) {
  const size = sizeBySlug(droplet.size);
  return {
    id: droplet.id,
    name: droplet.name,
    memory: size?.memory,
    vcpus: size?.vcpus,
    disk: droplet.disk,
    disk_info: diskInfo(droplet.disk),
    locked: isBusy(account, droplet),
    status: droplet.status,
    kernel: null,
    created_at: timestamp(droplet.bornAt),
    features: features(droplet),
    backup_ids: [],
    next_backup_window: null,
    snapshot_ids: account.data.snapshots
      .filter(({ dropletId }) => dropletId === droplet.id)
      .map(({ id }) => id),
    image: baseImages().find(({ slug }) => slug === droplet.image),
    volume_ids: [],
    size: size && sizeView(size),
    size_slug: droplet.size,
    networks: networks(droplet),
    region: regionBySlug(droplet.region),
    tags: droplet.tags,
    vpc_uuid: droplet.vpcId,
  };
}

function features({ backups, ipv6Enabled, monitoring }: Droplet): string[] {
  const chosen = { backups, ipv6: ipv6Enabled, monitoring };
  const on = Object.entries(chosen).flatMap(([feature, enabled]) => (enabled ? [feature] : []));
  return [...on, 'droplet_agent', 'private_networking'];
}

/** A new droplet has no address yet. */
function networks(droplet: Droplet) {
  if (droplet.status === 'new') return { v4: [], v6: [] };
  const privateV4 = {
    ip_address: droplet.privateIpv4,
    netmask: '255.255.240.0',
    gateway: '',
    type: 'private',
  };
  const v4 = { ip_address: droplet.ipv4, netmask: '255.255.255.0', gateway: ROUTER.ipv4, type: 'public' };
  const v6 = { ip_address: droplet.ipv6, netmask: 64, gateway: ROUTER.ipv6, type: 'public' };
  return { v4: [privateV4, v4], v6: droplet.ipv6Enabled ? [v6] : [] };
}
