import type { Declaration } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';
import type { PartCommand } from '../parts.ts';
import { WRITTEN } from '../shared.ts';
import { memoryForWeb, totalWorkers } from '../web/workers.ts';
import { bufferPoolMiB, SYSTEM_MIB } from './config.ts';
import { asRoot, MARIADB, whileRunning } from './sql.ts';

/** For the nightly dump, upgrades, a person on the host, and hosts that leave while new ones join. */
const RESERVED = 20;
const LEAST = 200;
const STEP = 100;
/** MariaDB's caches next to the buffer pool; and one connection, with its thread's stack and its buffers in use. */
const CACHES_MIB = 64;
const CONNECTION_MIB = 1;

/** How many connections the PHP workers need, and how many the memory of the database's host allows. */
interface Connections {
  readonly workers: number;
  readonly wanted: number;
  readonly supported: number;
}

export function connectionsOf(declaration: Declaration, memoryOf: (host: string) => number): Connections {
  const { php } = declaration;
  const workers = declaration.web.reduce(
    (sum, host) => sum + totalWorkers(memoryForWeb(declaration, host, memoryOf(host.name)), php),
    0,
  );
  const supported = supportedConnections(memoryOf(declaration.primary.name));
  return { workers, wanted: workers + RESERVED, supported };
}

export const supportedConnections = (memory: number): number =>
  Math.max(LEAST, Math.floor((memory - SYSTEM_MIB - bufferPoolMiB(memory) - CACHES_MIB) / CONNECTION_MIB));

/** A worker needs one more while it keeps a session open. In steps, so most web hosts come and go without a change to the database. */
export const maxConnections = ({ workers, wanted, supported }: Connections): number =>
  Math.min(supported, Math.max(LEAST, Math.ceil((wanted + workers) / STEP) * STEP));

/** A file of its own, because it needs no restart: the command below changes the running database. */
export const connectionsConfig = (most: number): Template => `${WRITTEN}
[mariadbd]
max_connections = ${most}
`;

/** Never lowered while it runs, because hosts that leave still connect. The next restart applies a lower limit. */
export const admitConnections = (most: number): PartCommand => ({
  name: 'connections',
  summary: `admit ${most} connections`,
  check: whileRunning(
    `{ said=$(${MARIADB} --skip-column-names --execute='SELECT @@max_connections' 2>/dev/null); ` +
      `[ -z "$said" ] || [ "$said" -ge ${most} ]; }`,
    'mariadb.service',
  ),
  run: asRoot(`SET GLOBAL max_connections = ${most};\n`),
});
