import type { Report } from './report.ts';

/**
 * Ends the whole run, never one step alone: whatever contains failures lets it through, so that nothing more begins. A
 * failure in any other shape is that of one host or resource.
 */
export abstract class Stop extends Error {
  /** What the run had done until then. */
  done?: Report;
}

/** The cluster changed after it was observed: what was planned may be wrong. Observe, plan and apply again. */
export class Overtaken extends Stop {
  override readonly name = 'Overtaken';
}

/** The run no longer holds the lease, so another may. Observe again, and go on only with the lease. */
export class LeaseLost extends Stop {
  override readonly name = 'LeaseLost';
}

/** Another run holds the lease and did not end in the time that this one waits. */
export class LeaseRefused extends Stop {
  override readonly name = 'LeaseRefused';
}
