import type { DropletExtra } from '../cloud.ts';
import { mustReplace } from '../droplet/match.ts';
import { ownTags } from '../droplet.ts';
import { clusterTag, HOST_KEY_TAG } from '../ownership.ts';
import type { Observed, ObservedDroplet } from '../resource.ts';
import type { DropletSpec } from '../specs.ts';
import type { Client } from './client.ts';
import { toDroplet, type WireDroplet } from './droplet-wire.ts';
import { orMissing } from './errors.ts';
import { createPower } from './power.ts';
import type { Tags } from './tags.ts';
import { listAll, PER_PAGE, type Wire } from './wire.ts';

export const listTagged = ({ api, call }: Client, tag: string): Promise<WireDroplet[]> =>
  listAll(call, {
    doing: `list droplets tagged ${tag}`,
    scope: 'droplet:read',
    page: (page) => api.droplet.listDroplets({ tag_name: tag, page, per_page: PER_PAGE }),
    items: (body) => body.droplets,
  });

/** Every droplet of the account, whatever its tags: a host that lost its tag must not look deleted. */
export const listDroplets = async ({ api, call }: Client): Promise<ObservedDroplet[]> => {
  const droplets = await listAll(call, {
    doing: 'list droplets',
    scope: 'droplet:read',
    page: (page) => api.droplet.listDroplets({ page, per_page: PER_PAGE }),
    items: (body) => body.droplets,
  });
  return droplets.map(toDroplet);
};

export function dropletWire(client: Client, tags: Tags): Wire<'droplet'> {
  const { api, call, http } = client;
  const power = createPower(client);

  /** Finds the droplet that an earlier attempt created, by the cluster's tag, its name and its region. */
  const find = async (spec: DropletSpec) => {
    const candidates = await listTagged(client, spec.tags[0] ?? '');
    const droplet = candidates.find((candidate) => !mustReplace(spec, toDroplet(candidate).spec));
    return droplet && { droplet };
  };

  const make = (spec: DropletSpec, extra: DropletExtra) =>
    call({
      doing: `create droplet ${spec.name}`,
      scope: 'droplet:create',
      send: () => api.droplet.createDroplet(bodyOf(spec, extra)),
      look: () => find(spec),
    });

  /** Deletes a host key's tag with its last droplet: DigitalOcean keeps tags that no droplet has. */
  const forget = async (tag: string, droplet: string) => {
    if (!tag.startsWith(HOST_KEY_TAG)) return;
    const others = (await listTagged(client, tag)).filter(({ id }) => String(id) !== droplet);
    if (others.length === 0) await tags.delete(tag);
  };

  return {
    async observe({ cluster }) {
      const all = await listDroplets(client);
      const isTagged = ({ spec }: ObservedDroplet) => spec.tags.includes(clusterTag(cluster));
      return { droplets: all.filter(isTagged), others: all.filter((one) => !isTagged(one)) };
    },
    probes: {
      'droplet:read': () => http.get('/droplets?per_page=1'),
      'droplet:create': () => api.droplet.createDroplet({ name: '', region: '', size: '', image: '' }),
      'droplet:update': () => http.post('/droplets/0/actions', { type: '' }),
      'droplet:delete': () => http.delete('/droplets/0'),
    },
    async create({ spec }, extra) {
      if (extra === undefined)
        throw new Error(`droplet ${spec.name}: a droplet is not made without user data and keys`);
      const { droplet } = (await find(spec)) ?? (await make(spec, extra));
      return toDroplet(droplet);
    },
    async update(observed, desired) {
      for (const tag of await retag(tags, observed, desired.spec)) await forget(tag, observed.id);
      const id = Number(observed.id);
      const resizes = observed.spec.size !== desired.spec.size;
      const wasOff = 'status' in observed && observed.status === 'off';
      if (resizes) await power.resize(id, desired.spec.size, { isOff: wasOff });
      else if (wasOff) await power.on(id);
    },
    async delete({ id, spec }) {
      const send = () => api.droplet.deleteDroplet({ droplet_id: Number(id) });
      await orMissing(() => call({ doing: `delete droplet ${spec.name}`, scope: 'droplet:delete', send }));
      for (const key of spec.hostKeys ?? []) await forget(hostKeyTag(key), id);
    },
  };
}

const bodyOf = ({ name, region, size, image, tags, hostKeys = [] }: DropletSpec, extra: DropletExtra) => ({
  name,
  region,
  size,
  image,
  ipv6: true,
  monitoring: true,
  tags: [...tags, ...hostKeys.map(hostKeyTag)],
  ssh_keys: extra.sshKeyIds.map(Number),
  user_data: extra.userData,
});

const hostKeyTag = (sha256: string): string => `${HOST_KEY_TAG}${sha256}`;

/**
 * Adds the new tags before it removes the old ones, so the droplet keeps its firewall and stays recognisable. Returns the
 * removed tags.
 */
async function retag(tags: Tags, { id, spec }: Observed<'droplet'>, desired: DropletSpec): Promise<string[]> {
  const { hostKeys: known = [] } = spec;
  const { hostKeys = known } = desired;
  const before = [...ownTags(spec.tags, desired.tags), ...known.map(hostKeyTag)];
  const after = [...desired.tags, ...hostKeys.map(hostKeyTag)];
  for (const tag of after) if (!before.includes(tag)) await tags.add(tag, id);
  const gone = before.filter((tag) => !after.includes(tag));
  for (const tag of gone) await tags.remove(tag, id);
  return gone;
}
