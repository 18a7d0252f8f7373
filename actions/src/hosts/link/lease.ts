import { Readable } from 'node:stream';
import { z } from 'zod';
import { leaseScript } from '#remote-scripts';
import type { HostConnection } from './connection.ts';
import { jsonIn } from './printed.ts';
import { programInput, RUN_FROM_INPUT } from './program-input.ts';

interface LeaseOptions {
  /** The primary's; the lease lasts no longer than it. */
  readonly connection: HostConnection;
  /** The lease holder, shown to a run that waits for it: `owner/repository, run 17, since …`. */
  readonly holder: string;
  /** Tells a run that takes it again, as after the primary's reboot, from another. */
  readonly run?: string;
  /** Milliseconds to wait for another holder. */
  readonly waitMs: number;
  readonly onWaiting?: (holder: string) => void;
}

/** The right to change the cluster, held on its primary by one run at a time. */
export interface Lease {
  /** Milliseconds since another held it; Infinity when none has since the primary started. */
  readonly idleMs: number;
  /** Whether that was this very run. */
  readonly wasOurs: boolean;
  /** Whether it is certain that it is still held: the primary has lately confirmed that it hears this run. */
  isHeld(): boolean;
  /** `untouched`: this run changed nothing, so the next run need not observe again because of it. */
  release(untouched?: boolean): Promise<void>;
}

const eventSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), holder: z.string() }),
  z.object({
    state: z.literal('held'),
    idleSeconds: z.number().nullable(),
    wasOurs: z.boolean().default(false),
  }),
  z.object({ state: z.literal('heard'), signs: z.number() }),
  z.object({ state: z.literal('refused'), holder: z.string() }),
]);
type LeaseEvent = z.infer<typeof eventSchema>;

/** The lease outlives three signs of life that got lost. */
const SIGN_OF_LIFE_MS = 5_000;
/** The primary gives it to another run 20 s after the last sign of life that it heard; this run stops before that. */
const CERTAIN_MS = 15_000;

const UNTOUCHED = '-';

/** Another run holds the lease, and did for all the time that this one waits. */
export class Refused extends Error {}

/**
 * Takes the lease, or throws who holds it once the time to wait is over. It ends by itself: at once when this process
 * dies, since the connection dies with it, and after 20 s when this machine is cut off.
 */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { connection, holder, run, waitMs, onWaiting } = options;
  const input = new Readable({ read() {} });
  input.push(programInput(leaseScript, `${JSON.stringify({ holder, run, waitSeconds: waitMs / 1000 })}\n`));
  const life = signsOfLife(input);
  let ended: Promise<string> = Promise.resolve('');
  const { idleSeconds, wasOurs } = await new Promise<Held>((resolve, reject) => {
    const onLine = (line: string) => {
      const event = eventOf(line);
      if (event?.state === 'waiting') onWaiting?.(event.holder);
      if (event?.state === 'refused') reject(refused(event.holder, waitMs));
      if (event?.state === 'heard') life.heard(event.signs);
      if (event?.state === 'held') resolve(event);
    };
    ended = connection
      .run(RUN_FROM_INPUT, { input, onLine })
      .then(({ stderr }) => stderr, String)
      .finally(life.end);
    ended.then((why) => reject(new Error(`The lease could not be taken: ${why.trim()}. Run again.`)));
  });
  life.begin();
  return {
    idleMs: idleSeconds === null ? Number.POSITIVE_INFINITY : idleSeconds * 1000,
    wasOurs,
    isHeld: life.isCertain,
    release: async (untouched = false) => {
      if (untouched) input.push(UNTOUCHED);
      input.push(null);
      await ended;
    },
  };
}

type Held = Extract<LeaseEvent, { state: 'held' }>;

/**
 * Sends signs of life, and knows when the last was sent that the primary heard. A link that is cut says so only later,
 * and a run whose process was busy may have been silent for too long without any error.
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

const eventOf = (line: string): LeaseEvent | undefined => eventSchema.safeParse(jsonIn(line)).data;

const refused = (holder: string, waitMs: number): Error =>
  new Refused(
    `The cluster is being changed by ${holder}, and was still after ${Math.round(waitMs / 60_000)} minutes of waiting. ` +
      'Nothing more was changed; run again when that one has ended. Should it be dead, its lease ends by itself within 20 seconds.',
  );
