import type { Client } from './client.ts';
import { orMissing } from './errors.ts';
import type { Probes } from './wire.ts';

export const tagProbes = ({ api, http }: Client): Probes => ({
  'tag:read': () => http.get('/tags?per_page=1'),
  'tag:create': () => api.tag.createTag({ name: '' }),
});

export interface Tags {
  /** Creates missing tags, because firewalls and tagging refuse unknown ones. Creating an existing one succeeds. */
  ensure(names: readonly string[]): Promise<void>;
  /** Adds a tag to a droplet. */
  add(name: string, dropletId: string): Promise<void>;
  remove(name: string, dropletId: string): Promise<void>;
  delete(name: string): Promise<void>;
}

export function createTags({ api, call }: Client): Tags {
  const target = (name: string, dropletId: string) => ({
    tag_name: name,
    resources: [{ resource_id: dropletId, resource_type: 'droplet' }],
  });
  const ensureOne = (name: string) =>
    call({ doing: `create tag ${name}`, scope: 'tag:create', send: () => api.tag.createTag({ name }) });
  return {
    async ensure(names) {
      await Promise.all([...new Set(names)].map(ensureOne));
    },
    async add(name, dropletId) {
      await ensureOne(name);
      const send = () => api.tag.tagResources(target(name, dropletId));
      await call({ doing: `tag droplet ${dropletId} with ${name}`, scope: 'tag:create', send });
    },
    async remove(name, dropletId) {
      const send = () => api.tag.untagResources(target(name, dropletId));
      await orMissing(() =>
        call({ doing: `untag droplet ${dropletId} of ${name}`, scope: 'tag:delete', send }),
      );
    },
    async delete(name) {
      const send = () => api.tag.deleteTag({ tag_name: name });
      await orMissing(() => call({ doing: `delete tag ${name}`, scope: 'tag:delete', send }));
    },
  };
}
