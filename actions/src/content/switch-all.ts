import pMap from 'p-map';
import type { Declaration } from '../declaration/declaration.ts';
import { messageOf, type Progress, told } from '../run/progress.ts';
import { ask, type ContentHost } from './content-host.ts';
import { probe } from './probe.ts';

export interface Switching {
  readonly hosts: readonly ContentHost[];
  readonly declaration: Declaration;
  readonly release: string;
  readonly progress: Progress;
  /** Throws once this run may not go on; asked before anything becomes live. */
  readonly mayGoOn: () => void;
  readonly database?: DatabaseChange | undefined;
}

/** What is done to the site's database along with a switch. */
export interface DatabaseChange {
  /** While nothing is live yet. Throws where there is to be no switch. */
  prepare(): Promise<void>;
  /** Once every host has switched, before any of them is asked for pages. */
  make(): Promise<void>;
  /** Once they are to switch back. Gives what a person must know of the database then. */
  undo(): Promise<string>;
  /** Once the release is kept. Gives what was done. */
  end(): Promise<string>;
}

export interface Switched {
  /** Milliseconds in which all hosts had switched. */
  readonly tookMs: number;
  /** What was done to the database. */
  readonly database: string | undefined;
}

/**
 * The second phase: all hosts switch at once, each by one rename, and each is asked for the site's pages. One that fails
 * takes all of them back to what they served before; only what every host serves is kept.
 */
export async function switchAll(switching: Switching): Promise<Switched> {
  const { database } = switching;
  await database?.prepare().catch((cause) => {
    throw new Error(`${messageOf(cause)}\nNothing was switched.`, { cause });
  });
  switching.mayGoOn();
  const tookMs = await goLive(switching).catch(async (cause) => {
    throw new Error([messageOf(cause), ...(await backAll(switching))].join('\n'), { cause });
  });
  return { tookMs, database: await database?.end() };
}

async function goLive({ hosts, declaration, release, progress, database }: Switching): Promise<number> {
  const since = Math.floor(Date.now() / 1000);
  const began = performance.now();
  await each(hosts, (host) =>
    told(progress, host.name, 'switching', () => ask(host, 'switch', release), went),
  );
  const tookMs = performance.now() - began;
  await database?.make();
  const look = (host: ContentHost) => probe(host, declaration.domain, release, since);
  await each(hosts, (host) => told(progress, host.name, 'asking for pages', () => look(host), served));
  await each(hosts, (host) => ask(host, 'keep', release, since, declaration.wordpress.version));
  return tookMs;
}

const went = ({ was, live }: { was: string; live: string }): string => `switched from ${was} to ${live}`;
const served = (): string => 'serves it';

/** Waits for every host, so that none is still switching when it is told to go back. */
async function each(
  hosts: readonly ContentHost[],
  work: (host: ContentHost) => Promise<unknown>,
): Promise<void> {
  const failures: string[] = [];
  await pMap(hosts, (host) =>
    work(host).catch((error) => {
      failures.push(messageOf(error));
    }),
  );
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

async function backAll({ hosts, progress, database }: Switching): Promise<string[]> {
  const back = each(hosts, (host) =>
    told(progress, host.name, 'switching back', () => ask(host, 'back'), went),
  );
  const said = await back.then(
    () => 'Every host serves again what it served before.',
    (error) => `And not every host could be switched back: ${messageOf(error)}. Sync again once they answer.`,
  );
  const undone = await database
    ?.undo()
    .catch((error) => `And the database could not be: ${messageOf(error)}`);
  return [said, ...(undone === undefined ? [] : [undone])];
}
