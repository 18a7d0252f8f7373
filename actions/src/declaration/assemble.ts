import { defaultAlertDays } from '../lib/thresholds.ts';
import type { Declaration, HostDeclaration, Snippet } from './declaration.ts';
import { Subnet } from './network/addresses.ts';
import { addressOfHost } from './rules/addresses.ts';
import type { ClusterYaml } from './schema/cluster.ts';
import { hostSchema, type RegionYaml } from './schema/region.ts';

/** A region's file, right. */
export interface Region {
  readonly slug: string;
  readonly value: RegionYaml;
}

/** What the rest of the program works with, from files in which nothing is wrong. Regions in the order of their names. */
export const assemble = (
  cluster: ClusterYaml,
  regions: readonly Region[],
  snippets: readonly Snippet[],
): Declaration => {
  const hosts = regions.flatMap((region) => hostsOf(region, new Subnet(cluster.vpn.subnet)));
  const primary = hosts.find((host) => host.kind === 'primary');
  if (primary === undefined) throw new Error('the host rules let a declaration without a primary pass');
  const web = hosts.filter((host) => host.kind === 'web');
  return { ...settingsOf(cluster), primary, web, snippets };
};

const hostsOf = ({ slug, value }: Region, subnet: Subnet): HostDeclaration[] =>
  Object.entries(value.hosts).map(([name, body]) => {
    const { primary, size, image, vpn } = body ?? hostSchema.parse({});
    const vpnAddress = addressOfHost({ name, primary, vpn }, subnet);
    return { name, kind: primary ? 'primary' : 'web', region: slug, size, image, vpnAddress };
  });

const settingsOf = (cluster: ClusterYaml): Omit<Declaration, 'primary' | 'web' | 'snippets'> => {
  const { name, 'protect-primary': protectPrimary, 'redirect-from': redirectFrom, ...others } = cluster;
  const { wordpress, https, alerts, ...same } = others;
  const { hosts, disk, memory, load, ...watch } = alerts;
  const { 'max-age': maxAge, ...promise } = https.hsts;
  const { 'table-prefix': tablePrefix, ...site } = wordpress;
  return {
    ...same,
    cluster: name,
    protectPrimary,
    redirectFrom,
    wordpress: { ...site, tablePrefix },
    https: { hsts: { maxAge, ...promise } },
    alerts: {
      ...watch,
      days: watch.days ?? defaultAlertDays(cluster.certificate.profile),
      hosts: hosts ? { disk, memory, load } : undefined,
    },
  };
};
