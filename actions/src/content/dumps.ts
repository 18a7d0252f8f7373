import { z } from 'zod';
import { dumpsScript } from '#remote-scripts';
import type { Declaration } from '../declaration/declaration.ts';
import { askProgram } from '../hosts/link/ask-program.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { messageOf } from '../lib/failure.ts';
import { type Progress, step } from '../run/progress.ts';

/** The primary, which holds the site's database. */
export interface DatabaseHost {
  readonly name: string;
  readonly connection: HostConnection;
}

const nothing = z.object({});
const ANSWERS = {
  make: z.object({ name: z.string() }),
  list: z.object({ names: z.array(z.string()) }),
  load: nothing,
  swap: nothing,
  back: nothing,
  tidy: z.object({ saved: z.string().nullable() }),
  end: z.object({ saved: z.string().nullable() }),
};
type Verb = keyof typeof ANSWERS;

/** A small droplet writes and reads a large database at about 10 MiB a second. */
const TIMEOUT_MS = 30 * 60_000;

/** Runs one verb of `hosts/remote/dumps/` on the primary. */
export async function askDatabase<V extends Verb>(
  primary: DatabaseHost,
  verb: V,
  ...subjects: readonly string[]
): Promise<z.infer<(typeof ANSWERS)[V]>> {
  const answer = await askProgram(primary, dumpsScript, [verb, ...subjects], TIMEOUT_MS);
  return ANSWERS[verb].parse(answer) as z.infer<(typeof ANSWERS)[V]>;
}

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
  const tidy = () => askDatabase(primary, 'tidy', database.name);
  const found = ({ saved }: { saved: string | null }) =>
    saved === null ? 'none found' : `dumped the tables that an unfinished restore had replaced, as ${saved}`;
  return step(progress, primary.name, 'looking for leftovers of a killed run', tidy, found).then(
    () => [],
    (error) => [messageOf(error)],
  );
}

/** The releases that were live when the existing dumps were made. A restore needs them. */
export async function neededReleases(primary: DatabaseHost): Promise<string[]> {
  const { names } = await askDatabase(primary, 'list');
  return [...new Set(names.flatMap((name) => readDump(name)?.release ?? []))];
}

/** Parses the name of a dump, e.g. `20261123T124421Z-6.8.12-0123456789abcdef`. */
export function readDump(name: string): { readonly core: string; readonly release: string } | undefined {
  const [, core, release] = /^\d{8}T\d{6}Z-([\w.-]+)-(\w+)$/.exec(name) ?? [];
  return core && release ? { core, release } : undefined;
}
