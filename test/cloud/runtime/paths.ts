import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Every path of a local cloud on disk. `down` removes all except `logs` and `apiLog`. */
export interface CloudPaths {
  readonly name: string;
  readonly folder: string;
  /** `<pid> <start time in clock ticks>` of the tree's outermost process, in the person's namespace. */
  readonly pid: string;
  readonly lock: string;
  /** JSON object with the variables that `run` adds to the environment. Exists only when the cloud is ready. */
  readonly environment: string;
  /** Unix socket of the API's control plane. */
  readonly control: string;
  /** Unix socket that reaches into the cloud's network. */
  readonly tunnel: string;
  /** Certificate of the local CA, PEM. */
  readonly ca: string;
  /** Certificates of all authorities that are trusted in the cloud, PEM. */
  readonly trust: string;
  /** The mail that the local relay accepted, one file each. */
  readonly mail: string;
  readonly apiLog: string;
  readonly disks: string;
  readonly dns: string;
  readonly logs: string;
  readonly daemonLog: string;
  /** Directory of the machines' cgroups below the cgroup mounts. It differs between checkouts. */
  readonly cgroup: string;
}

const CHECKOUT = resolve(import.meta.dirname, '../../..');
/** Linux refuses longer addresses of Unix sockets (`sun_path`). */
const SOCKET_PATH_LIMIT = 107;

/** @throws if the name is not 1-20 of `a-z0-9-`, or the path of the checkout is too long for a socket. */
export function cloudPaths(name: string, checkout = CHECKOUT): CloudPaths {
  if (!/^[a-z0-9][a-z0-9-]{0,19}$/.test(name))
    throw new Error(`Cloud name "${name}" is not valid. Use 1 to 20 of a-z, 0-9 and -`);
  const folder = join(checkout, '.cloud', name);
  const inside = (path: string) => join(folder, path);
  const paths: CloudPaths = {
    name,
    folder,
    pid: inside('pid'),
    lock: `${folder}.lock`,
    environment: inside('environment.json'),
    control: inside('control.sock'),
    tunnel: inside('tunnel.sock'),
    ca: inside('ca.pem'),
    trust: inside('trust.pem'),
    mail: inside('mail'),
    apiLog: inside('api.jsonl'),
    disks: inside('disks'),
    dns: inside('dns'),
    logs: inside('logs'),
    daemonLog: inside('logs/daemon.log'),
    cgroup: `flotilla-${name}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`,
  };
  if (inside('dns/knot.sock').length > SOCKET_PATH_LIMIT)
    throw new Error(`${folder} is too long a path for Unix sockets. Check the repository out closer to /`);
  return paths;
}

/** The names of all current and former clouds, sorted. */
export async function cloudNames(checkout = CHECKOUT): Promise<readonly string[]> {
  const found = await readdir(join(checkout, '.cloud'), { withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
