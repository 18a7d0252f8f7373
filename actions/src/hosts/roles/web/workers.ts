import {
  type Declaration,
  type HostDeclaration,
  hasCluster,
  isMember,
  type Php,
} from '../../../declaration/declaration.ts';
import { FEWEST_WORKERS } from '../../../declaration/php.ts';
import { swapMiB } from '../base/swap.ts';

/** Used by Debian, nginx, OpenVPN and the opcache together. */
const SYSTEM_MIB = 420;
/** Typical use of a worker: 50 MiB to serve WordPress, more while it scales an uploaded picture. */
const WORKER_MIB = 80;
const FEWEST_IN_POOL = 2;
const SHARE_OF_MEMBERS = 0.4;

/** MariaDB and its replication on a web host of 1 GiB: 150 MiB with a small buffer pool, and the rest of that pool. */
const DATABASE_MIB = 230;

/** Syncthing without work. A burst of uploads takes more for a while, which `GOMEMLIMIT` gives back. */
const SYNC_MIB = 55;

/** MiB of a web host that are left beside the database, if it holds it, and its own copy of the uploads. */
export const memoryForWeb = (declaration: Declaration, host: HostDeclaration, memory: number): number =>
  memory - (isMember(declaration, host) ? DATABASE_MIB : 0) - (hasCluster(declaration) ? SYNC_MIB : 0);

/** PHP workers of one host. */
export interface Workers {
  /** Always running. */
  readonly visitors: number;
  /** Started when a logged-in user needs them. */
  readonly members: number;
}

type Wanted = Pick<Php, 'memory' | 'workers'>;

/** MiB that all PHP workers of a host can use together, including swap. */
export const roomForWorkers = (memory: number): number => memory + swapMiB(memory) - SYSTEM_MIB;

/** How many fit if each uses the declared memory limit of a request. */
export const workersThatFit = (memory: number, { memory: each }: Wanted): number =>
  Math.floor(roomForWorkers(memory) / Math.max(each, WORKER_MIB));

export const totalWorkers = (memory: number, wanted: Wanted): number =>
  wanted.workers ?? Math.max(FEWEST_WORKERS, workersThatFit(memory, wanted));

export function phpWorkers(memory: number, wanted: Wanted): Workers {
  const total = totalWorkers(memory, wanted);
  const withoutSwap = Math.floor((memory - SYSTEM_MIB) / WORKER_MIB);
  const least = Math.max(FEWEST_IN_POOL, Math.floor(total * SHARE_OF_MEMBERS));
  const visitors = Math.min(total - least, Math.max(FEWEST_IN_POOL, withoutSwap));
  return { visitors, members: total - visitors };
}
