import { Readable } from 'node:stream';
import { z } from 'zod';
import { leaseScript } from '#remote-scripts';
import { messageOf } from '../../lib/failure.ts';
import type { HostConnection } from './connection.ts';
import { call } from './program.ts';

interface LeaseOptions {
  /** The lease lasts no longer than it. */
  readonly connection: HostConnection;
  /** The lease holder, shown to a run that waits for it: `owner/repository, run 17, since …`. */
  readonly holder: string;
  /** Identifies a run that takes the lease again, e.g. after the host's reboot. */
  readonly run?: string;
  /** Milliseconds to wait for another holder. */
  readonly waitMs: number;
  readonly onWaiting?: (holder: string) => void;
}

/** One host's part of the right to change the cluster, held by one run at a time. See `run/quorum.ts`. */
export interface Lease {
  /** Milliseconds since another run held it; Infinity if none has held it since the host started. */
  readonly idleMs: number;
  /** Whether the last holder was this run. */
  readonly wasOurs: boolean;
  /** Whether it is certainly still held: the host has recently confirmed a sign of life. */
  isHeld(): boolean;
  /** `untouched`: this run changed nothing, so the next run need not observe again because of it. */
  release(untouched?: boolean): Promise<void>;
}

const heldSchema = z.object({
  event: z.literal('held'),
  idleSeconds: z.number().nullable(),
  wasOurs: z.boolean(),
});
type Held = z.infer<typeof heldSchema>;

const leaseProgram = {
  source: leaseScript,
  verbs: {
    take: {
      /** `seconds`: how long to wait for another holder. */
      input: z.object({ holder: z.string(), run: z.string().optional(), seconds: z.number() }),
      event: z.discriminatedUnion('event', [
        z.object({ event: z.literal('waiting'), holder: z.string() }),
        heldSchema,
        z.object({ event: z.literal('heard'), signs: z.number() }),
      ]),
      result: z.discriminatedUnion('outcome', [
        z.object({ outcome: z.literal('refused'), holder: z.string() }),
        z.object({ outcome: z.literal('ended') }),
      ]),
    },
  },
};

type LeaseEvent = z.infer<typeof leaseProgram.verbs.take.event>;

/** The lease survives three lost signs of life. */
const SIGN_OF_LIFE_MS = 5_000;
/** The host gives the lease to another run 20 s after the last sign of life. This run stops before that. */
const CERTAIN_MS = 15_000;

const UNTOUCHED = '-';

/** Another run held the lease for as long as this run waited. */
export class Refused extends Error {}

/**
 * Takes the lease, or throws an error that names its holder after the time to wait. The lease ends by itself: at once when this process
 * dies, because the connection ends too, and after 20 s when this machine is cut off.
 */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { connection, holder, run, waitMs, onWaiting } = options;
  const stream = new Readable({ read() {} });
  const life = signsOfLife(stream);
  let ended: Promise<unknown> = Promise.resolve();
  const { idleSeconds, wasOurs } = await new Promise<Held>((resolve, reject) => {
    const onEvent = (event: LeaseEvent) => {
      if (event.event === 'waiting') onWaiting?.(event.holder);
      if (event.event === 'heard') life.heard(event.signs);
      if (event.event === 'held') resolve(event);
    };
    const request = { holder, run, seconds: waitMs / 1000 };
    ended = call({ connection }, leaseProgram, 'take', request, { onEvent, stream })
      .finally(life.end)
      .then((result) =>
        reject(result.outcome === 'refused' ? refused(result.holder, waitMs) : notTaken('it ended')),
      )
      .catch((error) => reject(notTaken(messageOf(error))));
  });
  life.begin();
  return {
    idleMs: idleSeconds === null ? Number.POSITIVE_INFINITY : idleSeconds * 1000,
    wasOurs,
    isHeld: life.isCertain,
    release: async (untouched = false) => {
      if (untouched) stream.push(UNTOUCHED);
      stream.push(null);
      await ended;
    },
  };
}

/**
 * Sends signs of life, and records when the last confirmed one was sent. A broken connection reports no error for a while, and a busy
 * process may be silent for too long without any error.
 */
function signsOfLife(input: Readable) {
  const sent: number[] = [];
  let ended = false;
  let confirmed = 0;
  const timer = setInterval(() => {
    sent.push(performance.now());
    input.push('\n');
  }, SIGN_OF_LIFE_MS);
  const confirm = (at: number) => {
    confirmed = Math.max(confirmed, at);
  };
  return {
    begin: () => confirm(performance.now()),
    heard: (signs: number) => confirm(sent[signs - 1] ?? 0),
    isCertain: () => !ended && performance.now() - confirmed < CERTAIN_MS,
    end: () => {
      ended = true;
      clearInterval(timer);
    },
  };
}

const notTaken = (why: string): Error => new Error(`Cannot take the lease: ${why} Run again.`);

const refused = (holder: string, waitMs: number): Error =>
  new Refused(
    `${holder} is changing the cluster, and still was after ${Math.round(waitMs / 60_000)} minutes of waiting. ` +
      'Nothing more was changed. Run again after it ends. If it was killed, its lease ends by itself within 20 seconds.',
  );
