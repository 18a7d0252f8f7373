/**
 * Switches a cluster back and forth between two releases while a reader requests the front page from all web hosts in turn,
 * 20 times a second. Run it where the cluster is reachable. Arguments: the number of switches, then the two ids. Prints all
 * responses and the times of the switches as one line of JSON.
 */
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { openClusterWithSecrets } from '../../actions/src/commands/cluster.ts';
import { type ContentFleet, contentFleet, primaryOf } from '../../actions/src/content/on-all-hosts.ts';
import { rollBack } from '../../actions/src/content/switch/rollback.ts';
import { deadlineIn } from '../../actions/src/run/deadline.ts';
import { closeAll, observe } from '../../actions/src/run/observe.ts';
import type { ProgressEvent } from '../../actions/src/run/progress.ts';

export interface Read {
  readonly host: string;
  /** The time of the request, in milliseconds since 1970. */
  readonly at: number;
  /** The time when the response was complete. */
  readonly until: number;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  readonly release: string;
}

export interface Switch {
  readonly host: string;
  /** The time of the command to the host, and of its answer. */
  readonly at: number;
  readonly until: number;
  readonly release: string;
}

const EVERY_MS = 50;
/** The old release may be served for one second after a switch, so reading continues for longer than that. */
const SETTLE_MS = 1500;
const [times = '', ...ids] = process.argv.slice(2);
const reads: Promise<Read>[] = [];
const switches: Switch[] = [];

const cluster = await openClusterWithSecrets(deadlineIn(3_600_000));
const observation = await observe({ ...cluster, timeoutMs: 20_000 });
const primary = primaryOf(cluster, observation);
const { hosts } = contentFleet(cluster.declaration, observation);
const over = new AbortController();
const reading = readOn(hosts);
for (let turn = 0; turn < Number(times); turn++) {
  const to = ids[turn % ids.length] ?? '';
  await rollBack({
    ...cluster,
    hosts,
    primary,
    stores: [primary],
    to,
    progress: (event) => note(event, to),
    mayGoOn: () => {},
  });
  await pause(SETTLE_MS);
}
over.abort();
await reading;
closeAll(observation);
process.stdout.write(`${JSON.stringify({ reads: await Promise.all(reads), switches })}\n`);

function note(event: ProgressEvent, release: string): void {
  if (event.kind !== 'done' || !event.done.startsWith('switched from')) return;
  const until = Date.now();
  switches.push({ host: event.subject, at: until - event.seconds * 1000, until, release });
}

/** Does not wait for responses, so slow ones do not reduce the rate of requests. */
async function readOn(fleet: ContentFleet['hosts']): Promise<void> {
  for (let turn = 0; !over.signal.aborted; turn++) {
    const host = fleet[turn % fleet.length];
    if (host) reads.push(read(host));
    await pause(EVERY_MS);
  }
}

function read({ name: host, address }: ContentFleet['hosts'][number]): Promise<Read> {
  const at = Date.now();
  return new Promise((resolve) => {
    const call = request(
      {
        host: address,
        servername: cluster.declaration.domain,
        headers: { host: cluster.declaration.domain },
        rejectUnauthorized: false,
        agent: false,
        signal: AbortSignal.timeout(20_000),
      },
      (answer) => {
        const release = answer.headers['x-release']?.toString() ?? '';
        answer.resume();
        answer.on('end', () =>
          resolve({ host, at, until: Date.now(), status: answer.statusCode ?? 0, release }),
        );
      },
    );
    call.on('error', () => resolve({ host, at, until: Date.now(), status: 0, release: '' }));
    call.end();
  });
}
