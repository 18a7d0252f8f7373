import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROUTER } from '../network/addresses.ts';

/** Paths in the folder of the DNS. */
const CONFIG = 'knot.conf';
const SOCKET = 'knot.sock';

export const zoneFileName = (zone: string): string => `${zone || 'root'}.zone`;

/** Starts Knot DNS in the foreground: it ends with this process's PID namespace. Writes to `log`. */
export function startKnot(folder: string, log: string): ChildProcess {
  const output = openSync(log, 'a');
  return spawn('knotd', ['-c', join(folder, CONFIG)], { stdio: ['ignore', output, output] });
}

/** Arguments of `knotc` for this DNS. */
export const control = (folder: string, ...words: readonly string[]): readonly string[] => [
  '-s',
  join(folder, SOCKET),
  ...words,
];

/** Zone files are the only source. There is no journal, and records that are not in the new file disappear. */
export const writeConfig = (folder: string, zones: readonly string[]): Promise<void> =>
  writeFile(
    join(folder, CONFIG),
    `server:
  rundir: "${folder}"
  listen: [ ${ROUTER.ipv4}@53, "${ROUTER.ipv6}@53" ]
control:
  listen: "${join(folder, SOCKET)}"
log:
  - target: stderr
    any: info
database:
  storage: "${folder}"
template:
  - id: default
    storage: "${folder}"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
    semantic-checks: off
zone:
${zones.map((zone) => `  - domain: "${zone}."\n    file: "${zoneFileName(zone)}"\n`).join('')}`,
  );
