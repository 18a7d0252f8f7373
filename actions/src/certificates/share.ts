import { z } from 'zod';
import { certificatesScript } from '#remote-scripts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { jsonIn } from '../hosts/link/printed.ts';
import { programInput, RUN_FROM_INPUT } from '../hosts/link/program-input.ts';
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

const lookSchema = z.object({
  chain: z.string().nullable(),
  // A record that was damaged by hand counts as missing. An order writes it again.
  origin: z.object({ directory: z.string(), account: z.string().optional() }).nullable().catch(null),
  backOff: backOffSchema.nullable().catch(null),
  challenges: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .nullable()
    .catch(null),
});

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
}

const answerSchema = z.union([z.object({ done: z.unknown() }), z.object({ refused: z.string() })]);

export function openShare(connection: HostConnection, primary: string): Share {
  const ask = async (request: { readonly verb: string }): Promise<unknown> => {
    const input = programInput(certificatesScript, JSON.stringify(request));
    const { stdout, stderr } = await connection.run(RUN_FROM_INPUT, { input, timeoutMs: 60_000 });
    const answer = answerSchema.safeParse(jsonIn(stdout)).data;
    if (answer && 'done' in answer) return answer.done;
    const said = answer?.refused ?? (stderr.trim().slice(-400) || 'no answer');
    throw new Error(
      `${primary} could not ${request.verb} the certificate: ${said}. Mend that there, and run again.`,
    );
  };
  const note = async (file: string, value: unknown) => void (await ask({ verb: 'note', ...{ file, value } }));
  return {
    look: async () => lookSchema.parse(await ask({ verb: 'look' })),
    note,
    request: async (names) =>
      z.object({ csr: z.string() }).parse(await ask({ verb: 'request', ...{ names } })).csr,
    publish: async (version, chain, origin) =>
      void (await ask({ verb: 'publish', ...{ version, chain, origin } })),
  };
}
