import pMap from 'p-map';
import { messageOf } from '../../lib/failure.ts';
import { step } from '../../run/progress.ts';
import { ask, type ContentHost } from '../content-host.ts';
import { probe } from './probe.ts';
import type { Switching } from './switching.ts';
import { backAll } from './way-back.ts';

export interface Switched {
  /** Milliseconds in which all hosts had switched. */
  readonly tookMs: number;
  /** What was done to the database. */
  readonly database: string | undefined;
  /** What went wrong after the switch was seen to be good, and changes nothing of it. A line each. */
  readonly failures: readonly string[];
}

/**
 * The second phase: all hosts switch at once, each by one rename, and each is asked for the site's pages. One that fails
 * takes all of them back to what they served before. Once all pages are good the switch stays, whatever fails after.
 */
export async function switchAll(switching: Switching): Promise<Switched> {
  const { database } = switching;
  await database?.prepare().catch((cause) => {
    throw new Error(`${messageOf(cause)}\nNothing was switched.`, { cause });
  });
  switching.mayGoOn();
  const since = Math.floor(Date.now() / 1000);
  const tookMs = await goLive(switching, since).catch(async (cause) => {
    throw new Error([messageOf(cause), ...(await backAll(switching))].join('\n'), { cause });
  });
  const failures = await keepAll(switching, since);
  const end = await database?.end().catch((error) => void failures.push(messageOf(error)));
  return { tookMs, database: end ?? undefined, failures };
}

async function goLive(switching: Switching, since: number): Promise<number> {
  const { found, declaration, release, progress, database, askForSite } = switching;
  const hosts = found.map(({ host }) => host);
  const began = performance.now();
  await all(hosts, (host) =>
    step(progress, host.name, 'switching', () => ask(host, 'switch', release), went),
  );
  const tookMs = performance.now() - began;
  await database?.make();
  const look = (host: ContentHost) => probe(host, declaration, release, since, askForSite);
  await all(hosts, (host) => step(progress, host.name, 'asking for pages', () => look(host), served));
  return tookMs;
}

/** A host that cannot note it serves it nevertheless; the next run sees that the note is not there. */
async function keepAll({ found, declaration, release, needed }: Switching, since: number): Promise<string[]> {
  const keep = (host: ContentHost) =>
    ask(host, 'keep', release, since, declaration.wordpress.version, ...needed);
  const failures = await failuresOf(
    found.map(({ host }) => host),
    keep,
  );
  return failures.map((line) => `${line}: it serves release ${release}, and could not note so. Sync again.`);
}

const went = ({ was, live }: { was: string; live: string }): string => `switched from ${was} to ${live}`;
const served = (): string => 'serves it';

async function all(
  hosts: readonly ContentHost[],
  work: (host: ContentHost) => Promise<unknown>,
): Promise<void> {
  const failures = await failuresOf(hosts, work);
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

/** Waits for every host, so that none is still switching when it is asked to go back. */
async function failuresOf(
  hosts: readonly ContentHost[],
  work: (host: ContentHost) => Promise<unknown>,
): Promise<string[]> {
  const failures: string[] = [];
  await pMap(hosts, (host) => work(host).catch((error) => failures.push(messageOf(error))));
  return failures;
}
