import type { Declaration, HostKind } from '../declaration/declaration.ts';

/** The names by which a cluster's resources are known as its own: there is no state file that could say so. */
export const clusterTag = (cluster: string): string => `cluster:${cluster}`;

export const kindTag = (cluster: string, kind: HostKind): string => `cluster:${cluster}:${kind}`;

/**
 * On a primary whose declaration protects it. Taking the protection off is so a change of its own, applied before the
 * next plan can see it gone: doing both at once does not count.
 */
export const protectedTag = (cluster: string): string => `cluster:${cluster}:protected`;

/** Droplets that hold a host key's fingerprint carry it as `hostkey-sha256:<hex>`. */
export const HOST_KEY_TAG = 'hostkey-sha256:';

/** DigitalOcean's firewall names take letters, digits, dots and dashes only, hence no colon. */
export const firewallName = (cluster: string, kind: HostKind): string => `${cluster}-${kind}`;

export const uptimeCheckName = (cluster: string): string => `${cluster}-certificate`;

export const deployKeyName = ({ cluster, generation }: Declaration): string =>
  `${cluster}-deploy-g${generation}`;

/** Whether a key is the cluster's deploy key of this or another generation. */
export const isDeployKey = (cluster: string, name: string): boolean =>
  deployKeyGeneration(cluster, name) !== undefined;

/** Of a deploy key of the cluster's, by its name; undefined for any other key. */
export function deployKeyGeneration(cluster: string, name: string): number | undefined {
  const prefix = `${cluster}-deploy-g`;
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** Where the TXT record stands that says which cluster owns the domain's records. */
export const markName = (domain: string): string => `_flotilla.${domain}`;

export const markValue = (cluster: string): string => `cluster:${cluster}`;

export const hostName = (host: string, domain: string): string => `${host}.${domain}`;
