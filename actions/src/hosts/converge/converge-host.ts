import type { HostConnection } from '../link/connection.ts';
import { call, ProgramFailure } from '../link/program.ts';
import type { RoleDesired } from '../model/role.ts';
import type { RoleChanges } from '../model/steps.ts';
import { convergeProgram, type Order, type StepEvent } from './converge-program.ts';
import { type Lookup, ordersOf } from './instructions.ts';
import { failureOf, stopped } from './remedies.ts';

interface ConvergeOptions {
  readonly connection: HostConnection;
  /** The changes of one host, from `diffHost`, or some of them. */
  readonly changes: readonly RoleChanges[];
  /** All roles of the host. */
  readonly desired: readonly RoleDesired[];
  /** Who started the run, for the host's manifest. */
  readonly by: string;
  /** Fills a hole. Throws for an unknown name. */
  readonly lookup: Lookup;
  /** Receives the address of each step as it starts. */
  readonly onStep?: (address: string) => void;
}

type StepResult = Extract<StepEvent, { event: 'changed' | 'already' }>;

/**
 * Applies the changes to a host, in one call. Throws with the step that failed, its last lines of output (secrets masked) and what
 * to do next. Changes that were finished stay, and the next run repeats the others.
 */
export async function convergeHost(options: ConvergeOptions): Promise<StepResult[]> {
  if (options.changes.length === 0) return [];
  const { lookup, masked } = maskedLookup(options.lookup);
  const order: Order = { by: options.by, roles: ordersOf(options.changes, options.desired, lookup) };
  const events: StepEvent[] = [];
  const onEvent = (event: StepEvent) => {
    events.push(event);
    if (event.event === 'started') options.onStep?.(event.address);
  };
  const failure = await call(options, convergeProgram, 'converge', order, { onEvent }).then(
    failureOf,
    (error) => {
      if (error instanceof ProgramFailure) return stopped(events.at(-1), error);
      throw error;
    },
  );
  if (failure !== undefined) throw new Error(masked(failure));
  return events.filter((event): event is StepResult => event.event !== 'started');
}

/** A shorter line of a secret may be an ordinary word. */
const MASKED_LENGTH = 8;

/** Wraps a lookup; `masked` replaces the secrets that it returned so far in text from the host. */
function maskedLookup(lookup: Lookup): { lookup: Lookup; masked: (text: string) => string } {
  const secrets = new Set<string>();
  return {
    lookup(kind, name) {
      const value = lookup(kind, name);
      if (kind === 'secret')
        for (const line of value.split('\n')) if (line.length >= MASKED_LENGTH) secrets.add(line);
      return value;
    },
    // The longest first, because one secret may begin with another.
    masked: (text) =>
      [...secrets]
        .sort((a, b) => b.length - a.length)
        .reduce((rest, value) => rest.replaceAll(value, '[redacted]'), text),
  };
}
