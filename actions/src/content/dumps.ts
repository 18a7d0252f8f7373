import { z } from 'zod';
import { dumpsScript } from '#remote-scripts';
import type { Declaration } from '../declaration/declaration.ts';
import { askProgram } from '../hosts/link/ask-program.ts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { messageOf } from '../lib/failure.ts';
import { type Progress, step } from '../run/progress.ts';

/** The primary, as far as the site's database goes. */
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

/** A large database on a small droplet is written, and read, at some 10 MiB a second. */
const TIMEOUT_MS = 30 * 60_000;

/** Has the primary do one verb of `hosts/remote/dumps/`. Throws with what it said. */
export async function askDatabase<V extends Verb>(
  primary: DatabaseHost,
  verb: V,
  ...subjects: readonly string[]
): Promise<z.infer<(typeof ANSWERS)[V]>> {
  const answer = await askProgram(primary, dumpsScript, [verb, ...subjects], TIMEOUT_MS);
  return ANSWERS[verb].parse(answer) as z.infer<(typeof ANSWERS)[V]>;
}

/** Removes what a killed run left beside the site's tables. Gives a line where that fails, which is no reason to end. */
export async function tidied(
  primary: DatabaseHost,
  { database }: Declaration,
  progress: Progress,
): Promise<string[]> {
  const tidy = () => askDatabase(primary, 'tidy', database.name);
  const found = ({ saved }: { saved: string | null }) =>
    saved === null ? 'nothing was left' : `dumped as ${saved} what a restore that did not end had replaced`;
  return step(progress, primary.name, 'looking for what a killed run left', tidy, found).then(
    () => [],
    (error) => [messageOf(error)],
  );
}

/** The releases that were live with the dumps that there are: what a restore needs. */
export async function neededReleases(primary: DatabaseHost): Promise<string[]> {
  const { names } = await askDatabase(primary, 'list');
  return [...new Set(names.flatMap((name) => readDump(name)?.release ?? []))];
}

/** What a dump's name tells; undefined where it is none, e.g. `20261123T124421Z-6.8.12-0123456789abcdef`. */
export function readDump(name: string): { readonly core: string; readonly release: string } | undefined {
  const [, core, release] = /^\d{8}T\d{6}Z-([\w.-]+)-(\w+)$/.exec(name) ?? [];
  return core && release ? { core, release } : undefined;
}
