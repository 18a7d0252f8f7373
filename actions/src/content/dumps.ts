import { z } from 'zod';
import { dumpsScript } from '#remote-scripts';
import type { Declaration } from '../declaration/declaration.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { call, type ResultOf } from '../hosts/link/program.ts';
import { messageOf } from '../lib/failure.ts';
import { type Progress, step } from '../run/progress.ts';

/** A host that holds the site's database: the primary, or a member of a clustered one. */
export interface DatabaseHost {
  readonly name: string;
  readonly connection: HostConnection;
}

const none = z.object({});
const ofDatabase = z.object({ database: z.string() });
/** With the WordPress and the release that are live with its tables. */
const inUse = ofDatabase.extend({ version: z.string(), release: z.string() });
const savedDump = z.object({ saved: z.string().nullable() });

/** A small droplet writes and reads a large database at about 10 MiB a second. */
const dumpsProgram = {
  source: dumpsScript,
  timeoutMs: 30 * 60_000,
  verbs: {
    make: { input: inUse, result: z.object({ name: z.string() }) },
    list: { input: none, result: z.object({ names: z.array(z.string()) }) },
    load: { input: ofDatabase.extend({ name: z.string() }), result: none },
    swap: { input: inUse, result: none },
    back: { input: ofDatabase, result: none },
    tidy: { input: ofDatabase, result: savedDump },
    end: { input: ofDatabase, result: savedDump },
  },
};
type Verbs = typeof dumpsProgram.verbs;

/** Calls one verb of `hosts/remote/dumps/` on the primary. Throws with the primary's reason. */
export const askDatabase = <V extends keyof Verbs>(
  primary: DatabaseHost,
  verb: V,
  input: z.input<Verbs[V]['input']>,
): Promise<ResultOf<typeof dumpsProgram, V>> => call(primary, dumpsProgram, verb, input);

/** A change to the site's database that goes with a switch. */
export interface DatabaseChange {
  /** Before anything becomes live. Throws to prevent the switch. */
  prepare(): Promise<void>;
  /** After all hosts have switched, before their pages are checked. */
  make(): Promise<void>;
  /** After hosts have switched back, or tried to. Returns what a person must know about the database. */
  undo(areBack: boolean): Promise<string>;
  /** After the hosts have kept the release. Returns what was done. */
  end(): Promise<string>;
}

/** Removes what a killed run left next to the site's tables. Returns a line if that fails; the run continues. */
export async function removeLeftovers(
  primary: DatabaseHost,
  { database }: Declaration,
  progress: Progress,
): Promise<string[]> {
  const tidy = () => askDatabase(primary, 'tidy', { database: database.name });
  const found = ({ saved }: { saved: string | null }) =>
    saved === null ? 'none found' : `dumped the tables that an unfinished restore had replaced, as ${saved}`;
  return step(progress, primary.name, 'looking for leftovers of a killed run', tidy, found).then(
    () => [],
    (error) => [messageOf(error)],
  );
}

interface StoredDump {
  readonly name: string;
  /** The host that has it. */
  readonly store: DatabaseHost;
}

/** The dumps that hosts keep, newest first: a dump stays on the host that made it. */
export async function storedDumps(stores: readonly DatabaseHost[]): Promise<readonly StoredDump[]> {
  const found = await Promise.all(
    stores.map(async (store) => {
      const { names } = await askDatabase(store, 'list', {});
      return names.map((name) => ({ name, store }));
    }),
  );
  return found.flat().sort((one, other) => (one.name < other.name ? 1 : -1));
}

/** The releases that were live when the existing dumps were made. A restore needs them. */
export async function neededReleases(stores: readonly DatabaseHost[]): Promise<string[]> {
  const dumps = await storedDumps(stores);
  return [...new Set(dumps.flatMap(({ name }) => readDump(name)?.release ?? []))];
}

/** Parses the name of a dump, e.g. `20261123T124421Z-6.8.12-0123456789abcdef`. */
export function readDump(name: string): { readonly core: string; readonly release: string } | undefined {
  const [, core, release] = /^\d{8}T\d{6}Z-([\w.-]+)-(\w+)$/.exec(name) ?? [];
  return core && release ? { core, release } : undefined;
}
