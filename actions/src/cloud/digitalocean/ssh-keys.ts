import type { modules } from 'dots-wrapper';
import { isDeployKey } from '../ownership.ts';
import type { Observed } from '../resource.ts';
import type { Client } from './client.ts';
import { orExisting, orMissing } from './errors.ts';
import { listAll, oursFirst, PER_PAGE, type Wire } from './wire.ts';

type WireKey = modules.sshKey.ISshKey;

/** DigitalOcean keeps the whole line with its comment. Only the type and the blob matter. */
const bare = (line: string): string => line.trim().split(/\s+/).slice(0, 2).join(' ');

const toKey = ({ id, name, public_key }: WireKey): Observed<'ssh-key'> => ({
  type: 'ssh-key',
  id: String(id),
  spec: { name, publicKey: bare(public_key) },
});

async function listKeys({ api, call }: Client): Promise<Observed<'ssh-key'>[]> {
  const keys = await listAll(call, {
    doing: 'list SSH keys',
    scope: 'ssh_key:read',
    page: (page) => api.sshKey.listSshKeys({ page, per_page: PER_PAGE }),
    items: (body) => body.ssh_keys,
  });
  return keys.map(toKey);
}

export function sshKeyWire(client: Client): Wire<'ssh-key'> {
  const { api, call, http } = client;
  const rename = ({ id }: Observed<'ssh-key'>, name: string) =>
    call({
      doing: `rename SSH key to ${name}`,
      scope: 'ssh_key:update',
      send: () => api.sshKey.updateSshKey({ ssh_key_id: id, name }),
    });
  return {
    async observe({ cluster }) {
      return { keys: oursFirst(await listKeys(client), ({ spec }) => isDeployKey(cluster, spec.name)) };
    },
    probes: {
      'ssh_key:read': () => http.get('/account/keys?per_page=1'),
      'ssh_key:create': () => api.sshKey.createSshKey({ name: '', public_key: '' }),
      'ssh_key:delete': () => http.delete('/account/keys/0'),
    },
    async create({ spec }) {
      const find = async () => (await listKeys(client)).find((key) => key.spec.publicKey === spec.publicKey);
      const make = async () => {
        const { ssh_key } = await call({
          doing: `create SSH key ${spec.name}`,
          scope: 'ssh_key:create',
          send: () => api.sshKey.createSshKey({ name: spec.name, public_key: spec.publicKey }),
        });
        return toKey(ssh_key);
      };
      // DigitalOcean refuses a public key that it has already. Then an earlier attempt created it.
      const key = await orExisting(client, make, find);
      if (key.spec.name !== spec.name) await rename(key, spec.name);
      return { ...key, spec };
    },
    async update(observed, { spec }) {
      await rename(observed, spec.name);
    },
    async delete({ id, spec }) {
      const send = () => api.sshKey.destroySshKey({ ssh_key_id: id });
      await orMissing(() => call({ doing: `delete SSH key ${spec.name}`, scope: 'ssh_key:delete', send }));
    },
  };
}
