import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createApi, type LocalDigitalOcean } from '../api/api.ts';
import { type Authority, addAuthorityRoutes, createAuthority } from '../authority/authority.ts';
import { publishInternet } from '../dns/internet.ts';
import { createNames } from '../dns/names.ts';
import { useLocalNames } from '../dns/resolver.ts';
import { createMachines } from '../machines/machines.ts';
import { addMailRoutes } from '../mail/control.ts';
import { createRelay, type Relay } from '../mail/relay.ts';
import { createCa } from '../mirror/ca.ts';
import { createMirror } from '../mirror/mirror.ts';
import { LINK_LOCAL_GATEWAY, METADATA_ADDRESS, ROUTER } from '../network/addresses.ts';
import { createLinks } from '../network/links.ts';
import type { Names } from '../ports.ts';
import { openTunnel } from '../site/tunnel.ts';
import { API_ADDRESS, newEnvironment, tokensOf } from './access.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { addHostRoutes } from './hosts-control.ts';
import { type CloudPaths, cloudPaths } from './paths.ts';

/** Tests plan more often than people do. Ten lists of keys per minute would make them wait. */
const LIMITS = { keyListsPerMinute: 250 };

/** Sets up a cloud in the namespaces of this process. Everything ends with this process. */
export async function compose({ name, mirror, pebble, ...hosts }: DaemonOptions): Promise<void> {
  const paths = cloudPaths(name);
  const environment = newEnvironment(paths);
  const links = await createLinks();
  const names = await createNames({ folder: paths.dns, log: join(paths.logs, 'dns.log') });
  await useLocalNames(paths.dns);
  const { authority, relay } = await makeInternet(
    names,
    { mirror, pebble, password: environment.MAIL_PASSWORD },
    paths,
  );
  const machines = await createMachines({
    ...{ ...hosts, cgroup: paths.cgroup, disks: paths.disks, logs: paths.logs, links },
    trusted: [paths.ca, authority.root],
    ...{ dnsAddress: ROUTER.ipv4, routerV4: ROUTER.ipv4, routerV6: LINK_LOCAL_GATEWAY },
  });
  const tokens = tokensOf(environment);
  const api = await createApi({ machines, links, names, tokens, limits: LIMITS, journalPath: paths.apiLog });
  addAuthorityRoutes(api.control, authority);
  addMailRoutes(api.control, relay);
  await listen(api, paths);
  await openTunnel(paths.tunnel);
  await writeFile(paths.environment, JSON.stringify(environment), { mode: 0o600 });
}

/** The part of the internet that droplets need. */
async function makeInternet(
  names: Names,
  { mirror, pebble, password }: Pick<DaemonOptions, 'mirror' | 'pebble'> & { password: string },
  paths: CloudPaths,
): Promise<{ authority: Authority; relay: Relay }> {
  await publishInternet(names);
  const ca = await createCa(dirname(paths.ca));
  const scratch = join(paths.folder, 'packages');
  await createMirror({ addresses: Object.values(ROUTER), directories: mirror, scratch, ca });
  return {
    authority: await createAuthority(names, ca, paths, pebble),
    relay: await createRelay({ names, ca, folder: paths.mail, password }),
  };
}

async function listen(
  { api, metadata, control, account }: LocalDigitalOcean,
  paths: CloudPaths,
): Promise<void> {
  addHostRoutes(control, account);
  await api.listen(API_ADDRESS);
  await metadata.listen({ host: METADATA_ADDRESS, port: 80 });
  await control.listen({ path: paths.control });
}
