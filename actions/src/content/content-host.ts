import { z } from 'zod';
import { contentScript } from '#remote-scripts';
import { askProgram } from '../hosts/link/ask-program.ts';
import type { HostConnection } from '../hosts/link/connection.ts';

/** A reachable web host. */
export interface ContentHost {
  readonly name: string;
  /** Public IPv4 address. */
  readonly address: string;
  readonly connection: HostConnection;
  /** The name under which it serves the site. Only known to differ from the domain while the site moves. */
  readonly site?: string;
  /** SHA-256 of its self-signed certificate, if it has no other yet. */
  readonly placeholder: string | undefined;
}

const state = {
  /** Id of the release. */
  live: z.string(),
  /** The kept releases, newest first, and since when each was live, in seconds since 1970. */
  history: z.array(z.object({ release: z.string(), at: z.number() })),
  /** WordPress versions of the live release and of the release kept last; null if there is none. */
  cores: z.object({ live: z.string().nullable(), kept: z.string().nullable() }),
};
const stateSchema = z.object(state);
export type HostState = z.infer<typeof stateSchema>;

/** A host in the state in which this run found it. */
export interface FoundHost {
  readonly host: ContentHost;
  readonly state: HostState;
}

const ANSWERS = {
  begin: z.object({
    ...{ whole: z.boolean(), present: z.boolean(), tree: z.string(), base: z.string().nullable() },
    core: z.string().nullable(),
    /** Whether files of its WordPress differ from those that were unpacked. */
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
export type Answer<V extends Verb> = z.infer<(typeof ANSWERS)[V]>;

/** A small droplet needs a while to hash all files of a large site, or to lint them for the first time. */
const TIMEOUT_MS = 10 * 60_000;

/** Runs one verb of `hosts/remote/content/` on a host. */
export async function ask<V extends Verb>(
  host: ContentHost,
  verb: V,
  ...subjects: readonly (string | number)[]
): Promise<Answer<V>> {
  const answer = await askProgram(host, contentScript, [verb, ...subjects], TIMEOUT_MS);
  return ANSWERS[verb].parse(answer) as Answer<V>;
}
