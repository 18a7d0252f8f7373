import { z } from 'zod';
import { contentScript } from '#remote-scripts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { call, type ResultOf } from '../hosts/link/program.ts';

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

const none = z.object({});
const ofRelease = z.object({ release: z.string() });

/** A small droplet needs a while to hash all files of a large site, or to lint them for the first time. */
const contentProgram = {
  source: contentScript,
  timeoutMs: 10 * 60_000,
  verbs: {
    begin: {
      /** `version`: of WordPress, where that becomes part of the release. */
      input: z.object({ release: z.string(), version: z.string().optional() }),
      result: z.object({
        ...{ whole: z.boolean(), present: z.boolean(), tree: z.string(), base: z.string().nullable() },
        core: z.string().nullable(),
        /** Whether files of its WordPress differ from what was unpacked. */
        spoilt: z.boolean(),
        ...state,
      }),
    },
    accept: { input: ofRelease, result: z.object({ id: z.string(), files: z.number() }) },
    room: { input: none, result: z.object({ freeMiB: z.number() }) },
    lint: { input: ofRelease, result: z.object({ files: z.number(), errors: z.array(z.string()) }) },
    switch: { input: ofRelease, result: z.object({ was: z.string(), live: z.string() }) },
    keep: {
      /** `version`: the declared one of WordPress; `needed`: releases to keep however old they are. */
      input: z.object({
        release: z.string(),
        at: z.int(),
        version: z.string(),
        needed: z.array(z.string()).readonly(),
      }),
      result: stateSchema,
    },
    note: { input: z.object({ release: z.string(), at: z.int() }), result: stateSchema },
    history: { input: none, result: stateSchema },
    log: { input: z.object({ since: z.int() }), result: z.object({ line: z.string().nullable() }) },
  },
};
type Verbs = typeof contentProgram.verbs;
export type Answer<V extends keyof Verbs> = ResultOf<typeof contentProgram, V>;

/** Calls one verb of `hosts/remote/content/` on a host. Throws with the host's reason. */
export const ask = <V extends keyof Verbs>(
  host: ContentHost,
  verb: V,
  input: z.input<Verbs[V]['input']>,
): Promise<Answer<V>> => call(host, contentProgram, verb, input);
