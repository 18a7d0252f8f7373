import { z } from 'zod';
import { contentScript } from '#remote-scripts';
import { askProgram } from '../hosts/link/ask-program.ts';
import type { HostConnection } from '../hosts/link/connection.ts';

/** A web host that answers. */
export interface ContentHost {
  readonly name: string;
  /** Public IPv4 address. */
  readonly address: string;
  readonly connection: HostConnection;
  /** The name under which it gives the site, where that is not known to be the domain: while the site moves. */
  readonly site?: string;
  /** SHA-256 of its self-signed certificate, where it has no other yet. */
  readonly placeholder: string | undefined;
}

const state = {
  /** Id of the release. */
  live: z.string(),
  /** Those that were kept, newest first, and since when each was live, in seconds since 1970. */
  history: z.array(z.object({ release: z.string(), at: z.number() })),
  /** Versions of WordPress: of what is live, and of what was kept last; null where there is none. */
  cores: z.object({ live: z.string().nullable(), kept: z.string().nullable() }),
};
const stateSchema = z.object(state);
export type HostState = z.infer<typeof stateSchema>;

/** A host as this run found it, with the lease held and nothing changed. */
export interface FoundHost {
  readonly host: ContentHost;
  readonly state: HostState;
}

const ANSWERS = {
  begin: z.object({
    ...{ whole: z.boolean(), present: z.boolean(), tree: z.string(), base: z.string().nullable() },
    core: z.string().nullable(),
    /** Whether files of its WordPress are no longer as they were unpacked. */
    spoilt: z.boolean(),
    ...state,
  }),
  accept: z.object({ id: z.string(), files: z.number() }),
  room: z.object({ freeMiB: z.number() }),
  lint: z.object({ files: z.number(), errors: z.array(z.string()) }),
  switch: z.object({ was: z.string(), live: z.string() }),
  keep: stateSchema,
  note: stateSchema,
  history: stateSchema,
  log: z.object({ line: z.string().nullable() }),
};
type Verb = keyof typeof ANSWERS;

/** A digest of all files of a large site takes a while on a small droplet; so does a first lint. */
const TIMEOUT_MS = 10 * 60_000;

/** Has a host do one verb of `hosts/remote/content/`. Throws with what the host said. */
export async function ask<V extends Verb>(
  host: ContentHost,
  verb: V,
  ...subjects: readonly (string | number)[]
): Promise<z.infer<(typeof ANSWERS)[V]>> {
  const answer = await askProgram(host, contentScript, [verb, ...subjects], TIMEOUT_MS);
  return ANSWERS[verb].parse(answer) as z.infer<(typeof ANSWERS)[V]>;
}
