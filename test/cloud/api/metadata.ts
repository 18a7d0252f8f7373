import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { ROUTER } from '../network/addresses.ts';
import type { Account } from './account.ts';
import { macOf } from './machine.ts';
import type { Droplet } from './model.ts';

/** A value, or a directory of them. */
type Entry = string | { readonly [name: string]: Entry };

/**
 * The metadata at http://169.254.169.254. Each droplet gets its own, by the address of its request.
 * Shapes as in https://docs.digitalocean.com/reference/api/metadata/.
 */
export function createMetadata(account: Account): FastifyInstance {
  const app = Fastify();
  app.get('/metadata/v1.json', async (request, reply) => {
    const droplet = callerOf(account, request);
    return droplet ? metadataJson(droplet) : reply.code(404).type('text/plain').send('not found\n');
  });
  app.get<{ Params: { '*': string } }>('/metadata/v1/*', async (request, reply) => {
    const droplet = callerOf(account, request);
    const entry = droplet && lookUp(metadataTree(droplet), request.params['*']);
    if (entry === undefined) return reply.code(404).type('text/plain').send('not found\n');
    if (typeof entry === 'string') return reply.type('text/plain').send(entry);
    if (!request.url.endsWith('/')) return reply.redirect(`${request.url}/`, 301);
    return reply.type('text/plain').send(listing(entry));
  });
  app.get('/metadata/v1', async (_, reply) => reply.redirect('/metadata/v1/', 301));
  return app;
}

function callerOf({ data }: Account, { ip }: FastifyRequest): Droplet | undefined {
  const address = ip.replace(/^::ffff:/, '');
  return data.droplets.find((droplet) => droplet.ipv4 === address || droplet.ipv6 === address);
}

function metadataJson(droplet: Droplet) {
  const { id, name, userData, vendorData, publicKeys, region, tags } = droplet;
  return {
    droplet_id: id,
    hostname: name,
    ...(userData && { user_data: userData }),
    vendor_data: vendorData,
    public_keys: publicKeys,
    region,
    interfaces: interfaces(droplet),
    floating_ip: { ipv4: { active: false } },
    reserved_ip: { ipv4: { active: false } },
    dns: { nameservers: [ROUTER.ipv4] },
    tags,
    features: { dhcp_enabled: false },
  };
}

function interfaces(droplet: Droplet) {
  const { ipv4, ipv6, ipv6Enabled } = droplet;
  const v4 = { ip_address: ipv4, netmask: '255.255.255.0', gateway: ROUTER.ipv4 };
  const v6 = { ip_address: ipv6, cidr: 64, gateway: ROUTER.ipv6 };
  const card = { type: 'public', mac: macOf(droplet), ipv4: v4, ...(ipv6Enabled && { ipv6: v6 }) };
  return { public: [card] };
}

function metadataTree(droplet: Droplet): Entry {
  const { ipv4, ipv6, ipv6Enabled } = droplet;
  const v4 = { address: ipv4, netmask: '255.255.255.0', gateway: ROUTER.ipv4 };
  const v6 = { address: ipv6, cidr: '64', gateway: ROUTER.ipv6 };
  return {
    id: String(droplet.id),
    hostname: droplet.name,
    'user-data': droplet.userData,
    'vendor-data': droplet.vendorData,
    'public-keys': droplet.publicKeys.join('\n'),
    region: droplet.region,
    interfaces: {
      public: { 0: { type: 'public', mac: macOf(droplet), ipv4: v4, ...(ipv6Enabled && { ipv6: v6 }) } },
    },
    dns: { nameservers: ROUTER.ipv4 },
    floating_ip: { ipv4: { active: 'false' } },
    reserved_ip: { ipv4: { active: 'false' } },
    tags: droplet.tags.join('\n'),
    features: { dhcp_enabled: 'false' },
  };
}

function lookUp(tree: Entry, path: string): Entry | undefined {
  const names = path.split('/').filter(Boolean);
  return names.reduce<Entry | undefined>(
    (entry, name) => (typeof entry === 'object' ? entry[name] : undefined),
    tree,
  );
}

const listing = (directory: { readonly [name: string]: Entry }): string =>
  Object.entries(directory)
    .map(([name, entry]) => (typeof entry === 'string' ? name : `${name}/`))
    .join('\n');
