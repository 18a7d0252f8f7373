import pMap from 'p-map';
import type { Declaration } from '../../declaration/declaration.ts';
import { Failure, messageOf } from '../../lib/failure.ts';
import { type Progress, step } from '../../run/progress.ts';
import type { AskForSite } from '../../run/site.ts';
import { ask, type ContentHost, type FoundHost } from '../content-host.ts';
import type { DatabaseChange } from '../dumps.ts';
import { probe } from './probe.ts';
import { switchBack } from './switch-back.ts';

interface Switching {
  readonly found: readonly FoundHost[];
  readonly declaration: Declaration;
  readonly release: string;
  /** Releases that hosts keep however old they are, because dumps of the database belong to them. */
  readonly needed: readonly string[];
  readonly progress: Progress;
  /** Throws once this run must stop. Called before anything becomes live. */
  readonly mayGoOn: () => void;
  readonly database?: DatabaseChange;
  /** Tests replace it. */
  readonly askForSite?: AskForSite;
}

export interface Switched {
  /** Milliseconds until all hosts had switched. */
  readonly tookMs: number;
  /** What was done to the database. */
  readonly database: string | undefined;
  /** One line for each failure after the switch was complete. They do not undo it. */
  readonly failures: readonly string[];
}

/**
 * The second phase: all hosts switch at once, each by one rename, and each must then serve the site's pages. If one fails, all
 * hosts switch back to what they served before. Once all pages are good, no later failure undoes the switch.
 */
export async function switchAll(switching: Switching): Promise<Switched> {
  const { database } = switching;
  await database?.prepare().catch((cause) => {
    throw new Error(`${messageOf(cause)}\nNo host was switched.`, { cause });
  });
  switching.mayGoOn();
  const since = Math.floor(Date.now() / 1000);
  const tookMs = await goLive(switching, since).catch(async (cause) => {
    throw new Error([messageOf(cause), ...(await switchBack(switching))].join('\n'), { cause });
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
    step(
      progress,
      host.name,
      'switching',
      () => ask(host, 'switch', { release }),
      ({ was, live }) => `switched from ${was} to ${live}`,
    ),
  );
  const tookMs = performance.now() - began;
  await database?.make();
  const check = (host: ContentHost) => probe(host, declaration, release, since, askForSite);
  await all(hosts, (host) =>
    step(
      progress,
      host.name,
      'checking pages',
      () => check(host),
      () => 'serves the release',
    ),
  );
  return tookMs;
}

/** A host that cannot record the release in its history still serves it. The next run sees that the record is missing. */
async function keepAll({ found, declaration, release, needed }: Switching, since: number): Promise<string[]> {
  const keep = (host: ContentHost) =>
    ask(host, 'keep', { release, at: since, version: declaration.wordpress.version, needed });
  const failures = await failuresOf(
    found.map(({ host }) => host),
    keep,
  );
  const remedy = `It serves release ${release}, but could not record it in its history. Sync again.`;
  return failures.map((line) => new Failure({ what: line, remedy }).message);
}

async function all(
  hosts: readonly ContentHost[],
  work: (host: ContentHost) => Promise<unknown>,
): Promise<void> {
  const failures = await failuresOf(hosts, work);
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

/** Waits for all hosts, so none is still switching when it must switch back. */
async function failuresOf(
  hosts: readonly ContentHost[],
  work: (host: ContentHost) => Promise<unknown>,
): Promise<string[]> {
  const failures: string[] = [];
  await pMap(hosts, (host) => work(host).catch((error) => failures.push(messageOf(error))));
  return failures;
}
