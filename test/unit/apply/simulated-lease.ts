import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { RunResult } from '../../../actions/src/hosts/link/connection.ts';
import { done, requestIn } from '../hosts/requests.ts';

/** Time, and a way to let other events go first. */
export interface LeaseWorld {
  now(): number;
  turn(): Promise<void>;
}

/** More microtasks than the end of a command takes to reach its caller. */
const HEARD = 30;

const ENDED: RunResult = { code: 0, stdout: done({ outcome: 'ended' }), stderr: '' };

const refusedFor = (holder: string): RunResult => ({
  ...ENDED,
  stdout: done({ outcome: 'refused', holder }),
});

/** Resolves when a link ends, or at once if it has. */
const ended = (cut: AbortSignal): Promise<unknown> => (cut.aborted ? Promise.resolve() : once(cut, 'abort'));

/** The lease in memory, as `remote/lease/` keeps it in files. The last holder survives a reboot. */
export class SimulatedLease {
  holder: string | undefined;
  private last: { readonly run: string; readonly at: number } | undefined;

  constructor(private readonly world: LeaseWorld) {}

  /** Grants it to the first caller, until its stream of keep-alives ends or its link is cut. */
  async lend(input: Readable, onLine: (line: string) => void, cut: AbortSignal): Promise<RunResult> {
    const say = (event: object) => onLine(JSON.stringify(event));
    const { run, seconds } = requestOf(String((await once(input, 'data'))[0]));
    let reported = '';
    // Waits for events, because some of them take minutes of simulated time.
    for (let events = 0; this.holder !== undefined; events += 1, reported = this.holder ?? '') {
      if (events > seconds * 1000) return refusedFor(this.holder);
      if (reported !== this.holder) say({ event: 'waiting', holder: this.holder });
      await this.world.turn();
      if (cut.aborted) return ENDED;
    }
    const idleSeconds = this.last ? (this.world.now() - this.last.at) / 1000 : null;
    const before = this.last;
    this.take(run);
    say({ event: 'held', idleSeconds, wasOurs: before?.run === run });
    let heard = '';
    input.on('data', (chunk) => {
      heard += chunk;
    });
    await Promise.race([once(input, 'end'), ended(cut)]);
    if (cut.aborted) void this.freeOnceHeard(run);
    else if (this.holder === run) this.free();
    if (heard.includes('-')) this.last = before;
    return ENDED;
  }

  /**
   * The run learns of its cut link before another can take the lease, because `remote/lease/` polls only twice a second.
   * Here it takes some microtasks, from one `await` to the next.
   */
  private async freeOnceHeard(run: string): Promise<void> {
    for (let step = 0; step < HEARD; step += 1) await undefined;
    if (this.holder === run) this.free();
  }

  take(run: string): void {
    this.holder = run;
  }

  free(): void {
    this.last = this.holder === undefined ? undefined : { run: this.holder, at: this.world.now() };
    this.holder = undefined;
  }
}

let strangers = 0;

/** The run that a request names, or a new stranger, and how long it waits. */
function requestOf(sent: string): { readonly run: string; readonly seconds: number } {
  strangers += 1;
  const { run = `stranger ${strangers}`, seconds } = requestIn(sent);
  return { run: String(run), seconds: Number(seconds) };
}
