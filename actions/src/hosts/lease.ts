import { Readable } from 'node:stream';
import { z } from 'zod';
import { leaseScript } from '#remote-scripts';
import type { HostConnection } from './connection.ts';
import { jsonIn } from './printed.ts';
import { programInput, RUN_FROM_INPUT } from './program-input.ts';

export interface LeaseOptions {
  /** The primary's; the lease lasts no longer than it. */
  readonly connection: HostConnection;
  /** Who takes it, for whom comes second: `owner/repository, run 17, since …`. */
  readonly holder: string;
  /** Milliseconds to wait for another holder. */
  readonly waitMs: number;
  readonly onWaiting?: (holder: string) => void;
}

/** The right to change the cluster, held on its primary by one run at a time. */
export interface Lease {
  /** Milliseconds since another held it; Infinity when none has since the primary started. */
  readonly idleMs: number;
  /** Whether it is still held: not so once the primary has not heard of this run for 20 s, or is gone. */
  isHeld(): boolean;
  release(): Promise<void>;
}

const eventSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), holder: z.string() }),
  z.object({ state: z.literal('held'), idleSeconds: z.number().nullable() }),
  z.object({ state: z.literal('refused'), holder: z.string() }),
]);
type LeaseEvent = z.infer<typeof eventSchema>;

/** The lease outlives three signs of life that got lost. */
const SIGN_OF_LIFE_MS = 5_000;

/**
 * Takes the lease, or throws who holds it once the time to wait is over. It ends by itself: at once when this process
 * dies, since the connection dies with it, and after 20 s when this machine is cut off.
 */
export async function takeLease({ connection, holder, waitMs, onWaiting }: LeaseOptions): Promise<Lease> {
  const order = JSON.stringify({ holder, waitSeconds: waitMs / 1000 });
  const input = new Readable({ read() {} });
  input.push(programInput(leaseScript, `${order}\n`));
  const timer = setInterval(() => input.push('\n'), SIGN_OF_LIFE_MS);
  let held = false;
  let ended: Promise<string> = Promise.resolve('');
  const idleSeconds = await new Promise<number | null>((resolve, reject) => {
    const onLine = (line: string) => {
      const event = eventOf(line);
      if (event?.state === 'waiting') onWaiting?.(event.holder);
      if (event?.state === 'refused') reject(refused(event.holder, waitMs));
      if (event?.state !== 'held') return;
      held = true;
      resolve(event.idleSeconds);
    };
    ended = connection
      .run(RUN_FROM_INPUT, { input, onLine })
      .then(({ stderr }) => stderr, String)
      .finally(() => {
        clearInterval(timer);
        held = false;
      });
    ended.then((why) => reject(new Error(`The lease could not be taken: ${why.trim()}. Run again.`)));
  });
  return {
    idleMs: idleSeconds === null ? Number.POSITIVE_INFINITY : idleSeconds * 1000,
    isHeld: () => held,
    release: async () => {
      input.push(null);
      await ended;
    },
  };
}

const eventOf = (line: string): LeaseEvent | undefined => eventSchema.safeParse(jsonIn(line)).data;

const refused = (holder: string, waitMs: number): Error =>
  new Error(
    `The cluster is being changed by ${holder}, and was still after ${Math.round(waitMs / 60_000)} minutes of waiting. ` +
      'Nothing more was changed; run again when that one has ended. Should it be dead, its lease ends by itself within 20 seconds.',
  );
