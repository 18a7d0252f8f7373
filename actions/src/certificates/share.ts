import { z } from 'zod';
import { certificatesScript } from '#remote-scripts';
import type { HostConnection } from '../hosts/link/connection.ts';
import { jsonIn } from '../hosts/link/printed.ts';
import { programInput, RUN_FROM_INPUT } from '../hosts/link/program-input.ts';
import { type BackOff, backOffSchema } from './back-off.ts';

/** A TXT record that answers a challenge. */
export interface ChallengeRecord {
  /** Absolute, `_acme-challenge.` in front. */
  readonly name: string;
  readonly value: string;
}

/** Where a certificate came from. */
export interface Origin {
  /** URL of the ACME directory. */
  readonly directory: string;
  /** Thumbprint of the key of the account that ordered it; absent in what an earlier version of this program wrote. */
  readonly account?: string;
}

const lookSchema = z.object({
  chain: z.string().nullable(),
  // What another hand has spoilt counts as not there: an order makes it anew.
  origin: z.object({ directory: z.string(), account: z.string().optional() }).nullable().catch(null),
  backOff: backOffSchema.nullable().catch(null),
  challenges: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .nullable()
    .catch(null),
});

/** What the share holds: the live chain and what former runs left word of. */
export type ShareContent = z.infer<typeof lookSchema>;

/** The certificate's place on the primary, over its connection. Every method throws what the primary refuses, and why. */
export interface Share {
  look(): Promise<ShareContent>;
  /** Leaves word for later runs; null takes it back. */
  note(file: 'back-off', value: BackOff | null): Promise<void>;
  note(file: 'challenges', value: readonly ChallengeRecord[]): Promise<void>;
  /** Has a new key made there, and gives the request for it (PEM): the key stays. */
  request(names: readonly string[]): Promise<string>;
  /** Puts the chain beside that key as a version of this name, and makes it the live one. */
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
