import { Resolver } from 'node:dns/promises';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROUTER } from '../network/addresses.ts';
import type { Names } from '../ports.ts';
import { command } from '../runtime/command.ts';
import { poll } from '../runtime/poll.ts';
import { serially } from '../runtime/serially.ts';
import { control, startKnot, writeConfig, zoneFileName } from './knot.ts';
import { zoneFile } from './zone-file.ts';

interface NamesOptions {
  /** A directory for Knot's use, created if it is missing. */
  readonly folder: string;
  readonly log: string;
}

/** Because the DNS also serves the root zone, it answers NXDOMAIN for every other name at once. */
const ROOT = '';

/** Starts the real DNS at the router's address. */
export async function createNames({ folder, log }: NamesOptions): Promise<Names> {
  await mkdir(folder, { recursive: true });
  const zones = new Set([ROOT]);
  const write = (zone: string, text: string) => writeFile(join(folder, zoneFileName(zone)), text);
  const knotc = (...words: readonly string[]) => command('knotc', control(folder, ...words));
  const reconfigure = async () => {
    await writeConfig(folder, [...zones]);
    await knotc('--blocking', 'reload');
  };
  /** Serials begin with the time, like DigitalOcean's. */
  let serial = Math.floor(Date.now() / 1000);

  const publish: Names['publish'] = async (zone, records) => {
    serial += 1;
    await write(zone, zoneFile(zone, records, serial));
    if (!zones.has(zone)) {
      zones.add(zone);
      await reconfigure();
    }
    await knotc('--blocking', 'zone-reload', `${zone}.`).catch(() => refuse(zone, log));
    await answering(zone, serial);
  };
  const remove: Names['remove'] = async (zone) => {
    if (!zones.delete(zone)) return;
    await reconfigure();
    await rm(join(folder, zoneFileName(zone)), { force: true });
  };

  await writeConfig(folder, [ROOT]);
  await write(ROOT, zoneFile(ROOT, [], serial));
  startKnot(folder, log);
  await answering(ROOT, serial);
  const one = serially((work: () => Promise<void>) => work());
  return {
    publish: (zone, records) => one(() => publish(zone, records)),
    remove: (zone) => one(() => remove(zone)),
  };
}

function refuse(zone: string, log: string): never {
  throw new Error(`The DNS does not take the records of ${zone}: the end of ${log} says which`);
}

/** Resolves when the DNS answers with this version of the zone. */
const answering = (zone: string, serial: number): Promise<true> => {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([ROUTER.ipv4]);
  const look = async () => ((await resolver.resolveSoa(zone)).serial === serial ? true : undefined);
  return poll(() => look().catch(() => undefined), {
    what: `the DNS to answer for ${zone || 'the root'}`,
    timeoutMs: 10_000,
  });
};
