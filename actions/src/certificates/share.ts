import { z } from 'zod';
import { certificatesScript } from '#remote-scripts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { call, type Program, ProgramFailure } from '../hosts/link/program.ts';
import { Failure } from '../lib/failure.ts';
import { type BackOff, backOffSchema } from './back-off.ts';

/** A TXT record that answers a challenge. */
export interface ChallengeRecord {
  /** Absolute; starts with `_acme-challenge.`. */
  readonly name: string;
  readonly value: string;
}

/** Who issued a certificate, and to which account. */
export interface Origin {
  /** URL of the ACME directory. */
  readonly directory: string;
  /** Thumbprint of the account's key; absent in records of earlier versions of this program. */
  readonly account?: string;
}

const originSchema = z.object({ directory: z.string(), account: z.string().optional() });

const lookSchema = z.object({
  chain: z.string().nullable(),
  // A corrupt file counts as missing: the next order writes it again.
  origin: originSchema.nullable().catch(null),
  backOff: backOffSchema.nullable().catch(null),
  challenges: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .nullable()
    .catch(null),
});

const versionSchema = z.object({ version: z.string(), chain: z.string(), origin: originSchema });
const copySchema = versionSchema.extend({ key: z.string() });

/** What a web host serves, as it was on the share, with the key (PEM). */
export type Copy = z.infer<typeof copySchema>;

/** The live chain and the records of earlier runs. */
export type ShareContent = z.infer<typeof lookSchema>;

/** The certificate's directory on the primary. */
export interface Share {
  look(): Promise<ShareContent>;
  /** Writes a record for later runs; null deletes it. */
  note(file: 'back-off', value: BackOff | null): Promise<void>;
  note(file: 'challenges', value: readonly ChallengeRecord[]): Promise<void>;
  /** Creates a new key on the primary and returns the signing request for it (PEM). The key stays there. */
  request(names: readonly string[]): Promise<string>;
  /** Stores the chain with that key under this version, and makes it the live one. */
  publish(version: string, chain: string, origin: Origin): Promise<void>;
  /** Makes a web host's copy the live version, if there is none. */
  restore(copy: Copy): Promise<void>;
}

const none = z.object({});
const certificatesProgram = {
  source: certificatesScript,
  timeoutMs: 60_000,
  verbs: {
    look: { input: none, result: lookSchema },
    note: { input: z.object({ file: z.enum(['back-off', 'challenges']), value: z.unknown() }), result: none },
    request: {
      input: z.object({ names: z.array(z.string()).readonly() }),
      result: z.object({ csr: z.string() }),
    },
    publish: {
      input: versionSchema,
      result: none,
    },
    copy: { input: none, result: z.object({ copy: copySchema.nullable().catch(null) }) },
    restore: { input: copySchema, result: none },
  },
} satisfies Program;

type Verbs = typeof certificatesProgram.verbs;

const FAILURES: Readonly<Record<keyof Verbs, string>> = {
  look: 'cannot read the certificate share',
  note: 'cannot write to the certificate share',
  request: 'cannot create a key and a certificate request',
  publish: 'cannot store the certificate',
  copy: 'cannot read the certificate that the host serves',
  restore: 'cannot store a copy of the certificate',
};

export function openShare(connection: HostConnection, primary: string): Share {
  const ask = <V extends keyof Verbs>(verb: V, input: z.input<Verbs[V]['input']>) =>
    call({ connection }, certificatesProgram, verb, input).catch((error) => {
      if (!(error instanceof ProgramFailure)) throw error;
      throw new Failure({
        where: primary,
        what: FAILURES[verb],
        cause: error.reason,
        remedy: 'Fix that on this host, then run again.',
      });
    });
  return {
    look: () => ask('look', {}),
    note: async (file: 'back-off' | 'challenges', value: unknown) =>
      void (await ask('note', { file, value })),
    request: async (names) => (await ask('request', { names })).csr,
    publish: async (version, chain, origin) => void (await ask('publish', { version, chain, origin })),
    restore: async (copy) => void (await ask('restore', copy)),
  };
}

/** The certificate that a web host serves, with its key; undefined if it has none, or does not answer. */
export const copyOf = (connection: HostConnection): Promise<Copy | undefined> =>
  call({ connection }, certificatesProgram, 'copy', {}).then(
    ({ copy }) => copy ?? undefined,
    () => undefined,
  );
