import type { Declaration, HostKind } from '../declaration/declaration.ts';

/** The names that identify a cluster's resources. There is no state file. */
export const clusterTag = (cluster: string): string => `cluster:${cluster}`;

export const kindTag = (cluster: string, kind: HostKind): string => `cluster:${cluster}:${kind}`;

/**
 * On a primary that its declaration protects. So removing the protection is a change of its own: it must be applied before a
 * plan may delete or replace the primary.
 */
export const protectedTag = (cluster: string): string => `cluster:${cluster}:protected`;

/** A droplet's tag for its host key: `hostkey-sha256:<hex>`. */
export const HOST_KEY_TAG = 'hostkey-sha256:';

/** Why no colon: names of firewalls may contain only letters, digits, dots and dashes. */
export const firewallName = (cluster: string, kind: HostKind): string => `${cluster}-${kind}`;

export const uptimeCheckName = (cluster: string): string => `${cluster}-certificate`;

export const deployKeyName = ({ cluster, generation }: Declaration): string =>
  `${cluster}-deploy-g${generation}`;

/** Whether a key is the cluster's deploy key of this or another generation. */
export const isDeployKey = (cluster: string, name: string): boolean =>
  deployKeyGeneration(cluster, name) !== undefined;

/** The generation in the name of a deploy key of the cluster; undefined for any other key. */
export function deployKeyGeneration(cluster: string, name: string): number | undefined {
  const prefix = `${cluster}-deploy-g`;
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** The name of the TXT record that says which cluster owns the domain's records. */
export const markName = (domain: string): string => `_flotilla.${domain}`;

export const markValue = (cluster: string): string => `cluster:${cluster}`;

export const hostName = (host: string, domain: string): string => `${host}.${domain}`;
