import { createHash } from 'node:crypto';
import { HOST_KEY_FIELD } from '../cloud/droplet.ts';
import { isOf } from '../cloud/is-of.ts';
import type { CloudChange, HostPlan, Plan } from './plan.ts';

/** SHA-256 (hex, 12 digits) of what a plan does: equal for equal changes, whoever planned them and when. */
export const fingerprint = (plan: Pick<Plan, 'cluster' | 'cloud' | 'hosts'>): string =>
  createHash('sha256')
    .update(
      canonical([
        plan.cluster,
        plan.cloud.filter(isKnownToAll).map(essence),
        plan.hosts.flatMap(hostEssence),
      ]),
    )
    .digest('hex')
    .slice(0, 12);

/** Without ids, statuses and wording; what is taken away counts by its content, what is made by what it will be. */
function essence({ address, action, desired, observed }: CloudChange): unknown {
  return [address, action, specOf(desired), action === 'create' ? null : specOf(observed)];
}

/** Nor does a plan that holds no secret know which host key a droplet's tag should tell. */
const isKnownToAll = ({ fields }: CloudChange): boolean =>
  fields.length === 0 || fields.some(({ field }) => field !== HOST_KEY_FIELD);

/** A plan that holds no secret does not know the deploy key's content, and must still be recognised. */
function specOf(resource: CloudChange['desired']): unknown {
  if (isOf('droplet', resource)) return { ...resource.spec, hostKeys: undefined };
  return isOf('ssh-key', resource) ? { name: resource.spec.name } : (resource?.spec ?? null);
}

function hostEssence(host: HostPlan): unknown[] {
  if (host.kind === 'unreachable') return [[host.host, host.kind]];
  if (host.kind === 'after-create') return [[host.host, host.kind, host.roles]];
  return host.roles.flatMap(({ changes }) =>
    changes.map(({ address, action, step }) => [address, action, step]),
  );
}

/** JSON with sorted keys: the order in which an object was written must not count. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
