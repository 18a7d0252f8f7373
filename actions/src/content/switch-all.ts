import pMap from 'p-map';
import { messageOf, type Progress, told } from '../run/progress.ts';
import { ask, type ContentHost } from './content-host.ts';
import { probe } from './probe.ts';

export interface Switching {
  readonly hosts: readonly ContentHost[];
  readonly domain: string;
  readonly release: string;
  readonly progress: Progress;
}

/**
 * The second phase: all hosts switch at once, each by one rename, and each is asked for the site's pages. One that fails
 * takes all of them back to what they served before; only what every host serves is kept. Gives the milliseconds in
 * which all had switched.
 */
export async function switchAll(switching: Switching): Promise<number> {
  const { hosts, domain, release, progress } = switching;
  const since = Math.floor(Date.now() / 1000);
  const began = performance.now();
  try {
    await each(hosts, (host) =>
      told(progress, host.name, 'switching', () => ask(host, 'switch', release), went),
    );
    const took = performance.now() - began;
    await each(hosts, (host) =>
      told(progress, host.name, 'asking for pages', () => probe(host, domain, release, since), served),
    );
    await each(hosts, (host) => ask(host, 'keep', release));
    return took;
  } catch (cause) {
    throw new Error(`${messageOf(cause)}\n${await backAll(switching)}`, { cause });
  }
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

async function backAll({ hosts, progress }: Switching): Promise<string> {
  try {
    await each(hosts, (host) => told(progress, host.name, 'switching back', () => ask(host, 'back'), went));
    return 'Every host serves again what it served before.';
  } catch (error) {
    return `And not every host could be switched back: ${messageOf(error)}. Sync again once they answer.`;
  }
}
