import { convergeScript } from '#remote-scripts';
import type { HostConnection } from '../link/connection.ts';
import { programInput, RUN_FROM_INPUT } from '../link/program-input.ts';
import type { RoleDesired } from '../model/role.ts';
import type { RoleChanges } from '../model/steps.ts';
import { type ConvergeEvent, eventOf } from './event.ts';
import { type Lookup, type Order, ordersOf } from './instructions.ts';
import { remember } from './redaction.ts';
import { failureOf } from './remedies.ts';

interface ConvergeOptions {
  readonly connection: HostConnection;
  /** Of one host, as `diffHost` gives them or fewer. */
  readonly changes: readonly RoleChanges[];
  /** All roles of the host. */
  readonly desired: readonly RoleDesired[];
  /** Who started the run, for the host's manifest. */
  readonly by: string;
  /** Fills a hole; throws for a name it does not have. */
  readonly lookup: Lookup;
  /** Hears the address of each step as it starts. */
  readonly onStep?: (address: string) => void;
}

/** A step that was done; `already`: a guarded command's check passed, so it was not needed. */
interface StepResult {
  readonly address: string;
  readonly state: 'changed' | 'already';
  readonly seconds: number;
}

const TIMEOUT_MS = 30 * 60_000;

/**
 * Makes a host what the changes say, by one stream. Throws with what failed, where, its last output lines (secrets
 * masked) and what to do next; what was finished by then stays, and the next run repeats the rest.
 */
export async function convergeHost(options: ConvergeOptions): Promise<StepResult[]> {
  if (options.changes.length === 0) return [];
  const { lookup, masked } = remember(options.lookup);
  const order: Order = { by: options.by, roles: ordersOf(options.changes, options.desired, lookup) };
  const events: ConvergeEvent[] = [];
  const onLine = (line: string) => {
    const event = eventOf(line);
    if (event) events.push(event);
    if (event?.state === 'started') options.onStep?.(event.address);
  };
  const input = programInput(convergeScript, JSON.stringify(order));
  const result = await options.connection.run(RUN_FROM_INPUT, { input, onLine, timeoutMs: TIMEOUT_MS });
  const failure = failureOf(events, result.stderr);
  if (failure !== undefined) throw new Error(masked(failure));
  return events.flatMap((event) => (event.state === 'changed' || event.state === 'already' ? [event] : []));
}
